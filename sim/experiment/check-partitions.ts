import { NO_AGENTS } from '../../core/allocation/policy.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { RoleTree } from '../../core/allocation/role-tree.ts';
import { roleOf } from '../world/role-name.ts';
import type { Experiment } from './experiment.ts';

/**
 * The frameworks that would never get an agent under a policy that sets agents aside (`static`):
 * with fewer agents than frameworks, or very unequal weights, some get none and their jobs wait
 * for ever. Empty for every other policy.
 *
 * The policy itself is asked, agent by agent. Sizes of agents are left out: which agent gets
 * which number is decided by the network.
 */
export function frameworksWithoutAgents(experiment: Experiment): string[] {
  const { workload, cluster, weights } = experiment;
  const tree = new RoleTree(['cpus', 'mem', 'slots']);
  for (const name of workload.frameworks) {
    const weight = weights.get(name);
    tree.setWeight(tree.role(roleOf(name)), typeof weight === 'number' ? weight : 1);
  }
  const rule = policyNamed(experiment.policy)?.start(tree, { next: () => 0 }, NO_AGENTS);
  if (rule?.ownerOf === undefined) return [];
  const agents = cluster.agents.reduce((sum, { count }) => sum + count, 0);
  const owners = new Set<number>();
  for (let agent = 0; agent < agents && owners.size < workload.frameworks.length; agent++) {
    owners.add(rule.ownerOf(agent));
  }
  const without = workload.frameworks.filter((name) => !owners.has(tree.findRole(roleOf(name))));
  return without.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
