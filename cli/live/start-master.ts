import { resolve } from 'node:path';

import { policyNamed } from '../../core/allocation/policies/index.ts';
import { type RunningMaster, runMaster } from '../../live/master/run-master.ts';
import type { MasterFlags } from '../commands/master.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { parseDurationUs } from '../options/durations.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { engineVersion } from '../version.ts';
import { liveLog } from './live-log.ts';
import { checkAddress, flagsOf, parsePort, usualWorkDir } from './live-options.ts';
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
  try {
    return await runMaster({
      ip,
      port: parsePort(flags.port, '--port'),
      ...(flags.hostname === undefined ? {} : { hostname: flags.hostname }),
      workDir: resolve(flags.workDir ?? usualWorkDir('master')),
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
      flags: flagsOf(flags),
      security,
      onFatal: (error) => {
        log.error({ err: error }, 'the registry cannot be written');
        process.exit(ExitCode.FAILED);
      },
    });
  } catch (error) {
    throw listenProblem(error, flags.ip, flags.port);
  }
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
