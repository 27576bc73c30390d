import { resolve } from 'node:path';
import type { Command } from 'commander';

import { policyNamed } from '../../core/allocation/policies/index.ts';
import { type RunningMaster, runMaster } from '../../live/master/run-master.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  checkAddress,
  flagsOf,
  liveLog,
  parsePort,
  setting,
  stopSignal,
  usualWorkDir,
} from '../live/live-options.ts';
import { parseDurationUs } from '../options/durations.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { engineVersion } from '../version.ts';

export interface MasterFlags {
  readonly ip: string;
  readonly port: string;
  readonly hostname?: string;
  readonly workDir?: string;
  readonly policy: string;
  readonly allocationInterval: string;
  readonly offerTimeout?: string;
  readonly agentPingTimeout: string;
  readonly maxAgentPingTimeouts: string;
  readonly recording: boolean;
  readonly open?: true;
  readonly logLevel: string;
}

/** `evenhand master`: a master of a real cluster. */
export function registerMaster(program: Command): void {
  program
    .command('master')
    .summary('a master of a real cluster')
    .description(
      "Runs a master: agents register with it and frameworks subscribe at Mesos's HTTP APIs.",
    )
    .addOption(setting('--ip <address>', 'to listen on', '127.0.0.1'))
    .addOption(setting('--port <port>', 'to listen on, 0 for any that is free', '5050'))
    .addOption(setting('--hostname <name>', 'how others reach it; the address unless given'))
    .addOption(setting('--work-dir <folder>', 'of the registry and the recordings'))
    .addOption(setting('--policy <name>', 'how resources are allocated', 'drf'))
    .addOption(setting('--allocation-interval <time>', 'between allocation cycles', '1s'))
    .addOption(setting('--offer-timeout <time>', 'after which unanswered offers are taken back'))
    .addOption(setting('--agent-ping-timeout <time>', 'for the answer of an agent', '15s'))
    .addOption(setting('--max-agent-ping-timeouts <count>', 'until it is unreachable', '5'))
    .option('--no-recording', 'do not record its life')
    .option('--open', 'listen where others reach it, though nobody has to say who he is')
    .addOption(setting('--log-level <level>', 'silent, error, warn, info or debug', 'info'))
    .addHelpText('after', helpExample('evenhand master --port 5050 --work-dir /var/lib/evenhand'))
    .action(async (flags: MasterFlags) => {
      const master = await startMaster(flags);
      process.stdout.write(`master: ${master.url}\n`);
      await stopSignal();
      await master.stop();
    });
}

/** @throws UsageError for flags that make no sense */
export async function startMaster(flags: MasterFlags): Promise<RunningMaster> {
  const { ip, offerTimeout, policy } = flags;
  checkAddress(ip, flags.open === true);
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
