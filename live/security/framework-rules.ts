import type { OfferOperation } from '../../core/protocol/offer-operations.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import type { MesosFrameworkInfo } from '../mesos/call-schema.ts';
import type { Acls } from './acls.ts';
import { needsOfOperation, refusalOf } from './operator-rules.ts';
import { userOfTask } from './sight.ts';

/** Whom a framework is known as. */
export interface FrameworkName {
  readonly principal?: string;
  readonly user?: string;
}

/**
 * Why a framework may not be in the roles that it names, or null.
 * @param known roles that there may be (Mesos `--roles`); null for any
 */
export function problemOfRoles(
  acls: Acls,
  known: ReadonlySet<string> | null,
  { roles, role, principal, name }: MesosFrameworkInfo,
): string | null {
  const named = roles === undefined || roles.length === 0 ? [role ?? '*'] : roles;
  const strange = known === null ? undefined : named.find((one) => one !== '*' && !known.has(one));
  if (strange !== undefined) {
    return `Framework '${name}': role '${strange}' is not present in the master's --roles`;
  }
  const needs = named.map((object) => ({ action: 'register_frameworks', object }) as const);
  const refusal = refusalOf(acls, principal ?? null, needs);
  return refusal === null ? null : `Not authorized: ${refusal}`;
}

/** Why a framework may not ask for what its call says, each part by itself, said on the part. */
export function markUnauthorized(acls: Acls, call: Call, framework: FrameworkName): Call {
  if (call.type !== 'ACCEPT') return call;
  return {
    ...call,
    launches: call.launches.map((task) => markTask(acls, task, framework)),
    ...(call.operations === undefined
      ? {}
      : { operations: call.operations.map((one) => markOperation(acls, one, framework)) }),
  };
}

function markOperation(
  acls: Acls,
  operation: OfferOperation,
  framework: FrameworkName,
): OfferOperation {
  switch (operation.type) {
    case 'LAUNCH':
    case 'LAUNCH_GROUP':
      return {
        ...operation,
        tasks: operation.tasks.map((task) => markTask(acls, task, framework)),
      };
    case 'CREATE_DISK':
    case 'DESTROY_DISK':
      return operation;
    default: {
      const { principal = null } = framework;
      const unauthorized = refusalOf(acls, principal, needsOfOperation(operation));
      return unauthorized === null ? operation : { ...operation, unauthorized };
    }
  }
}

function markTask(acls: Acls, task: TaskInfo, { principal, user = '' }: FrameworkName): TaskInfo {
  if (!acls.isRestricted('run_tasks')) return task;
  const object = userOfTask(task, user);
  const unauthorized = refusalOf(acls, principal ?? null, [{ action: 'run_tasks', object }]);
  return unauthorized === null ? task : { ...task, unauthorized };
}
