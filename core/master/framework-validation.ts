import type { FrameworkFacts } from '../allocation/framework-table.ts';
import type {
  FrameworkCapability,
  FrameworkFields,
  FrameworkInfo,
  FrameworkWishes,
} from '../protocol/framework-info.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import { problemOfRole } from '../protocol/roles.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';

/** What a framework understands that does not say what it understands. */
const EVERYTHING: readonly FrameworkCapability[] = [
  ...(['MULTI_ROLE', 'GPU_RESOURCES', 'REGION_AWARE', 'SHARED_RESOURCES'] as const),
  ...(['REVOCABLE_RESOURCES', 'RESERVATION_REFINEMENT', 'TASK_KILLING_STATE'] as const),
];

/** A framework's roles, each once, in the order given. */
export function rolesOf({ role = '*', roles }: FrameworkFields): readonly string[] {
  return roles === undefined ? [role] : [...new Set(roles)];
}

export function capabilitiesOf(fields: FrameworkFields): readonly FrameworkCapability[] {
  return fields.capabilities ?? EVERYTHING;
}

/** What a SUBSCRIBE says of the framework itself. */
export function fieldsOf(call: Subscribe): FrameworkFields {
  const { type: _type, connection: _connection, framework: _framework, ...said } = call;
  const { suppressedRoles: _suppressed, offerConstraints: _constraints, ...fields } = said;
  return fields;
}

/** What is wrong with what a framework says of itself, or null (`mesos-semantics` part 9.1). */
export function problemOfFramework(
  fields: FrameworkFields,
  wishes: FrameworkWishes,
): string | null {
  return (
    problemOfFields(fields) ?? problemOfRoles(fields) ?? problemOfWishes(rolesOf(fields), wishes)
  );
}

/** What must not change has changed: `user`, `principal`, `checkpoint`. */
export function problemOfChange(before: FrameworkInfo, after: FrameworkFields): string | null {
  if (after.principal !== before.principal) return changed('principal', before, after);
  if (after.user !== before.user) return changed('user', before, after);
  return (after.checkpoint ?? false) === before.checkpoint
    ? null
    : changed('checkpoint', before, after);
}

/** What a framework says that comes back; what it does not say stays as it was. */
export function mergedFields(before: FrameworkInfo, said: FrameworkFields): FrameworkFields {
  const { id: _, role, roles, partitionAware, ...others } = before;
  const place = roles === undefined ? { role } : { roles };
  const saysPlace = said.role !== undefined || said.roles !== undefined;
  return {
    ...others,
    ...(saysPlace ? {} : place),
    ...(said.capabilities === undefined ? { partitionAware } : {}),
    ...said,
  };
}

/** What is known of a framework, with defaults for what it did not say. */
export function infoOf(id: FrameworkId, fields: FrameworkFields): FrameworkInfo {
  return {
    ...fields,
    id,
    role: rolesOf(fields)[0],
    checkpoint: fields.checkpoint ?? false,
    partitionAware:
      fields.partitionAware === true || fields.capabilities?.includes('PARTITION_AWARE') === true,
    failoverTimeoutUs: fields.failoverTimeoutUs ?? 0,
  };
}

/**
 * What the allocator is told of a framework. Two frameworks may share a name in Mesos; the id
 * tells them apart and orders them. The slash keeps clients and child roles of a role apart,
 * whatever a framework calls itself.
 */
export function factsOf(info: FrameworkInfo, wishes: FrameworkWishes): FrameworkFacts {
  return {
    name: `${info.name}/${info.id}`,
    roles: info.roles === undefined ? [info.role] : rolesOf(info),
    capabilities: capabilitiesOf(info),
    minAllocatable: info.offerFilters ?? new Map(),
    offerConstraints: wishes.offerConstraints ?? new Map(),
  };
}

function problemOfFields({ failoverTimeoutUs, offerFilters }: FrameworkFields): string | null {
  if (failoverTimeoutUs !== undefined && !(failoverTimeoutUs >= 0)) {
    return `failover timeout is ${failoverTimeoutUs} µs: wanted 0 or more`;
  }
  for (const [role, alternatives] of offerFilters ?? []) {
    for (const [name, amount] of alternatives.flatMap((alternative) => [...alternative])) {
      if (Number.isSafeInteger(amount) && amount >= 0) continue;
      return `offer filter of role ${role} wants ${amount} of ${name}`;
    }
  }
  return null;
}

function problemOfRoles(fields: FrameworkFields): string | null {
  const { role, roles, capabilities } = fields;
  const isMulti = capabilities?.includes('MULTI_ROLE');
  if (role !== undefined && roles !== undefined) {
    return `role "${role}" and roles "${roles.join(', ')}" are given: wanted one of them`;
  }
  if (roles !== undefined && isMulti === false) {
    return 'roles are given without the capability MULTI_ROLE';
  }
  if (role !== undefined && isMulti === true) {
    return `role "${role}" is given with the capability MULTI_ROLE: wanted roles`;
  }
  if (roles?.length === 0) return 'no roles are given: wanted one or more';
  for (const one of rolesOf(fields)) {
    const problem = problemOfRole(one);
    if (problem !== null) return problem;
  }
  const strange = [...(fields.offerFilters?.keys() ?? [])].find(
    (one) => !rolesOf(fields).includes(one),
  );
  return strange === undefined ? null : `offer filter of role "${strange}", which it is not in`;
}

function problemOfWishes(roles: readonly string[], wishes: FrameworkWishes): string | null {
  const suppressed = wishes.suppressedRoles?.find((role) => !roles.includes(role));
  if (suppressed !== undefined) return `suppressed role "${suppressed}", which it is not in`;
  const constrained = [...(wishes.offerConstraints?.keys() ?? [])].find(
    (role) => !roles.includes(role),
  );
  if (constrained === undefined) return null;
  return `offer constraints for role "${constrained}", which it is not in`;
}

function changed(
  field: 'principal' | 'user' | 'checkpoint',
  before: FrameworkInfo,
  after: FrameworkFields,
): string {
  return `${field} is ${before[field] ?? 'not set'} and cannot become ${after[field] ?? 'not set'}`;
}
