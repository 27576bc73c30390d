import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';

import { policyNamed } from '../../core/allocation/policies/index.ts';
import {
  type ElectionSettings,
  type RunningMaster,
  runMaster,
} from '../../live/master/run-master.ts';
import { withoutPassword } from '../../live/zookeeper/zk-url.ts';
import { findBuiltPage } from '../lab/built-page.ts';
import type { MasterFlags } from '../commands/master.ts';
import { readText } from '../documents/source-document.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { parseMesosDurationUs } from './mesos-duration.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { engineVersion } from '../version.ts';
import { allocationRules, policyOf } from './allocation-options.ts';
import { liveLog } from './live-log.ts';
import {
  advertised,
  checkAddress,
  flagsOf,
  parsePort,
  parseZk,
  usualWorkDir,
} from './live-options.ts';
import { isGuarded, masterSecurity, withLibprocess } from './read-security.ts';

/** @throws UsageError for flags that make no sense */
export async function startMaster(flags: MasterFlags): Promise<RunningMaster> {
  const { ip, offerTimeout } = flags;
  const policy = policyOf(flags);
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
      ...whitelistOf(flags),
      ...advertised(flags),
      rules: allocationRules(flags),
      policy,
      allocationIntervalUs: parseMesosDurationUs(flags.allocationInterval, '--allocation-interval'),
      offerTimeoutUs:
        offerTimeout === undefined ? null : parseMesosDurationUs(offerTimeout, '--offer-timeout'),
      agentPingTimeoutUs: parseMesosDurationUs(flags.agentPingTimeout, '--agent-ping-timeout'),
      maxAgentPingTimeouts: parseNumber(
        flags.maxAgentPingTimeouts,
        '--max-agent-ping-timeouts',
        POSITIVE_INTEGER,
      ),
      records: flags.recording,
      page: findBuiltPage(),
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
function electionOf(flags: MasterFlags): ElectionSettings | null {
  const { zk, zkSessionTimeout, ip, advertiseIp = ip } = flags;
  if (zk === undefined) return null;
  if (isIPv4(advertiseIp) && advertiseIp !== '0.0.0.0') {
    const sessionTimeoutUs = parseMesosDurationUs(zkSessionTimeout, '--zk-session-timeout');
    return { zk: parseZk(zk, '--zk'), sessionTimeoutUs };
  }
  throw new UsageError(
    `--ip: found ${advertiseIp}, which --zk would make known to others; wanted a dotted address ` +
      'that they reach, or --advertise-ip',
  );
}

/** Mesos takes `*` for all hosts. */
function whitelistOf({ whitelist }: MasterFlags): { readonly whitelist?: string } {
  if (whitelist === undefined || whitelist === '*') return {};
  const file = resolve(whitelist.replace(/^file:\/\//, ''));
  // Read here too: who names a file that is not there is to hear it at once.
  readText(file);
  return { whitelist: file };
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
