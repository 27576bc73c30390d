import type { Accounts } from '../../core/allocation/policy.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
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
  const { workload, cluster } = experiment;
  const names = workload.frameworks.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rule = policyNamed(experiment.policy)?.start(accountsOf(experiment, names), {
    next: () => 0,
  });
  if (rule?.ownerOf === undefined) return [];
  const agents = cluster.agents.reduce((sum, { count }) => sum + count, 0);
  const owners = new Set<number>();
  for (let agent = 0; agent < agents && owners.size < names.length; agent++) {
    owners.add(rule.ownerOf(agent));
  }
  return names.filter((_, node) => !owners.has(node));
}

/** Accounts of frameworks that hold nothing yet, nodes in the order of the names. */
function accountsOf({ weights }: Experiment, names: readonly string[]): Accounts {
  const resourceNames = ['cpus', 'mem', 'slots'];
  const count = names.length * resourceNames.length;
  return {
    resources: resourceNames.length,
    resourceNames,
    total: new Float64Array(resourceNames.length).fill(1),
    allocated: new Float64Array(count),
    weight: Float64Array.from(names, (name) => {
      const weight = weights.get(name);
      return typeof weight === 'number' ? weight : 1;
    }),
    weightByResource: new Float64Array(count).fill(1),
    waitingSinceUs: new Float64Array(names.length),
    parent: new Int32Array(names.length).fill(-1),
    topLevel: () => names.map((_, node) => node),
  };
}
