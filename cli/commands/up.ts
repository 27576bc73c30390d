import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';

import type { RunningAgent } from '../../live/agent/run-agent.ts';
import { helpExample } from '../help.ts';
import { compileEarly } from '../live/compile-early.ts';
import { configured } from '../live/configured-command.ts';
import { setting, stopSignal } from '../live/live-options.ts';
import { POSITIVE_INTEGER, parseNumber } from '../options/numbers.ts';
import { DOCKER_SOCKET } from './agent.ts';

interface UpFlags {
  readonly agents: string;
  readonly agent?: string;
  readonly port: string;
  readonly workDir?: string;
  readonly policy: string;
  readonly dockerSocket: string;
  readonly recording: boolean;
  readonly logLevel: string;
}

/** `evenhand up`: a whole cluster on this machine, to try things out. */
export function registerUp(program: Command): void {
  const command = program
    .command('up')
    .summary('a whole cluster on this machine, to try things out')
    .description(
      'Runs a master and agents in one process; tasks are processes of this machine, or Docker ' +
        'containers where they name an image and an engine answers. ' +
        'The page at the address that it prints shows all of it. Ctrl-C ends it, tasks included.',
    )
    .option('--agents <count>', 'how many', '3')
    .option('--agent <resources>', 'what each offers; a share of the machine unless given')
    .addOption(setting('--port <port>', 'of the master, 0 for any that is free', '5050'))
    .option('--work-dir <folder>', 'kept when it ends; one that is removed unless given')
    .addOption(setting('--policy <name>', 'how resources are allocated', 'drf'))
    .addOption(setting('--docker-socket <file>', 'of an engine to run images', DOCKER_SOCKET))
    .option('--no-recording', 'do not record the lives of the master and the agents')
    .addOption(setting('--log-level <level>', 'silent, error, warn, info or debug', 'warn'))
    .addHelpText(
      'after',
      helpExample('evenhand up --agents 3', 'evenhand execute --command "echo hello"'),
    );
  command.action(configured(command, up));
}

async function up(flags: UpFlags): Promise<void> {
  compileEarly();
  // Loaded when they are wanted: other commands start without a server.
  const { startMaster } = await import('../live/start-master.ts');
  const { startAgent } = await import('../live/start-agent.ts');
  const { engineAnswers } = await import('../../live/containers/engine-ping.ts');
  const count = parseNumber(flags.agents, '--agents', POSITIVE_INTEGER);
  const isKept = flags.workDir !== undefined;
  const workDir = isKept ? resolve(flags.workDir) : mkdtempSync(join(tmpdir(), 'evenhand-up-'));
  const { recording, logLevel, policy } = flags;
  const shared = { ip: '127.0.0.1', recording, logLevel };
  const master = await startMaster({
    ...{ ...shared, port: flags.port, workDir: join(workDir, 'master'), policy },
    ...{ allocationInterval: '1s', agentPingTimeout: '15s', maxAgentPingTimeouts: '5' },
    zkSessionTimeout: '10s',
  });
  const { dockerSocket } = flags;
  const containerizers = (await engineAnswers(dockerSocket)) ? 'docker,mesos' : 'mesos';
  const agents: RunningAgent[] = [];
  for (let place = 0; place < count; place++) {
    const own = { port: '0', workDir: join(workDir, `agent-${place + 1}`) };
    const agent = await startAgent(
      {
        ...{ ...shared, ...own, master: master.url, registrationBackoffFactor: '10ms' },
        ...{ containerizers, dockerSocket },
        ...(flags.agent === undefined ? {} : { resources: flags.agent }),
      },
      count,
      place,
      (message) => process.stderr.write(`agent ${place + 1}: ${message}\n`),
    );
    agents.push(agent);
  }
  process.stdout.write(`master: ${master.url}\n`);
  process.stdout.write(`page: ${master.url}/\n`);
  for (const [place, { url }] of agents.entries()) {
    process.stdout.write(`agent ${place + 1}: ${url}\n`);
  }
  if (isKept) process.stdout.write(`work folder: ${workDir}\n`);
  process.stdout.write(`try: evenhand execute --master ${master.url} --command "echo hello"\n`);
  await stopSignal();
  await Promise.all(agents.map((agent) => agent.stop(true)));
  await master.stop();
  if (!isKept) rmSync(workDir, { recursive: true, force: true });
}
