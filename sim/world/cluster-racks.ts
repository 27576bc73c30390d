import type { ClusterSpec } from '../experiment/experiment.ts';

/** The rack of each agent, by number; null without one. Agents of a group take its racks in turn. */
export function clusterRacks(cluster: ClusterSpec): (string | null)[] {
  return cluster.agents.flatMap(({ count, racks = [] }) =>
    Array.from({ length: count }, (_, i) => (racks.length === 0 ? null : racks[i % racks.length])),
  );
}
