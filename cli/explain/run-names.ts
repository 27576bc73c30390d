import type { SimulatedCluster } from '../../sim/world/simulated-cluster.ts';
import type { ExplanationNames } from './explanation.ts';

/** Names of a simulated cluster's frameworks and agents, as its leading master knows them. */
export function runNames(cluster: SimulatedCluster): ExplanationNames {
  return {
    space: cluster.view.space,
    // The master files a framework as `name/id`.
    framework: (client) =>
      cluster.leader?.allocator.tree.nameOf(client).replace(/\/\d+$/, '') ?? `client ${client}`,
    role: (client) => cluster.leader?.allocator.clients.role[client] ?? '',
    agent: (agent) => cluster.leader?.agents[agent]?.hostname ?? `agent ${agent}`,
  };
}
