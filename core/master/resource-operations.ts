import type { AgentCapability } from '../allocation/agent-facts.ts';
import { type Portion, portionOf, resourcesOf } from '../allocation/portion.ts';
import { holdsResources } from '../protocol/task-states.ts';
import {
  type Operation,
  type OperationCaller,
  OperationError,
  applyOperations,
  problemOfOperation,
} from '../resources/operations.ts';
import { type Resource, sameKind } from '../resources/resource.ts';
import { writeResources } from '../resources/resource-text.ts';
import { Resources } from '../resources/resources.ts';
import type { Books } from './books.ts';
import type { AgentRecord } from './records.ts';

/** What an operation takes and what it puts in its place. */
export interface Exchange {
  readonly from: Portion;
  readonly to: Portion;
  /** The pool afterwards. */
  readonly pool: Portion;
}

/**
 * Why an operation cannot be done on an agent whoever asks for it, or null (`mesos-semantics`
 * part 8): what Mesos checks against the agent's capabilities, all it has, and what runs there.
 */
export function problemOnAgent(
  books: Books,
  agent: AgentRecord,
  operation: Operation,
  caller: OperationCaller,
): string | null {
  if (operation.type === 'REMOVE') return 'REMOVE is no operation to ask for';
  const problem = problemOfOperation(operation, caller);
  if (problem !== null) return `${operation.type}: ${problem}`;
  switch (operation.type) {
    case 'RESERVE': {
      const refined = [...operation.resources].some(({ reservations }) => reservations.length > 1);
      return refined ? missing(books, agent, 'RESERVATION_REFINEMENT') : null;
    }
    case 'CREATE':
      return problemOfTwins(books, agent, operation.resources);
    case 'DESTROY':
      return problemOfUse(agent, operation.resources);
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return missing(books, agent, 'RESIZE_VOLUME');
    default:
      return null;
  }
}

/** What an operation does to a pool; the text is what is wrong. */
export function exchangeIn(books: Books, pool: Portion, operation: Operation): Exchange | string {
  const { space } = books.allocator;
  const before = resourcesOf(space, pool);
  const after = applyOperations(before, [allCopies(operation, pool.rest)]);
  if (after instanceof OperationError) return after.message;
  return {
    from: portionOf(space, before.minus(after)),
    to: portionOf(space, after.minus(before)),
    pool: portionOf(space, after),
  };
}

/** Why an agent cannot do what only some agents can, or null. */
export function missing(
  books: Books,
  agent: AgentRecord,
  capability: AgentCapability,
): string | null {
  const { capabilities } = books.allocator.register.facts[agent.id];
  return capabilities.includes(capability)
    ? null
    : `agent ${agent.id} has not the capability ${capability}`;
}

/** The shared volumes that an operation would destroy. */
export function destroyedShared(operation: Operation): Resources {
  return operation.type === 'DESTROY' ? operation.resources.shared() : Resources.EMPTY;
}

/** Whether a collection has a copy of one of these volumes. */
export function hasAny(rest: Resources, volumes: Resources): boolean {
  return [...rest].some((one) => isAmong(one, volumes));
}

/** A volume's data is one, however many copies are handed out: all of them vanish. */
function allCopies(operation: Operation, rest: Resources): Operation {
  const shared = destroyedShared(operation);
  if (shared.isEmpty || operation.type !== 'DESTROY') return operation;
  const copies = rest.filter((one) => one.shared && isAmong(one, shared));
  const others = operation.resources.nonShared();
  // What is not there at all stays named, so that its absence is told.
  const absent = shared.filter((one) => !isAmong(one, copies));
  return { ...operation, resources: others.plus(copies).plus(absent) };
}

/** An id is unique on the agent within its role, also among volumes that are not in the offer. */
function problemOfTwins(books: Books, agent: AgentRecord, volumes: Resources): string | null {
  for (const total of books.allocator.agents.totalOf(agent.id).rest) {
    const twins = volumes.filter((volume) => isTwin(volume, total));
    if (!twins.isEmpty) return `CREATE: the agent has a volume of that id: ${textOf(total)}`;
  }
  return null;
}

function isTwin(a: Resource, b: Resource): boolean {
  const id = a.disk?.persistence ?? null;
  const roleOf = ({ reservations }: Resource): string | undefined => reservations.at(-1)?.role;
  return id !== null && id === b.disk?.persistence && roleOf(a) === roleOf(b);
}

/** Data that something works with cannot be destroyed. */
function problemOfUse(agent: AgentRecord, volumes: Resources): string | null {
  for (let task = agent.firstTask; task !== null; task = task.next) {
    const { rest } = task.info;
    if (rest === undefined || !holdsResources(task.state)) continue;
    if (hasAny(rest, volumes)) return `DESTROY: task ${task.info.taskId} uses the volume`;
  }
  for (const { info } of agent.executors) {
    if (info.rest === undefined || !hasAny(info.rest, volumes)) continue;
    return `DESTROY: executor ${info.executorId} uses the volume`;
  }
  return null;
}

function isAmong(resource: Resource, volumes: Resources): boolean {
  return [...volumes].some((volume) => sameKind(volume, resource));
}

function textOf(resource: Resource): string {
  return writeResources([resource]);
}
