import { z } from 'zod';

import type { TaskState } from '../../core/protocol/tasks.ts';
import { CallError, checkDocument } from './call-codec.ts';
import { idSchema } from './call-schema.ts';
import { type JsonObject, idDocument } from './json.ts';

const states = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE'] as const),
] as const satisfies readonly TaskState[];

/** What an executor says of a task; what is not named here travels on as it came. */
const statusSchema = z.looseObject({
  task_id: idSchema,
  state: z.enum(states),
  source: z.string().optional(),
  uuid: z.string().optional(),
  executor_id: idSchema.optional(),
  healthy: z.boolean().optional(),
});
const update = z.looseObject({ status: statusSchema });

/** Mesos v1 `executor::Call` (`mesos-semantics` part 20). */
const executorCallSchema = z.looseObject({
  type: z.enum(['SUBSCRIBE', 'UPDATE', 'MESSAGE', 'HEARTBEAT']),
  executor_id: idSchema.optional(),
  framework_id: idSchema.optional(),
  subscribe: z
    .looseObject({
      unacknowledged_tasks: z.array(z.looseObject({ task_id: idSchema })).default([]),
      unacknowledged_updates: z.array(update).default([]),
    })
    .optional(),
  update: update.optional(),
  message: z.looseObject({ data: z.string() }).optional(),
});

export type ExecutorCall = z.infer<typeof executorCallSchema> & {
  readonly executor_id: { readonly value: string };
  readonly framework_id: { readonly value: string };
};
export type ExecutorStatus = z.infer<typeof statusSchema> & { readonly uuid: string };

/**
 * A document as Mesos's `executor::Call`; what is wrong names its field.
 * @throws CallError
 */
export function checkExecutorCall(document: unknown): ExecutorCall {
  const call = checkDocument(document, executorCallSchema, 'executor::Call');
  const { executor_id: executor, framework_id: framework } = call;
  if (executor === undefined) fail("Expecting 'executor_id' to be present");
  if (framework === undefined) fail("Expecting 'framework_id' to be present");
  const field = call.type.toLowerCase();
  if (call.type !== 'HEARTBEAT' && !(field in call)) fail(`Expecting '${field}' to be present`);
  return { ...call, executor_id: executor, framework_id: framework };
}

/**
 * A status as an UPDATE may have it.
 * @throws CallError
 */
export function checkedStatus(
  status: z.infer<typeof statusSchema>,
  { executor_id: { value: executor }, framework_id: { value: framework } }: ExecutorCall,
): ExecutorStatus {
  const { uuid, executor_id: named, source, state } = status;
  if (uuid === undefined) fail("Expecting 'uuid' to be present");
  if (Buffer.from(uuid, 'base64').length !== 16) fail('Not a valid UUID');
  if (named !== undefined && named.value !== executor) {
    const found = `does not match ExecutorID in TaskStatus: ${named.value}`;
    fail(`ExecutorID in Call: ${executor} ${found}`);
  }
  const who = `from executor ${executor} of framework ${framework}`;
  if (source !== 'SOURCE_EXECUTOR') {
    fail(`Received Call ${who} with invalid source, expecting 'SOURCE_EXECUTOR'`);
  }
  if (state === 'TASK_STAGING') fail(`Received TASK_STAGING ${who} which is not allowed`);
  return { ...status, uuid };
}

function fail(what: string): never {
  throw new CallError(`Failed to validate executor::Call: ${what}`);
}

/** Who an executor is and where it runs, in Mesos v1's documents. */
export interface ExecutorPlace {
  readonly executorInfo: JsonObject;
  readonly frameworkInfo: JsonObject;
  readonly agentInfo: JsonObject;
  readonly containerId: string;
}

/** Mesos v1 `executor::Event`s. */
export const executorEvents = {
  subscribed: ({ executorInfo, frameworkInfo, agentInfo, containerId }: ExecutorPlace) => ({
    type: 'SUBSCRIBED',
    subscribed: {
      executor_info: executorInfo,
      framework_info: frameworkInfo,
      agent_info: agentInfo,
      container_id: idDocument(containerId),
    },
  }),
  launch: (task: JsonObject) => ({ type: 'LAUNCH', launch: { task } }),
  launchGroup: (tasks: readonly JsonObject[]) => {
    return { type: 'LAUNCH_GROUP', launch_group: { task_group: { tasks } } };
  },
  /** @param graceUs from whoever wants it; the task's own policy unless given */
  kill: (task: string, graceUs: number | undefined) => ({
    type: 'KILL',
    kill: {
      task_id: idDocument(task),
      ...(graceUs === undefined
        ? {}
        : { kill_policy: { grace_period: { nanoseconds: graceUs * 1000 } } }),
    },
  }),
  acknowledged: (task: string, uuid: string) => {
    return { type: 'ACKNOWLEDGED', acknowledged: { task_id: idDocument(task), uuid } };
  },
  message: (data: string) => ({ type: 'MESSAGE', message: { data } }),
  shutdown: () => ({ type: 'SHUTDOWN' }),
  error: (message: string) => ({ type: 'ERROR', error: { message } }),
  heartbeat: () => ({ type: 'HEARTBEAT' }),
} as const satisfies Record<string, (...told: never[]) => JsonObject>;
