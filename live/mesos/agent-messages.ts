import { z } from 'zod';

import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import { LIVE_SPACE } from '../../core/recording/live-space.ts';
import { readMachineJson } from '../../core/recording/machine-json.ts';
import { Resources } from '../../core/resources/resources.ts';

/**
 * The messages between agents and the master on the wire: the machines' own, as JSON, checked for
 * shape, so that no peer can make a machine stumble.
 */
const whole = z.number().int();
const id = whole.min(0);
const quantities = z.array(id).length(LIVE_SPACE.size);
const some = z.custom<Resources>((value) => value instanceof Resources, 'wanted resources');
const rest = some.optional();
const state = z.enum([
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
  ...(['TASK_DROPPED', 'TASK_UNREACHABLE', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'] as const),
  'TASK_UNKNOWN',
]);
const need = { resources: quantities, rest };
const executorInfo = z.looseObject({
  executorId: id,
  type: z.enum(['DEFAULT', 'CUSTOM']),
  ...need,
  mesos: z.string().optional(),
});
const taskInfo = z.looseObject({
  taskId: id,
  ...need,
  executor: executorInfo.optional(),
  mesos: z.string().optional(),
});
const framework = z.looseObject({
  id,
  name: z.string(),
  role: z.string(),
  roles: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).optional(),
  checkpoint: z.boolean(),
  partitionAware: z.boolean(),
  failoverTimeoutUs: z.number(),
});
const status = z.looseObject({
  frameworkId: id,
  taskId: id,
  agentId: id,
  state,
  source: z.string(),
  reason: z.string().nullable(),
  message: z.string(),
  uuid: id.nullable(),
  mesos: z.string().optional(),
});
const attribute = z.object({
  name: z.string(),
  value: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('scalar'), milli: id }),
    z.object({ kind: z.literal('ranges'), ranges: z.array(z.object({ begin: id, end: id })) }),
  ]),
});
const info = {
  hostname: z.string().min(1),
  ip: z.string().optional(),
  ...need,
  attributes: z.array(attribute).optional(),
  domain: z.object({ region: z.string(), zone: z.string() }).optional(),
  capabilities: z.array(z.string()).optional(),
  attempt: whole.optional(),
  /** Where the agent's own server listens. */
  port: z.number().int().min(0).max(65_535).default(0),
};

const agentMessage = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('REGISTER_AGENT'), ...info }),
  z.looseObject({
    type: z.literal('REREGISTER_AGENT'),
    ...info,
    agentId: id,
    executors: z
      .array(z.looseObject({ frameworkId: id, info: executorInfo, role: z.string().optional() }))
      .optional(),
    tasks: z.array(z.looseObject({ frameworkId: id, info: taskInfo, state })),
    frameworks: z.array(framework),
  }),
  z.looseObject({ type: z.literal('STATUS_UPDATE'), status, latestState: state }),
  z.looseObject({
    type: z.literal('OPERATIONS_APPLIED'),
    agentId: id,
    operations: z.array(whole),
  }),
  z.looseObject({ type: z.literal('UPDATE_AGENT'), agentId: id, revocable: some }),
  z.looseObject({
    type: z.literal('EXITED_EXECUTOR'),
    agentId: id,
    frameworkId: id,
    executorId: id,
    status: whole.optional(),
  }),
  z.looseObject({
    type: z.literal('EXECUTOR_TO_FRAMEWORK'),
    agentId: id,
    frameworkId: id,
    executorId: id,
    bytes: z.string(),
  }),
  z.looseObject({ type: z.literal('UNREGISTER_AGENT'), agentId: id }),
  z.looseObject({ type: z.literal('PONG') }),
]);

const tasks = z.array(taskInfo);
const masterMessage = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('AGENT_REGISTERED'), agentId: id, cluster: z.string() }),
  z.looseObject({
    type: z.literal('AGENT_REREGISTERED'),
    agentId: id,
    cluster: z.string(),
    missing: z.array(z.object({ framework, tasks })),
  }),
  z.looseObject({ type: z.literal('PING'), connected: z.boolean() }),
  z.looseObject({ type: z.literal('RUN_TASKS'), framework, launch: id, tasks }),
  z.looseObject({ type: z.literal('KILL_TASK'), frameworkId: id, taskId: id }),
  z.looseObject({ type: z.literal('SHUTDOWN_EXECUTOR'), frameworkId: id, executorId: id }),
  z.looseObject({
    type: z.literal('CHECKPOINT_RESOURCES'),
    resources: quantities,
    rest: some,
    operations: z.array(whole),
  }),
  z.looseObject({
    type: z.literal('STATUS_UPDATE_ACKNOWLEDGEMENT'),
    frameworkId: id,
    taskId: id,
    uuid: id,
  }),
  z.looseObject({
    type: z.literal('FRAMEWORK_MESSAGE'),
    frameworkId: id,
    taskId: id,
    toExecutor: z.object({ executorId: id, bytes: z.string() }).optional(),
  }),
  z.looseObject({ type: z.literal('SHUTDOWN_FRAMEWORK'), frameworkId: id }),
  z.looseObject({ type: z.literal('SHUTDOWN_AGENT'), message: z.string() }),
]);

/** Largest message between an agent and the master, bytes. */
export const AGENT_MESSAGE_MAX: number = 64 * 1024 * 1024;

/** What an agent says besides its message: where its own server listens. */
export type AgentMessage = AgentToMaster & { readonly port?: number };

/**
 * Reads what an agent says.
 * @param connection the master's number for it, whatever the agent calls it
 * @returns what is wrong with it, as a text
 */
export function readAgentMessage(text: string, connection: number): AgentMessage | string {
  const read = readShape(text, agentMessage);
  if (typeof read === 'string') return read;
  // The shape is that of the machine's messages: enumerations are the machine's to look at.
  return { ...read, connection } as AgentMessage;
}

/** What the master says, with the prefix of the cluster's ids where it names an agent. */
export type MasterMessage = MasterToAgent & { readonly cluster?: string };

/** Reads what the master says; what is wrong with it, as a text. */
export function readMasterMessage(text: string): MasterMessage | string {
  const read = readShape(text, masterMessage);
  return typeof read === 'string' ? read : (read as MasterMessage);
}

function readShape<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): z.infer<Schema> | string {
  let document: unknown;
  try {
    document = readMachineJson(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const read = schema.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue.path.map(String).join('.')}: ${issue.message}`;
}
