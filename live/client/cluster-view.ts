import { z } from 'zod';

import type { Resources } from '../../core/resources/resources.ts';
import { idSchema } from '../mesos/call-schema.ts';
import { readResources, resourceSchema } from '../mesos/resource-codec.ts';
import type { OperatorClient } from './operator-client.ts';

/** An agent as a master tells of it. */
export interface AgentView {
  readonly id: string;
  readonly hostname: string;
  /** Its address of its own, `http://` before it; null where the master does not say. */
  readonly address: string | null;
  readonly active: boolean;
  readonly deactivated: boolean;
  /** DRAINING or DRAINED; null for one that is not drained. */
  readonly drain: string | null;
  readonly total: Resources;
  readonly allocated: Resources;
}

export interface FrameworkView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly connected: boolean;
  readonly allocated: Resources;
}

export interface TaskView {
  readonly id: string;
  readonly name: string;
  readonly framework: string;
  readonly agent: string;
  /** Its own, or the command executor, which has the task's id. */
  readonly executor: string;
  readonly state: string;
  /** It is over. */
  readonly completed: boolean;
  readonly resources: Resources;
  /** When it was said to run first, and when it was last heard of, seconds since 1970. */
  readonly runningSeconds: number | null;
  readonly lastSeconds: number | null;
  /** What was last said of it, for people. */
  readonly message: string;
}

export interface RoleView {
  readonly name: string;
  readonly weight: number;
  readonly frameworks: readonly string[];
  readonly allocated: Resources;
}

const resources = z.array(resourceSchema).default([]);
const agentSchema = z.looseObject({
  agent_info: z.looseObject({ id: idSchema, hostname: z.string(), port: z.number().optional() }),
  active: z.boolean().default(true),
  deactivated: z.boolean().default(false),
  pid: z.string().default(''),
  total_resources: resources,
  allocated_resources: resources,
  drain_info: z.looseObject({ state: z.string() }).optional(),
});
const frameworkSchema = z.looseObject({
  framework_info: z.looseObject({
    id: idSchema,
    name: z.string(),
    role: z.string().optional(),
    roles: z.array(z.string()).optional(),
  }),
  active: z.boolean().default(true),
  connected: z.boolean().default(true),
  allocated_resources: resources,
});
const taskSchema = z.looseObject({
  name: z.string().default(''),
  task_id: idSchema,
  framework_id: idSchema,
  agent_id: idSchema,
  executor_id: idSchema.optional(),
  state: z.string(),
  resources,
  statuses: z
    .array(
      z.looseObject({
        state: z.string(),
        timestamp: z.number().optional(),
        message: z.string().optional(),
      }),
    )
    .default([]),
});
const roleSchema = z.looseObject({
  name: z.string(),
  weight: z.number().default(1),
  frameworks: z.array(idSchema).default([]),
  resources,
});

const agentsAnswer = z.looseObject({ agents: z.array(agentSchema).default([]) });
const frameworksAnswer = z.looseObject({ frameworks: z.array(frameworkSchema).default([]) });
const tasksAnswer = z.looseObject({
  tasks: z.array(taskSchema).default([]),
  unreachable_tasks: z.array(taskSchema).default([]),
  completed_tasks: z.array(taskSchema).default([]),
});
const rolesAnswer = z.looseObject({ roles: z.array(roleSchema).default([]) });

/** Agents that are registered, in the order in which they came. */
export async function agentsOf(client: OperatorClient): Promise<AgentView[]> {
  const { agents } = agentsAnswer.parse(await client.call('GET_AGENTS'));
  return agents.map((said) => ({
    id: said.agent_info.id.value,
    hostname: said.agent_info.hostname,
    address: /@(.+:\d+)$/.exec(said.pid)?.[1] ?? null,
    active: said.active,
    deactivated: said.deactivated,
    drain: said.drain_info?.state ?? null,
    total: readResources(said.total_resources),
    allocated: readResources(said.allocated_resources),
  }));
}

/** Frameworks that are not torn down. */
export async function frameworksOf(client: OperatorClient): Promise<FrameworkView[]> {
  const { frameworks } = frameworksAnswer.parse(await client.call('GET_FRAMEWORKS'));
  return frameworks.map(
    ({ framework_info: info, active, connected, allocated_resources: all }) => ({
      id: info.id.value,
      name: info.name,
      roles: info.roles ?? [info.role ?? '*'],
      ...{ active, connected, allocated: readResources(all) },
    }),
  );
}

/** Tasks that are there, then those that are over and that the master still remembers. */
export async function tasksOf(client: OperatorClient): Promise<TaskView[]> {
  const answer = tasksAnswer.parse(await client.call('GET_TASKS'));
  const { tasks, unreachable_tasks: unreachable, completed_tasks: completed } = answer;
  const view =
    (isOver: boolean) =>
    (said: z.infer<typeof taskSchema>): TaskView => ({
      id: said.task_id.value,
      name: said.name,
      framework: said.framework_id.value,
      agent: said.agent_id.value,
      executor: said.executor_id?.value ?? said.task_id.value,
      state: said.state,
      completed: isOver,
      resources: readResources(said.resources),
      runningSeconds:
        said.statuses.find(({ state }) => state === 'TASK_RUNNING')?.timestamp ?? null,
      lastSeconds: said.statuses.at(-1)?.timestamp ?? null,
      message: said.statuses.at(-1)?.message ?? '',
    });
  return [...[...tasks, ...unreachable].map(view(false)), ...completed.map(view(true))];
}

/** Roles that somebody is in or holds something in, or that something was set for. */
export async function rolesOf(client: OperatorClient): Promise<RoleView[]> {
  const { roles } = rolesAnswer.parse(await client.call('GET_ROLES'));
  return roles.map(({ name, weight, frameworks, resources: held }) => ({
    ...{ name, weight, frameworks: frameworks.map(({ value }) => value) },
    allocated: readResources(held),
  }));
}
