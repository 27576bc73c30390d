import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';

import { type RunningAgent, runAgent } from '../../live/agent/run-agent.ts';
import { ExitCode } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  checkAddress,
  flagsOf,
  liveLog,
  machineResources,
  parseAttributesOption,
  parseMaster,
  parsePort,
  parseResourcesOption,
  setting,
  stopSignal,
  usualWorkDir,
} from '../live/live-options.ts';
import { parseDurationUs } from '../options/durations.ts';
import { engineVersion } from '../version.ts';
import { listenProblem } from './master.ts';

export interface AgentFlags {
  readonly master: string;
  readonly ip: string;
  readonly port: string;
  readonly hostname?: string;
  readonly workDir?: string;
  readonly resources?: string;
  readonly attributes?: string;
  readonly registrationBackoffFactor: string;
  readonly recording: boolean;
  readonly open?: true;
  readonly logLevel: string;
}

/** `evenhand agent`: an agent of a real cluster. */
export function registerAgent(program: Command): void {
  program
    .command('agent')
    .summary('an agent of a real cluster')
    .description('Runs an agent: it offers what this machine has, and runs the tasks it is given.')
    .addOption(setting('--master <address>', 'of the master', '127.0.0.1:5050'))
    .addOption(setting('--ip <address>', 'to listen on', '127.0.0.1'))
    .addOption(setting('--port <port>', 'to listen on, 0 for any that is free', '5051'))
    .addOption(setting('--hostname <name>', 'how others reach it; the address unless given'))
    .addOption(setting('--work-dir <folder>', 'of sandboxes and checkpoints; one agent only'))
    .addOption(setting('--resources <text>', 'what it offers; what the machine has unless given'))
    .addOption(setting('--attributes <text>', 'what is to be known of it, such as rack:r1'))
    .addOption(
      setting('--registration-backoff-factor <time>', 'over which agents register', '100ms'),
    )
    .option('--no-recording', 'do not record its life')
    .option('--open', 'listen where others reach it, though nobody has to say who he is')
    .addOption(setting('--log-level <level>', 'silent, error, warn, info or debug', 'info'))
    .addHelpText(
      'after',
      helpExample('evenhand agent --master 127.0.0.1:5050 --resources "cpus:4;mem:8192"'),
    )
    .action(async (flags: AgentFlags) => {
      const agent = await startAgent(flags, 1, 0, (message) => {
        process.stderr.write(`the master does not want this agent: ${message}\n`);
        process.exit(ExitCode.FAILED);
      });
      process.stdout.write(`agent: ${agent.url}\n`);
      await stopSignal();
      // Its tasks run on: an agent that starts again finds them.
      await agent.stop(false);
    });
}

/**
 * @param share how many agents share this machine
 * @param place which of them it is
 * @throws UsageError for flags that make no sense
 */
export async function startAgent(
  flags: AgentFlags,
  share: number,
  place: number,
  onShutdown: (message: string) => void,
): Promise<RunningAgent> {
  const { ip, hostname = ip, resources, attributes = '' } = flags;
  checkAddress(ip, flags.open === true);
  const workDir = resolve(flags.workDir ?? usualWorkDir(`agent-${flags.port}`));
  mkdirSync(workDir, { recursive: true });
  const master = parseMaster(flags.master);
  const offered = resources ?? machineResources(workDir, share, place);
  try {
    return await runAgent({
      ip,
      port: parsePort(flags.port, '--port'),
      hostname,
      workDir,
      resources: parseResourcesOption(offered, '--resources'),
      attributes: parseAttributesOption(attributes),
      find: () => master,
      registrationBackoffUs: parseDurationUs(
        flags.registrationBackoffFactor,
        '--registration-backoff-factor',
      ),
      records: flags.recording,
      version: engineVersion(),
      log: liveLog(flags.logLevel),
      flags: flagsOf({ ...flags, resources: offered }),
      onShutdown,
    });
  } catch (error) {
    throw listenProblem(error, ip, flags.port);
  }
}
