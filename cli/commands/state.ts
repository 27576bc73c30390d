import type { Command } from 'commander';

import { Resources } from '../../core/resources/resources.ts';
import type {
  AgentView,
  FrameworkView,
  RoleView,
  TaskView,
} from '../../live/client/cluster-view.ts';
import type { Json } from '../output/json.ts';
import { formatNumber } from '../output/numbers.ts';
import { type Column, renderTable } from '../output/table.ts';
import { printable, styled, terminalOf } from '../output/terminal.ts';
import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  asked,
  printed,
  shortId,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { dominantShareOf, unitsOf, usedOf } from '../live/resource-text.ts';

/** `evenhand state`: a cluster at a glance. */
export function registerState(program: Command): void {
  const command = program
    .command('state')
    .summary('a cluster at a glance')
    .description('Prints the leading master, agents, frameworks, and roles with their shares.');
  withOperatorOptions(command)
    .addHelpText('after', helpExample('evenhand state', 'evenhand state --json | jq .agents'))
    .action(state);
}

/** What the command shows. */
interface ClusterState {
  readonly leader: string;
  readonly version: string;
  readonly agents: readonly AgentView[];
  readonly frameworks: readonly FrameworkView[];
  readonly roles: readonly RoleView[];
  readonly tasks: readonly TaskView[];
}

async function state(flags: OperatorFlags): Promise<void> {
  const { agentsOf, frameworksOf, rolesOf, tasksOf } = await import(
    '../../live/client/cluster-view.ts'
  );
  const { leaderNamed } = await import('../live/leader-named.ts');
  const found = await asked(
    flags,
    async (client): Promise<ClusterState> => ({
      ...(await leaderNamed(client)),
      agents: await agentsOf(client),
      frameworks: await frameworksOf(client),
      roles: await rolesOf(client),
      tasks: (await tasksOf(client)).filter(({ completed }) => !completed),
    }),
  );
  printed(flags, stateDocument(found), () => stateText(found));
}

function totalOf(agents: readonly AgentView[]): Resources {
  return agents.reduce((sum, { total }) => sum.plus(total), Resources.EMPTY);
}

function stateDocument({ leader, version, agents, frameworks, roles, tasks }: ClusterState): Json {
  const total = totalOf(agents);
  const count = (isMeant: (task: TaskView) => boolean): number => tasks.filter(isMeant).length;
  return {
    ...{ leader, version },
    agents: agents.map((agent) => ({
      ...{ id: agent.id, hostname: agent.hostname, address: agent.address },
      ...{ state: agentState(agent), total: unitsOf(agent.total) },
      allocated: unitsOf(agent.allocated),
      tasks: count((task) => task.agent === agent.id),
    })),
    frameworks: frameworks.map(({ id, name, roles: own, active, connected, allocated }) => ({
      ...{ id, name, roles: own, active, connected, allocated: unitsOf(allocated) },
      dominantShare: dominantShareOf(allocated, total),
      tasks: count((task) => task.framework === id),
    })),
    roles: roles.map(({ name, weight, frameworks: members, allocated }) => ({
      ...{ name, weight, frameworks: members, allocated: unitsOf(allocated) },
      dominantShare: dominantShareOf(allocated, total),
    })),
  };
}

function agentState({ active, deactivated, drain }: AgentView): string {
  if (!active) return 'disconnected';
  return drain?.toLowerCase() ?? (deactivated ? 'deactivated' : 'active');
}

function stateText({ leader, version, agents, frameworks, roles, tasks }: ClusterState): string {
  const terminal = terminalOf(process.stdout, process.env);
  const total = totalOf(agents);
  const share = (held: Resources): string => formatNumber(dominantShareOf(held, total), 'part', 1);
  const count = (isMeant: (task: TaskView) => boolean): string =>
    String(tasks.filter(isMeant).length);
  const table = (columns: string, rows: readonly (readonly string[])[]): string => {
    if (rows.length === 0) return '';
    const headings = columns.split('|').map((heading): Column => {
      return { heading: heading.trim(), align: heading.startsWith(' ') ? 'right' : 'left' };
    });
    const cells = rows.map((row) => row.map((text) => ({ text: printable(text) })));
    return `\n${renderTable(headings, cells, terminal)}`;
  };
  const agentRows = agents.map((agent) => [
    ...[shortId(agent.id), agent.hostname, agent.address ?? '', agentState(agent)],
    usedOf(agent.allocated, agent.total, 'cpus'),
    usedOf(agent.allocated, agent.total, 'mem'),
    count((task) => task.agent === agent.id),
  ]);
  const frameworkRows = frameworks.map((one) => [
    ...[shortId(one.id), one.name, one.roles.join(',')],
    one.connected ? (one.active ? 'active' : 'inactive') : 'disconnected',
    count((task) => task.framework === one.id),
    share(one.allocated),
  ]);
  const roleRows = roles.map(({ name, weight, frameworks: members, allocated }) => [
    ...[name, String(weight), String(members.length), share(allocated)],
  ]);
  return (
    `${styled(`master ${leader}`, 'bold', terminal)}, version ${version}\n` +
    `${agents.length} agents, ${frameworks.length} frameworks, ${tasks.length} tasks\n` +
    table('agent|host|address|state| cpus| mem| tasks', agentRows) +
    table('framework|name|roles|state| tasks| share %', frameworkRows) +
    table('role| weight| frameworks| share %', roleRows)
  );
}
