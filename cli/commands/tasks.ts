import type { Command } from 'commander';

import type { AgentView, FrameworkView, TaskView } from '../../live/client/cluster-view.ts';
import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  agentNamed,
  asked,
  printed,
  shortId,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { resourceWords, unitsOf } from '../live/resource-text.ts';
import { frameworkNamed } from '../live/task-named.ts';
import { type Column, renderTable } from '../output/table.ts';
import { printable, terminalOf } from '../output/terminal.ts';

interface TasksFlags extends OperatorFlags {
  readonly framework?: string;
  readonly state?: string;
  readonly agent?: string;
  readonly all?: true;
}

/** `evenhand tasks`: what runs on a cluster. */
export function registerTasks(program: Command): void {
  const command = program
    .command('tasks')
    .summary('what runs on a cluster')
    .description('Lists the tasks of a cluster.')
    .option('--framework <name>', 'only of this framework, by its name or id')
    .option('--state <state>', 'only in this state, such as running or TASK_FAILED')
    .option('--agent <agent>', 'only on this agent, by its id (or the end of it) or host')
    .option('--all', 'also those that are over, as far as the master remembers them');
  withOperatorOptions(command)
    .addHelpText(
      'after',
      helpExample('evenhand tasks', 'evenhand tasks --all --state failed --framework scan'),
    )
    .action(tasks);
}

interface Found {
  readonly tasks: readonly TaskView[];
  readonly agents: ReadonlyMap<string, AgentView>;
  readonly frameworks: ReadonlyMap<string, FrameworkView>;
}

async function tasks(flags: TasksFlags): Promise<void> {
  const { agentsOf, frameworksOf, tasksOf } = await import('../../live/client/cluster-view.ts');
  const found = await asked(flags, async (client): Promise<Found> => {
    const agents = await agentsOf(client);
    const frameworks = await frameworksOf(client);
    const all = await tasksOf(client);
    const agent = flags.agent === undefined ? null : agentNamed(agents, flags.agent).id;
    const ids = flags.framework === undefined ? null : frameworkNamed(frameworks, flags.framework);
    const state = flags.state === undefined ? null : stateNamed(flags.state);
    return {
      tasks: all.filter((task) => {
        if (task.completed && flags.all !== true && state === null) return false;
        if (agent !== null && task.agent !== agent) return false;
        if (ids !== null && !ids.includes(task.framework)) return false;
        return state === null || task.state === state;
      }),
      agents: new Map(agents.map((one) => [one.id, one])),
      frameworks: new Map(frameworks.map((one) => [one.id, one])),
    };
  });
  const document = {
    tasks: found.tasks.map((task) => ({
      ...task,
      resources: unitsOf(task.resources),
      frameworkName: found.frameworks.get(task.framework)?.name ?? null,
      hostname: found.agents.get(task.agent)?.hostname ?? null,
    })),
  };
  printed(flags, document, () => tasksText(found));
}

/** `TASK_RUNNING` of `running`. */
function stateNamed(text: string): string {
  const upper = text.toUpperCase();
  return upper.startsWith('TASK_') ? upper : `TASK_${upper}`;
}

function tasksText({ tasks: all, agents, frameworks }: Found): string {
  if (all.length === 0) return 'no tasks\n';
  const terminal = terminalOf(process.stdout, process.env);
  const columns = ['task', 'name', 'framework', 'state', 'agent', 'resources', 'since'].map(
    (heading): Column => ({ heading, align: 'left' }),
  );
  const rows = all.map((task) => {
    const { hostname = '' } = agents.get(task.agent) ?? {};
    const framework = frameworks.get(task.framework)?.name ?? shortId(task.framework);
    const seconds = task.completed ? task.lastSeconds : (task.runningSeconds ?? task.lastSeconds);
    return [
      ...[task.id, task.name, framework, task.state.replace(/^TASK_/, '').toLowerCase()],
      `${shortId(task.agent)}${hostname === '' ? '' : ` (${hostname})`}`,
      resourceWords(task.resources),
      seconds === null ? '' : new Date(seconds * 1000).toISOString().slice(0, 19),
    ].map((text) => ({ text: printable(text) }));
  });
  return renderTable(columns, rows, terminal);
}
