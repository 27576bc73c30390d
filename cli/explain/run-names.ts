import type { SimulatedCluster } from '../../sim/world/simulated-cluster.ts';
import type { ExplanationNames } from './explanation.ts';

/** Names of a simulated cluster's frameworks and agents, as its master knows them. */
export function runNames(cluster: SimulatedCluster): ExplanationNames {
  const { master } = cluster;
  const { allocator } = master;
  return {
    space: allocator.space,
    // The master files a framework as `name/id`.
    framework: (client) => allocator.tree.nameOf(client).replace(/\/\d+$/, ''),
    role: (client) => allocator.clients.role[client],
    agent: (agent) => master.agents[agent]?.hostname ?? `agent ${agent}`,
  };
}
