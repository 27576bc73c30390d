import { userInfo } from 'node:os';
import type { Command } from 'commander';

import type { ExecuteEnd } from '../../live/client/execute.ts';
import { CheckFailed, TaskEnded, UsageError, messageOf } from '../errors.ts';
import { helpExample } from '../help.ts';
import { configured } from '../live/configured-command.ts';
import { type ClientFlags, foundMaster, withClientOptions } from '../live/client-options.ts';
import { parseResourcesOption, setting } from '../live/live-options.ts';
import { parseDurationUs } from '../options/durations.ts';

interface ExecuteFlags extends ClientFlags {
  readonly master: string;
  readonly name: string;
  readonly command?: string;
  readonly shell: boolean;
  readonly env?: string;
  readonly dockerImage?: string;
  readonly resources: string;
  readonly role: string;
  readonly killAfter?: string;
  readonly checkpoint?: true;
  readonly quiet?: true;
}

/** `evenhand execute`: runs one task on a cluster and ends as it does. */
export function registerExecute(program: Command): void {
  const command = program
    .command('execute')
    .summary('run one task on a cluster')
    .description(
      'Runs one task on a cluster, writes what it writes, and ends with its exit code. ' +
        '(mesos-execute, which this is like, ends with 0 however the task ends.)',
    )
    .addOption(
      setting(
        '--master <address>',
        'of the master, of several, or zk://host:port,…/path',
        '127.0.0.1:5050',
      ),
    )
    .option('--name <name>', 'of the task', 'task')
    .option('--command <text>', 'what to run')
    .option('--no-shell', 'run the command itself, not by a shell')
    .option('--env <json>', 'variables, such as {"KEY": "value"}')
    .option('--docker-image <image>', 'to run it in')
    .option('--resources <text>', 'that it needs', 'cpus:0.1;mem:32')
    .option('--role <role>', 'to ask for offers in', '*')
    .option('--kill-after <time>', 'kill it when it has run so long')
    .option('--checkpoint', 'let it run on when its agent restarts')
    .option('--quiet', 'say nothing of its states');
  withClientOptions(command).addHelpText(
    'after',
    helpExample('evenhand execute --command "echo hello; sleep 1"'),
  );
  command.action(configured(command, execute));
}

async function execute(flags: ExecuteFlags): Promise<void> {
  const { command, dockerImage: image, killAfter, quiet } = flags;
  if (command === undefined && image === undefined) {
    throw new UsageError('--command: found nothing to run, wanted a command or a --docker-image');
  }
  const { Execution } = await import('../../live/client/execute.ts');
  const { clientAccess } = await import('../live/client-access.ts');
  const execution = new Execution({
    finder: foundMaster(flags.master, flags, (problem) => {
      if (quiet !== true) process.stderr.write(`ZooKeeper: ${problem}\n`);
    }),
    access: clientAccess(flags),
    name: flags.name,
    role: flags.role,
    user: userInfo().username,
    resources: parseResourcesOption(flags.resources, '--resources'),
    ...(command === undefined ? {} : { command: commandOf(command, flags) }),
    ...(image === undefined ? {} : { image }),
    checkpoint: flags.checkpoint === true,
    killAfterMs:
      killAfter === undefined ? null : Math.ceil(parseDurationUs(killAfter, '--kill-after') / 1000),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    onStatus: ({ state, message = '' }) => {
      if (quiet === true) return;
      process.stderr.write(message === '' ? `${state}\n` : `${state}: ${message}\n`);
    },
  });
  const kill = (): void => execution.kill();
  process.on('SIGINT', kill);
  let end: ExecuteEnd;
  try {
    end = await execution.run();
  } catch (error) {
    throw problemOf(error, flags.master);
  } finally {
    process.off('SIGINT', kill);
  }
  if (end.exitCode === 0 || end.state === 'TASK_FINISHED') return;
  if (end.exitCode !== null) throw new TaskEnded(end.exitCode);
  throw new CheckFailed(`${flags.name} ended as ${end.state}${end.message && `: ${end.message}`}`);
}

function commandOf(command: string, { shell, env }: ExecuteFlags) {
  const variables = Object.entries(variablesOf(env)).map(([name, value]) => ({ name, value }));
  const environment = variables.length === 0 ? {} : { environment: { variables } };
  if (shell) return { shell, value: command, ...environment };
  const words = command.split(/\s+/).filter((word) => word !== '');
  return { shell, value: words[0] ?? '', arguments: words, ...environment };
}

function variablesOf(env: string | undefined): Record<string, string> {
  if (env === undefined) return {};
  let read: unknown;
  try {
    read = JSON.parse(env);
  } catch (error) {
    throw new UsageError(`--env: ${messageOf(error)}, wanted {"KEY": "value"}`);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new UsageError(`--env: found ${env}, wanted {"KEY": "value"}`);
  }
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, String(value)]));
}

function problemOf(error: unknown, master: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ECONNREFUSED') {
    return new UsageError(`--master: nobody answers at ${master}; evenhand up starts a cluster`);
  }
  if (code === 'ECONNRESET') return new CheckFailed(`the master at ${master} went away`);
  const isAnswer = error instanceof Error && error.name === 'MasterAnswer';
  if (isAnswer) return new CheckFailed(error.message);
  return error;
}
