import { problemOfRole } from '../../core/protocol/roles.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { QuotaSpec } from '../experiment/experiment.ts';
import { suggestion } from './nearest-name.ts';
import { readLimits, readResources } from './resource-values.ts';
import type { QuotaDocument, ScenarioDocument } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';

export interface RoleSettings {
  /** Weights of roles, by each framework in them. */
  readonly weights: ReadonlyMap<string, number>;
  readonly quotas: ReadonlyMap<string, QuotaSpec>;
}

/** What the roles of a scenario have; a role nobody is in is refused. */
export function roleSettings(
  { roles = {}, frameworks }: ScenarioDocument,
  problems: ScenarioProblems,
): RoleSettings {
  const used = frameworks.flatMap(({ role }) => (role === undefined ? [] : [role]));
  for (const [i, { role }] of frameworks.entries()) {
    const wrong = role === undefined ? null : problemOfRole(role);
    if (wrong !== null) problems.refuse(['frameworks', i, 'role'], wrong);
  }
  const weights = new Map<string, number>();
  const quotas = new Map<string, QuotaSpec>();
  for (const [role, { weight, quota }] of Object.entries(roles)) {
    const path = ['roles', role];
    const within = used.some((one) => one === role || one.startsWith(`${role}/`));
    if (!within) {
      problems.refuse(path, `no framework has the role ${role}${suggestion(role, used)}`);
    }
    if (weight !== undefined && within) {
      const members = frameworks.filter((framework) => framework.role === role);
      for (const { name } of members) weights.set(name, weight);
      if (members.length === 0) {
        const message = `a weight of ${role}, which only has roles below it, is not simulated`;
        problems.refuse([...path, 'weight'], message);
      }
    }
    if (quota !== undefined) quotas.set(role, quotaOf(quota, [...path, 'quota'], problems));
  }
  return { weights, quotas };
}

function quotaOf(quota: QuotaDocument, path: DocumentPath, problems: ScenarioProblems): QuotaSpec {
  const none: ResourceMap = new Map();
  const at = (field: string): DocumentPath => [...path, field];
  const guaranteed = readResources(quota.guarantees ?? '');
  const guarantees = problems.value(at('guarantees'), guaranteed, none);
  const limits = problems.value(at('limits'), readLimits(quota.limits ?? ''), none);
  for (const [name, amount] of guarantees) {
    if (amount <= (limits.get(name) ?? Number.POSITIVE_INFINITY)) continue;
    problems.refuse(path, `a guarantee is above its limit: ${name}`);
  }
  return { guarantees, limits };
}
