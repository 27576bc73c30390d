import type { FrameworkFields } from '../../core/protocol/framework-info.ts';
import type { ExecutorInfo, HealthCheck, TaskInfo } from '../../core/protocol/tasks.ts';
import { Locality } from '../../core/protocol/tasks.ts';
import { toMilli } from '../../core/resources/quantities.ts';
import type { FrameworkCapability } from '../../core/allocation/agent-facts.ts';
import type { MesosExecutor, MesosFrameworkInfo, MesosTask } from './call-schema.ts';
import type { NamedIds } from './ids.ts';
import { type JsonObject, readJsonObject } from './json.ts';
import { readResources, splitResources } from './resource-codec.ts';

/**
 * What a message of the machines carries besides what they read: the document as it came, as
 * text, so that nothing in it is taken for one of ours.
 */
export interface Carried {
  readonly mesos?: string;
}

export type LiveTaskInfo = TaskInfo & Carried;
export type LiveExecutorInfo = ExecutorInfo & Carried;
export type LiveFrameworkFields = FrameworkFields & Carried;

/** The document that a message carries; empty where there is none. */
export function carriedBy(message: object): JsonObject {
  const isCarrier = 'mesos' in message && typeof message.mesos === 'string';
  return isCarrier ? (readJsonObject(String(message.mesos)) ?? {}) : {};
}

/** Of ids that frameworks choose: tasks, executors, operations. */
export interface NameTables {
  readonly tasks: NamedIds;
  readonly executors: NamedIds;
  readonly operations: NamedIds;
}

/** Mesos's `TaskInfo` as the machines know it. */
export function readTask(said: MesosTask, names: NameTables): LiveTaskInfo {
  const { executor, health_check: check, kill_policy: policy, max_completion_time: most } = said;
  const grace = policy?.grace_period?.nanoseconds;
  return {
    taskId: names.tasks.of(said.task_id.value),
    ...splitResources(readResources(said.resources)),
    ...(executor === undefined ? {} : { executor: readExecutor(executor, names) }),
    ...(grace === undefined ? {} : { killGraceUs: Math.round(grace / 1000) }),
    ...(most === undefined ? {} : { maxCompletionUs: Math.round(most.nanoseconds / 1000) }),
    ...(check === undefined ? {} : { healthCheck: readHealthCheck(check) }),
    ...(said.limits === undefined ? {} : { limits: readLimits(said.limits) }),
    job: 0,
    stage: 0,
    index: 0,
    held: false,
    locality: Locality.ANY,
    mesos: writtenOf(said),
  };
}

/** As text: JSON has no word for a limit that is none, and Mesos writes this one. */
function writtenOf(said: MesosTask): string {
  return JSON.stringify(said, (_key, value: unknown) => (value === Infinity ? 'Infinity' : value));
}

export function readExecutor(said: MesosExecutor, names: NameTables): LiveExecutorInfo {
  return {
    executorId: names.executors.of(said.executor_id.value),
    type: said.type === 'DEFAULT' ? 'DEFAULT' : 'CUSTOM',
    ...splitResources(readResources(said.resources)),
    mesos: JSON.stringify(said),
  };
}

function readHealthCheck(said: NonNullable<MesosTask['health_check']>): HealthCheck {
  return {
    delayUs: microsOf(said.delay_seconds),
    intervalUs: microsOf(said.interval_seconds),
    timeoutUs: microsOf(said.timeout_seconds),
    gracePeriodUs: microsOf(said.grace_period_seconds),
    consecutiveFailures: said.consecutive_failures,
  };
}

function readLimits(said: NonNullable<MesosTask['limits']>): Map<string, number> {
  const amount = (value: number): number => (Number.isFinite(value) ? toMilli(value) : value);
  return new Map(Object.entries(said).map(([name, { value }]) => [name, amount(value)]));
}

function microsOf(seconds: number): number {
  return Math.round(seconds * 1e6);
}

/** Mesos's capabilities that the master knows; others say nothing to it. */
const CAPABILITIES: readonly FrameworkCapability[] = [
  ...(['REVOCABLE_RESOURCES', 'TASK_KILLING_STATE', 'GPU_RESOURCES'] as const),
  ...(['SHARED_RESOURCES', 'PARTITION_AWARE', 'MULTI_ROLE'] as const),
  ...(['RESERVATION_REFINEMENT', 'REGION_AWARE'] as const),
];

/** Mesos's `FrameworkInfo` as the master knows it. */
export function readFramework(said: MesosFrameworkInfo): LiveFrameworkFields {
  const kinds = new Set((said.capabilities ?? []).map(({ type }) => type));
  const timeout = said.failover_timeout ?? 0;
  const roles = kinds.has('MULTI_ROLE') ? { roles: said.roles ?? [] } : {};
  const filters = Object.entries(said.offer_filters ?? {}).flatMap(([role, filter]) => {
    const alternatives = filter.min_allocatable_resources?.quantities;
    if (alternatives === undefined) return [];
    const maps = alternatives.map(({ quantities }) => {
      const amounts = Object.entries(quantities);
      return new Map(amounts.map(([name, { value }]) => [name, toMilli(value)]));
    });
    return [[role, maps] as const];
  });
  return {
    name: said.name,
    ...(said.role === undefined ? {} : { role: said.role }),
    ...(said.roles === undefined || said.roles.length === 0 ? roles : { roles: said.roles }),
    capabilities: CAPABILITIES.filter((one) => kinds.has(one)),
    // Longer than 285 years is for ever, and must stay a whole number.
    failoverTimeoutUs: Math.min(Math.round(timeout * 1e6), Number.MAX_SAFE_INTEGER),
    checkpoint: said.checkpoint ?? false,
    user: said.user,
    ...(said.principal === undefined ? {} : { principal: said.principal }),
    ...(said.hostname === undefined ? {} : { hostname: said.hostname }),
    ...(said.webui_url === undefined ? {} : { webuiUrl: said.webui_url }),
    ...(filters.length === 0 ? {} : { offerFilters: new Map(filters) }),
    mesos: JSON.stringify(said),
  };
}
