import { portionOf } from '../allocation/portion.ts';
import type { ExecutorInfo, TaskInfo } from '../protocol/tasks.ts';
import { writeResources } from '../resources/resource-text.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { executorOf, sameExecutor } from './executors.ts';
import type { AgentRecord, FrameworkRecord, UnreachableAgent } from './records.ts';

/** What is left of an ACCEPT's offers. Changed as operations and tasks use it. */
export interface Pool {
  readonly plain: number[];
  /** Shared volumes stay in it, however many tasks use them. */
  rest: Resources;
}

/** Who launches, where, and in which role. */
export interface LaunchPlace {
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  /** The role the offers were made to. */
  readonly role: string;
  readonly space: ResourceSpace;
  readonly unreachable: ReadonlyMap<number, UnreachableAgent>;
}

/** What is wrong with a task, or null (`mesos-semantics` part 7.6). */
export function problemOfTask(place: LaunchPlace, info: TaskInfo, pool: Pool): string | null {
  const { taskId } = info;
  if (!(taskId >= 0 && Number.isSafeInteger(taskId))) {
    return `task id ${taskId} is not a whole number`;
  }
  if (place.framework.tasks.has(taskId) || isUnreachable(place, taskId)) {
    return `task id ${taskId} is in use`;
  }
  return (
    problemOfNeed(place, `task ${taskId}`, info, pool, true) ??
    (isOrdinary(info) ? null : problemOfExtras(place, info, pool))
  );
}

/** Takes what a task or an executor needs out of a pool; what is shared stays there. */
export function take(pool: Pool, need: Pick<TaskInfo, 'resources' | 'rest'>): void {
  for (let r = 0; r < pool.plain.length; r++) pool.plain[r] -= need.resources[r];
  if (need.rest !== undefined) pool.rest = pool.rest.minus(need.rest.nonShared());
}

/** What is wrong with an executor that a group or a task names, or null. */
export function problemOfExecutor(
  place: LaunchPlace,
  executor: ExecutorInfo,
  pool: Pool,
): string | null {
  const { executorId } = executor;
  if (!(executorId >= 0 && Number.isSafeInteger(executorId))) {
    return `executor id ${executorId} is not a whole number`;
  }
  const known = executorOf(place.agent, place.framework, executorId);
  if (known !== undefined) {
    return sameExecutor(known.info, executor) ? null : `executor id ${executorId} is in use`;
  }
  return problemOfNeed(place, `executor ${executorId}`, executor, pool, false);
}

/** A task of plain resources that the agent's own command executor runs. */
function isOrdinary(info: TaskInfo): boolean {
  const { role, executor, killGraceUs, maxCompletionUs, limits, healthCheck } = info;
  return (
    healthCheck === undefined &&
    role === undefined &&
    executor === undefined &&
    killGraceUs === undefined &&
    maxCompletionUs === undefined &&
    limits === undefined
  );
}

function problemOfNeed(
  { space }: LaunchPlace,
  who: string,
  { resources, rest = Resources.EMPTY }: Pick<TaskInfo, 'resources' | 'rest'>,
  { plain, rest: left }: Pool,
  mustNeedSome: boolean,
): string | null {
  if (resources.length !== plain.length) return `${who} names other resources`;
  let some = !rest.isEmpty;
  for (let r = 0; r < plain.length; r++) {
    const need = resources[r];
    // Whole thousandths: sums of parts are not exact, and accounts must end at zero.
    if (!(need >= 0 && Number.isSafeInteger(need))) {
      return `${who} asks for ${need} of resource ${r}`;
    }
    if (need > plain[r]) return `${who} needs ${need} of resource ${r}, left are ${plain[r]}`;
    if (need > 0) some = true;
  }
  if (!some) return mustNeedSome ? `${who} asks for nothing` : null;
  return rest.isEmpty ? null : problemOfRest(space, who, resources, rest, left);
}

function problemOfRest(
  space: ResourceSpace,
  who: string,
  plain: readonly number[],
  rest: Resources,
  left: Resources,
): string | null {
  if (portionOf(space, rest).plain.some((amount) => amount > 0)) {
    return `${who} names plain resources among the others: ${writeResources(rest)}`;
  }
  for (const { name, revocable } of rest.revocable()) {
    const steady =
      plain[space.id(name)] > 0 || rest.nonRevocable().filter((one) => one.name === name).size > 0;
    if (revocable && steady) return `${who} mixes revocable ${name} with other ${name}`;
  }
  for (const { name, count } of rest.shared()) {
    if (count > 1) return `${who} uses a shared ${name} ${count} times`;
  }
  if (left.contains(rest)) return null;
  return `${who} needs ${writeResources(rest)}, left are ${writeResources(left) || 'none'}`;
}

/** What only some tasks have: roles, executors, limits. */
function problemOfExtras(place: LaunchPlace, info: TaskInfo, pool: Pool): string | null {
  const { taskId, role, executor, killGraceUs = 0, maxCompletionUs = 0 } = info;
  if (role !== undefined && role !== place.role) {
    return `task ${taskId} is of role "${role}", its offer of "${place.role}"`;
  }
  if (!(killGraceUs >= 0)) return `task ${taskId} has a kill policy of ${killGraceUs} µs`;
  if (!(maxCompletionUs >= 0)) return `task ${taskId} may take ${maxCompletionUs} µs`;
  const wrongCheck = problemOfCheck(info);
  if (wrongCheck !== null) return wrongCheck;
  const problem = problemOfLimits(place, info);
  if (problem !== null || executor === undefined) return problem;
  const left: Pool = { plain: [...pool.plain], rest: pool.rest };
  take(left, info);
  return problemOfExecutor(place, executor, left);
}

function problemOfCheck({ taskId, healthCheck }: TaskInfo): string | null {
  for (const [name, value] of Object.entries(healthCheck ?? {})) {
    if (!(value >= 0)) return `task ${taskId} has a health check with ${name} ${value}`;
  }
  return null;
}

function problemOfLimits({ space }: LaunchPlace, info: TaskInfo): string | null {
  const { taskId, limits = new Map<string, number>(), resources, rest = Resources.EMPTY } = info;
  for (const [name, limit] of limits) {
    if (name !== 'cpus' && name !== 'mem') return `task ${taskId} has a limit of ${name}`;
    const request = (resources[space.id(name)] ?? 0) + rest.quantity(name);
    if (!(limit >= request))
      return `task ${taskId} has a limit of ${limit} ${name}, below ${request}`;
  }
  return null;
}

/** Whether a task of this id may come back with an agent that was given up. */
function isUnreachable({ framework, unreachable }: LaunchPlace, taskId: number): boolean {
  if (unreachable.size === 0) return false;
  for (const { tasks } of unreachable.values()) {
    if (tasks.some((task) => task.taskId === taskId && task.framework === framework)) return true;
  }
  return false;
}
