import { z } from 'zod';

import { OfferConstraintsError } from '../../core/allocation/offer-constraints.ts';
import type { FrameworkWishes } from '../../core/protocol/framework-info.ts';
import type { OfferOperation } from '../../core/protocol/offer-operations.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import { WrittenConstraints } from '../../core/recording/machine-json.ts';
import { toMilli } from '../../core/resources/quantities.ts';
import { Resources } from '../../core/resources/resources.ts';
import {
  type MesosCall,
  type MesosOperation,
  type MesosSubscription,
  type MesosTask,
  callSchema,
} from './call-schema.ts';
import { type MesosIds, isUuid, readUuid } from './ids.ts';
import type { JsonObject } from './json.ts';
import { readResource, readResources } from './resource-codec.ts';
import { type NameTables, readExecutor, readFramework, readTask } from './task-codec.ts';

/** How long is refused that a call does not say (Mesos `Filters.refuse_seconds`). */
const REFUSE_SECONDS = 5;

/** A call that is not one, in Mesos's words as far as it has any. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** Of HTTP. */
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/**
 * A `scheduler::Call` from its document, validated as Mesos does and by what the machines need;
 * says which field is wrong.
 * @throws CallError
 */
export function checkCall(document: JsonObject): MesosCall {
  const { type } = document;
  if (type === undefined) fail("Expecting 'type' to be present");
  if (type === 'UNKNOWN') throw new CallError('This type of call is not implemented', 501);
  const call = checkDocument(document, callSchema, 'Call');
  if (call.type !== 'SUBSCRIBE' && call.framework_id === undefined) {
    fail("Expecting 'framework_id' to be present");
  }
  const field = call.type.toLowerCase();
  const needs = call.type !== 'TEARDOWN' && call.type !== 'REVIVE' && call.type !== 'SUPPRESS';
  if (needs && !(field in call)) fail(`Expecting '${field}' to be present`);
  for (const one of ['subscribe', 'update_framework'] as const) {
    if (one !== field) continue;
    if (call.framework_id?.value !== call[one]?.framework_info.id?.value) {
      fail(`'framework_id' differs from '${one}.framework_info.id'`);
    }
  }
  const { uuid } = call.acknowledge ?? call.acknowledge_operation_status ?? {};
  if (uuid !== undefined && !isUuid(uuid)) fail(`found '${uuid}', wanted the bytes of a UUID`);
  return call;
}

function fail(what: string): never {
  throw new CallError(`Failed to validate scheduler::Call: ${what}`);
}

/**
 * What JSON text says.
 * @throws CallError
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CallError(`Failed to parse body into JSON: ${reason}`);
  }
}

/**
 * A document by a schema.
 * @param what its name in Mesos, for the message
 * @throws CallError
 */
export function checkDocument<Schema extends z.ZodType>(
  document: unknown,
  schema: Schema,
  what: string,
): z.infer<Schema> {
  const read = schema.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue.path.map(String).join('.');
  const where = path === '' ? '' : `${path}: `;
  throw new CallError(`Failed to convert JSON into ${what} protobuf: ${where}${issue.message}`);
}

/**
 * The machine's call for one that was parsed.
 * @param connection where events of a SUBSCRIBE are to go
 * @throws CallError
 */
export function readCall(
  said: MesosCall,
  connection: number,
  ids: MesosIds,
  names: NameTables,
): Call {
  const framework = ids.readFramework(said.framework_id?.value ?? '');
  switch (said.type) {
    case 'SUBSCRIBE': {
      const payload = present(said.subscribe, 'subscribe');
      return {
        type: 'SUBSCRIBE',
        connection,
        ...(said.framework_id === undefined ? {} : { framework }),
        ...readFramework(payload.framework_info),
        ...readWishes(payload),
      };
    }
    case 'UPDATE_FRAMEWORK': {
      const payload = present(said.update_framework, 'update_framework');
      const info = readFramework(payload.framework_info);
      return { type: 'UPDATE_FRAMEWORK', framework, info, ...readWishes(payload) };
    }
    case 'ACCEPT': {
      const payload = present(said.accept, 'accept');
      return {
        type: 'ACCEPT',
        framework,
        offers: payload.offer_ids.map(({ value }) => ids.readOffer(value)),
        operations: payload.operations.map((one) => readOperation(one, names)),
        launches: [],
        refuseSeconds: payload.filters?.refuse_seconds ?? REFUSE_SECONDS,
      };
    }
    case 'DECLINE': {
      const { offer_ids: offers, filters } = present(said.decline, 'decline');
      const refuseSeconds = filters?.refuse_seconds ?? REFUSE_SECONDS;
      const open = offers.map(({ value }) => ids.readOffer(value));
      return { type: 'DECLINE', framework, offers: open, refuseSeconds };
    }
    case 'ACCEPT_INVERSE_OFFERS':
    case 'DECLINE_INVERSE_OFFERS': {
      const { type } = said;
      const payload = present(
        type === 'ACCEPT_INVERSE_OFFERS' ? said.accept_inverse_offers : said.decline_inverse_offers,
        type.toLowerCase(),
      );
      const inverseOffers = payload.inverse_offer_ids.map(({ value }) => ids.readOffer(value));
      const refuseSeconds = payload.filters?.refuse_seconds ?? REFUSE_SECONDS;
      return { type, framework, inverseOffers, refuseSeconds };
    }
    case 'REVIVE':
    case 'SUPPRESS': {
      const { roles = [] } = (said.type === 'REVIVE' ? said.revive : said.suppress) ?? {};
      return { type: said.type, framework, ...(roles.length === 0 ? {} : { roles }) };
    }
    case 'TEARDOWN':
      return { type: 'TEARDOWN', framework };
    case 'REQUEST':
      // Mesos's default allocator does nothing with it; ours would want a time.
      return { type: 'RECONCILE_OPERATIONS', framework, operations: [] };
    default:
      return readTaskCall(said.type, said, framework, ids, names);
  }
}

type TaskCallType =
  | 'KILL'
  | 'SHUTDOWN'
  | 'ACKNOWLEDGE'
  | 'ACKNOWLEDGE_OPERATION_STATUS'
  | 'RECONCILE'
  | 'RECONCILE_OPERATIONS'
  | 'MESSAGE';

/** Calls about tasks, executors and operations that are there. */
function readTaskCall(
  type: TaskCallType,
  said: MesosCall,
  framework: number,
  ids: MesosIds,
  names: NameTables,
): Call {
  switch (type) {
    case 'KILL': {
      const { task_id: task, agent_id: agent, kill_policy: policy } = present(said.kill, 'kill');
      const grace = policy?.grace_period?.nanoseconds;
      return {
        type: 'KILL',
        framework,
        taskId: names.tasks.of(task.value),
        ...(agent === undefined ? {} : { agentId: ids.readAgent(agent.value) }),
        ...(grace === undefined ? {} : { gracePeriodUs: Math.round(grace / 1000) }),
      };
    }
    case 'SHUTDOWN': {
      const payload = present(said.shutdown, 'shutdown');
      const executorId = names.executors.of(payload.executor_id.value);
      const agentId = ids.readAgent(payload.agent_id.value);
      return { type: 'SHUTDOWN', framework, agentId, executorId };
    }
    case 'ACKNOWLEDGE': {
      const payload = present(said.acknowledge, 'acknowledge');
      return {
        type: 'ACKNOWLEDGE',
        framework,
        agentId: ids.readAgent(payload.agent_id.value),
        taskId: names.tasks.of(payload.task_id.value),
        uuid: readUuid(payload.uuid),
      };
    }
    case 'ACKNOWLEDGE_OPERATION_STATUS': {
      const payload = present(said.acknowledge_operation_status, type.toLowerCase());
      return {
        type,
        framework,
        agentId: ids.readAgent(payload.agent_id?.value ?? ''),
        operationId: names.operations.of(payload.operation_id.value),
        uuid: readUuid(payload.uuid),
      };
    }
    case 'RECONCILE': {
      const tasks = present(said.reconcile, 'reconcile').tasks.map((task) => ({
        taskId: names.tasks.of(task.task_id.value),
        agentId: task.agent_id === undefined ? null : ids.readAgent(task.agent_id.value),
      }));
      return { type: 'RECONCILE', framework, tasks };
    }
    case 'RECONCILE_OPERATIONS': {
      const payload = present(said.reconcile_operations, 'reconcile_operations');
      const operations = payload.operations.map((one) => ({
        operationId: names.operations.of(one.operation_id.value),
        agentId: one.agent_id === undefined ? null : ids.readAgent(one.agent_id.value),
      }));
      return { type: 'RECONCILE_OPERATIONS', framework, operations };
    }
    case 'MESSAGE': {
      const payload = present(said.message, 'message');
      const agentId = ids.readAgent(payload.agent_id.value);
      const { value: executor } = payload.executor_id;
      // A command executor has its task's name.
      const taskId = names.tasks.of(executor);
      const toExecutor = { executorId: names.executors.of(executor), bytes: payload.data };
      return { type: 'MESSAGE', framework, agentId, taskId, data: 'RELEASE', toExecutor };
    }
  }
}

function present<T>(payload: T | undefined, field: string): T {
  return payload === undefined ? fail(`Expecting '${field}' to be present`) : payload;
}

function readWishes(said: MesosSubscription): FrameworkWishes {
  const { suppressed_roles: suppressedRoles, offer_constraints: constraints } = said;
  const byRole = Object.entries(constraints?.role_constraints ?? {});
  return {
    ...(suppressedRoles === undefined ? {} : { suppressedRoles }),
    ...(byRole.length === 0
      ? {}
      : {
          offerConstraints: new Map(
            byRole.map(([role, value]) => [role, readConstraints(role, value)]),
          ),
        }),
  };
}

/** Mesos's groups of `attribute_constraints` are lists of what ours are lists of. */
function readConstraints(role: string, value: unknown): WrittenConstraints {
  try {
    return new WrittenConstraints(groupsOf(value));
  } catch (error) {
    if (!(error instanceof OfferConstraintsError)) throw error;
    return fail(`offer constraints of role '${role}': ${error.message}`);
  }
}

const groupsSchema = z.object({
  groups: z.array(
    z.object({
      attribute_constraints: z.array(
        z.object({
          selector: z.object({
            attribute_name: z.string().optional(),
            pseudoattribute_type: z.string().optional(),
          }),
          predicate: z.record(z.string(), z.looseObject({})),
        }),
      ),
    }),
  ),
});

function groupsOf(value: unknown): unknown {
  const read = groupsSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new OfferConstraintsError(issue.path.map(String).join('.'), issue.message);
  }
  return read.data.groups.map(({ attribute_constraints: constraints }) =>
    constraints.map(({ selector, predicate }) => ({
      selector: {
        ...(selector.attribute_name === undefined ? {} : { attribute: selector.attribute_name }),
        ...(selector.pseudoattribute_type === undefined
          ? {}
          : { pseudo: selector.pseudoattribute_type }),
      },
      predicate: Object.fromEntries(
        Object.entries(predicate).map(([name, operand]) => [
          name,
          name.endsWith('exists') ? true : (operand['value'] ?? operand['regex']),
        ]),
      ),
    })),
  );
}

/** Two names in one integer: so seldom that the framework is asked for another name. */
function readNewTask(said: MesosTask, names: NameTables): TaskInfo {
  const { value } = said.task_id;
  if (names.tasks.clashes(value)) fail(`task_id '${value}' cannot be used, wanted another`);
  return readTask(said, names);
}

function readOperation(said: MesosOperation, names: NameTables): OfferOperation {
  const id = said.id === undefined ? {} : { id: names.operations.of(said.id.value) };
  switch (said.type) {
    case 'LAUNCH': {
      const { task_infos: tasks } = present(said.launch, 'launch');
      return { type: 'LAUNCH', tasks: tasks.map((task) => readNewTask(task, names)) };
    }
    case 'LAUNCH_GROUP': {
      const { executor, task_group: group } = present(said.launch_group, 'launch_group');
      const tasks = group.tasks.map((task) => readNewTask(task, names));
      return { type: 'LAUNCH_GROUP', executor: readExecutor(executor, names), tasks };
    }
    case 'RESERVE': {
      const { resources, source } = present(said.reserve, 'reserve');
      return {
        type: 'RESERVE',
        ...id,
        resources: readResources(resources),
        ...(source === undefined ? {} : { source: readResources(source) }),
      };
    }
    case 'UNRESERVE': {
      const { resources } = present(said.unreserve, 'unreserve');
      return { type: 'UNRESERVE', ...id, resources: readResources(resources) };
    }
    case 'CREATE':
    case 'DESTROY': {
      const field = said.type === 'CREATE' ? 'create' : 'destroy';
      const { volumes } = present(said[field], field);
      return { type: said.type, ...id, resources: readResources(volumes) };
    }
    case 'GROW_VOLUME': {
      const { volume, addition } = present(said.grow_volume, 'grow_volume');
      const more = readResources([addition]);
      return { type: 'GROW_VOLUME', ...id, volume: readResources([volume]), addition: more };
    }
    case 'SHRINK_VOLUME': {
      const { volume, subtract } = present(said.shrink_volume, 'shrink_volume');
      const less = toMilli(subtract.value);
      return { type: 'SHRINK_VOLUME', ...id, volume: readResources([volume]), subtract: less };
    }
    case 'CREATE_DISK':
    case 'DESTROY_DISK': {
      const field = said.type === 'CREATE_DISK' ? 'create_disk' : 'destroy_disk';
      const { source } = present(said[field], field);
      return { type: said.type, ...id, source: Resources.of([readResource(source)]) };
    }
  }
}
