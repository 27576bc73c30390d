import type { Attribute } from '../../core/allocation/attributes.ts';
import type { ClusterSpec } from '../experiment/experiment.ts';

/** The rack of each agent, by number; null without one. Agents of a group take its racks in turn. */
export function clusterRacks(cluster: ClusterSpec): (string | null)[] {
  return cluster.agents.flatMap(({ count, racks = [] }) => inTurn(count, racks));
}

/** Likewise the zone of each. */
export function clusterZones(cluster: ClusterSpec): (string | null)[] {
  return cluster.agents.flatMap(({ count, zones = [] }) => inTurn(count, zones));
}

/** What each agent says of where it stands, as those of a data centre do: `--attributes=rack:r1`. */
export function clusterAttributes(cluster: ClusterSpec): (readonly Attribute[])[] {
  const zones = clusterZones(cluster);
  return clusterRacks(cluster).map((rack, agent) => [
    ...attributeOf('rack', rack),
    ...attributeOf('zone', zones[agent]),
  ]);
}

function inTurn(count: number, names: readonly string[]): (string | null)[] {
  return Array.from({ length: count }, (_, i) =>
    names.length === 0 ? null : names[i % names.length],
  );
}

function attributeOf(name: string, text: string | null): Attribute[] {
  return text === null ? [] : [{ name, value: { kind: 'text', text } }];
}
