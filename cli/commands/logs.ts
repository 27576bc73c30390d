import type { Command } from 'commander';

import type { FileFollower } from '../../live/client/follow-file.ts';
import type { TaskView } from '../../live/client/cluster-view.ts';
import { CheckFailed } from '../errors.ts';
import { helpExample } from '../help.ts';
import { type OperatorFlags, asked, withMasterOptions } from '../live/operator-command.ts';
import { frameworkNamed, taskNamed } from '../live/task-named.ts';

interface LogsFlags extends OperatorFlags {
  readonly follow?: true;
  readonly stderr?: true;
  readonly framework?: string;
}

/** How often the master is asked whether a task that is followed is over, milliseconds. */
const LOOK_MS = 1000;

/** `evenhand logs`: what a task wrote. */
export function registerLogs(program: Command): void {
  const command = program
    .command('logs')
    .summary('what a task wrote')
    .description('Prints what a task wrote, from the sandbox that its agent keeps.')
    .argument('<task>', 'its id, or its name')
    .option('-f, --follow', 'go on until the task is over')
    .option('--stderr', 'standard error in place of standard output')
    .option('--framework <name>', 'whose task it is, where several have one of that id');
  withMasterOptions(command)
    .addHelpText('after', helpExample('evenhand logs task-1f0c2d3e', 'evenhand logs web -f'))
    .action(logs);
}

async function logs(name: string, flags: LogsFlags): Promise<void> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  const { FileFollower } = await import('../../live/client/follow-file.ts');
  const { clientAccess } = await import('../live/client-access.ts');
  const task = await findTask(name, flags);
  const agent = (await asked(flags, agentsOf)).find(({ id }) => id === task.agent);
  if (agent === undefined || agent.address === null) {
    throw new CheckFailed(`the agent of ${task.id}, ${task.agent}, is not there any more`);
  }
  const scheme = flags.tlsCa === undefined && flags.tlsCert === undefined ? 'http' : 'https';
  const { framework, executor } = task;
  const file = flags.stderr === true ? 'stderr' : 'stdout';
  const path = `/frameworks/${framework}/executors/${executor}/runs/latest/${file}`;
  const follower = new FileFollower(
    new URL(`${scheme}://${agent.address}`),
    path,
    (text) => process.stdout.write(text),
    clientAccess(flags),
  );
  if (flags.follow === true) await follow(follower, task, flags);
  await follower.finish();
  if (!follower.found) throw new CheckFailed(`${agent.address} keeps no ${file} of ${task.id}`);
}

async function follow(follower: FileFollower, task: TaskView, flags: LogsFlags): Promise<void> {
  const { framework, id } = task;
  follower.start();
  for (let now = task; !now.completed; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    now = await findTask(id, { ...flags, framework });
  }
}

async function findTask(name: string, flags: LogsFlags): Promise<TaskView> {
  const { frameworksOf, tasksOf } = await import('../../live/client/cluster-view.ts');
  return asked(flags, async (client) => {
    const wanted = flags.framework;
    const ids = wanted === undefined ? null : frameworkNamed(await frameworksOf(client), wanted);
    return taskNamed(await tasksOf(client), name, ids);
  });
}
