import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';

import { policyNamed } from '../../core/allocation/policies/index.ts';
import {
  type ElectionSettings,
  type RunningMaster,
  runMaster,
} from '../../live/master/run-master.ts';
import { withoutPassword } from '../../live/zookeeper/zk-url.ts';
import type { MasterFlags } from '../commands/master.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { parseDurationUs } from '../options/durations.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { engineVersion } from '../version.ts';
import { liveLog } from './live-log.ts';
import { checkAddress, flagsOf, parsePort, parseZk, usualWorkDir } from './live-options.ts';
import { isGuarded, masterSecurity, withLibprocess } from './read-security.ts';

/** @throws UsageError for flags that make no sense */
export async function startMaster(flags: MasterFlags): Promise<RunningMaster> {
  const { ip, offerTimeout, policy } = flags;
  const security = masterSecurity(withLibprocess(flags, process.env));
  checkAddress(ip, flags.open === true || isGuarded(security));
  if (policyNamed(policy) === undefined) {
    throw new UsageError(`--policy: found "${policy}"; evenhand policies lists them`);
  }
  const log = liveLog(flags.logLevel);
  const election = electionOf(flags);
  try {
    return await runMaster({
      ip,
      port: parsePort(flags.port, '--port'),
      ...(flags.hostname === undefined ? {} : { hostname: flags.hostname }),
      workDir: resolve(flags.workDir ?? usualWorkDir('master')),
      ...(election === null ? {} : { election }),
      policy,
      allocationIntervalUs: parseDurationUs(flags.allocationInterval, '--allocation-interval'),
      offerTimeoutUs:
        offerTimeout === undefined ? null : parseDurationUs(offerTimeout, '--offer-timeout'),
      agentPingTimeoutUs: parseDurationUs(flags.agentPingTimeout, '--agent-ping-timeout'),
      maxAgentPingTimeouts: parseNumber(
        flags.maxAgentPingTimeouts,
        '--max-agent-ping-timeouts',
        POSITIVE_INTEGER,
      ),
      records: flags.recording,
      version: engineVersion(),
      log,
      security,
      flags: flagsOf({
        ...flags,
        ...(flags.zk === undefined ? {} : { zk: withoutPassword(flags.zk) }),
      }),
      onFatal: (error) => {
        log.error({ err: error }, 'the registry cannot be read or written');
        process.exit(ExitCode.FAILED);
      },
    });
  } catch (error) {
    throw listenProblem(error, flags.ip, flags.port);
  }
}

/** @throws UsageError */
function electionOf({ zk, zkSessionTimeout, ip }: MasterFlags): ElectionSettings | null {
  if (zk === undefined) return null;
  if (isIPv4(ip)) {
    const sessionTimeoutUs = parseDurationUs(zkSessionTimeout, '--zk-session-timeout');
    return { zk: parseZk(zk, '--zk'), sessionTimeoutUs };
  }
  throw new UsageError(`--ip: found ${ip}, wanted a dotted address, which --zk makes known`);
}

/** What the system said about an address, in words. */
export function listenProblem(error: unknown, ip: string, port: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return new UsageError(`--port: ${ip}:${port} is in use, wanted one that is free`);
  }
  if (code === 'EADDRNOTAVAIL') {
    return new UsageError(`--ip: found ${ip}, wanted an address of this machine`);
  }
  if (code === 'EACCES') return new UsageError(`--port: permission denied for ${ip}:${port}`);
  return error;
}
