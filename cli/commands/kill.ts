import type { Command } from 'commander';

import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  asked,
  printed,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { frameworkNamed, taskNamed } from '../live/task-named.ts';

interface KillFlags extends OperatorFlags {
  readonly framework?: string;
}

/** `evenhand kill`: ends a task. */
export function registerKill(program: Command): void {
  const command = program
    .command('kill')
    .summary('end a task')
    .description(
      'Ends a task in the name of its framework, which hears TASK_KILLED and may launch another. ' +
        "Mesos's operators cannot: this is a call of Evenhand's master alone.",
    )
    .argument('<task>', 'its id, or its name')
    .option('--framework <name>', 'whose task it is, where several have one of that id');
  withOperatorOptions(command)
    .addHelpText('after', helpExample('evenhand kill task-1f0c2d3e'))
    .action(kill);
}

async function kill(name: string, flags: KillFlags): Promise<void> {
  const { frameworksOf, tasksOf } = await import('../../live/client/cluster-view.ts');
  const task = await asked(flags, async (client) => {
    const wanted = flags.framework;
    const ids = wanted === undefined ? null : frameworkNamed(await frameworksOf(client), wanted);
    const found = taskNamed(await tasksOf(client), name, ids);
    await client.killTask(found.framework, found.id);
    return found;
  });
  const { id, framework, state } = task;
  printed(flags, { killed: id, framework, state }, () => `${id} is told to end\n`);
}
