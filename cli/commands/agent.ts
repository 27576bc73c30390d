import type { Command } from 'commander';

import { ExitCode } from '../errors.ts';
import { helpExample } from '../help.ts';
import { configured } from '../live/configured-command.ts';
import { type ClientFlags, withClientOptions } from '../live/client-options.ts';
import { setting, stopSignal } from '../live/live-options.ts';
import { type SecurityFlags, switched, withAgentSecurity } from '../live/security-options.ts';

/** Where Docker's engine listens. */
export const DOCKER_SOCKET = '/var/run/docker.sock';

export interface AgentFlags extends SecurityFlags, ClientFlags {
  readonly master: string;
  readonly ip: string;
  readonly port: string;
  readonly hostname?: string;
  readonly advertiseIp?: string;
  readonly advertisePort?: string;
  readonly workDir?: string;
  readonly resources?: string;
  readonly attributes?: string;
  readonly registrationBackoffFactor: string;
  readonly containerizers: string;
  readonly dockerSocket: string;
  readonly executorRegistrationTimeout?: string;
  readonly executorReregistrationTimeout?: string;
  readonly executorShutdownGracePeriod?: string;
  readonly recoveryTimeout?: string;
  readonly fetcherCacheSize?: string;
  readonly gcDelay?: string;
  readonly allowPrivileged?: boolean;
  readonly switchUser?: boolean;
  readonly cgroups?: boolean;
  readonly recording: boolean;
  readonly open?: boolean;
  readonly logLevel: string;
}

/** `evenhand agent`: an agent of a real cluster. */
export function registerAgent(program: Command): void {
  const command = program
    .command('agent')
    .summary('an agent of a real cluster')
    .description('Runs an agent: it offers what this machine has, and runs the tasks it is given.')
    .addOption(
      setting(
        '--master <address>',
        'of the master, of several, or zk://host:port,…/path',
        '127.0.0.1:5050',
      ),
    )
    .addOption(setting('--ip <address>', 'to listen on', '127.0.0.1'))
    .addOption(setting('--port <port>', 'to listen on, 0 for any that is free', '5051'))
    .addOption(setting('--hostname <name>', 'how others reach it; the address unless given'))
    .addOption(setting('--advertise-ip <address>', 'to tell the master in place of --ip'))
    .addOption(setting('--advertise-port <port>', 'to tell the master in place of --port'))
    .addOption(setting('--work-dir <folder>', 'of sandboxes and checkpoints; one agent only'))
    .addOption(setting('--resources <text>', 'what it offers; what the machine has unless given'))
    .addOption(setting('--attributes <text>', 'what is to be known of it, such as rack:r1'))
    .addOption(
      setting('--registration-backoff-factor <time>', 'over which agents register', '100ms'),
    )
    .addOption(
      setting('--containerizers <names>', 'mesos for processes, docker for images', 'mesos'),
    )
    .addOption(setting('--docker-socket <file>', 'of the engine', DOCKER_SOCKET))
    .addOption(setting('--executor-registration-timeout <time>', 'for executors to come', '1m'))
    .addOption(setting('--executor-reregistration-timeout <time>', 'to come back', '2s'))
    .addOption(setting('--executor-shutdown-grace-period <time>', 'to leave', '5s'))
    .addOption(setting('--recovery-timeout <time>', 'executors wait for their agent', '15m'))
    .addOption(setting('--fetcher-cache-size <size>', 'of fetched URIs to keep', '2GiB'))
    .addOption(setting('--gc-delay <time>', 'sandboxes stay, where the disk is empty', '7d'))
    .addOption(switched('cgroups', 'enforce limits of processes, where the machine allows it'))
    .addOption(switched('allow-privileged', 'tasks may run privileged Docker containers'))
    .addOption(switched('switch-user', 'run processes as the users whom frameworks name; as root'))
    .option('--no-recording', 'do not record its life')
    .addOption(switched('open', 'listen where others reach it, though not all say who they are'))
    .addOption(setting('--log-level <level>', 'silent, error, warn, info or debug', 'info'));
  withAgentSecurity(withClientOptions(command)).addHelpText(
    'after',
    helpExample('evenhand agent --master 127.0.0.1:5050 --resources "cpus:4;mem:8192"'),
  );
  const run = configured(command, async (flags: AgentFlags) => {
    // Loaded when it is wanted: other commands start without a server.
    const { startAgent } = await import('../live/start-agent.ts');
    const agent = await startAgent(flags, 1, 0, (message) => {
      process.stderr.write(`the master does not want this agent: ${message}\n`);
      process.exit(ExitCode.FAILED);
    });
    process.stdout.write(`agent: ${agent.url}\n`);
    await stopSignal();
    // Its tasks run on: an agent that starts again finds them.
    await agent.stop(false);
  });
  command.action(run);
}
