import type { FaultPopulation } from '../faults/fault-spec.ts';
import type { AgentsDocument, ScenarioDocument } from './scenario-document.ts';

/** What there is to hit: whom faults name, and whom presets choose from. */
export interface ClusterShape {
  /** The rack of each agent, in the order of their numbers; null without one. */
  readonly racks: readonly (string | null)[];
  /** Likewise the zone of each. */
  readonly zones: readonly (string | null)[];
  readonly masters: number;
  /** Servers of the ZooKeeper ensemble; 0 where one master is at a known address. */
  readonly servers: number;
  /** Names, in the order of their numbers. */
  readonly frameworks: readonly string[];
}

/** Servers of an ensemble whose number is not given. */
export const DEFAULT_SERVERS = 3;

type Shaped = Pick<ScenarioDocument, 'cluster' | 'masters' | 'frameworks'>;

export function shapeOf({ cluster, masters = 1, frameworks }: Shaped): ClusterShape {
  const group = typeof masters === 'number' ? { count: masters } : masters;
  const alone = masters === 1;
  return {
    racks: cluster.agents.flatMap(({ count, rack }) =>
      rack === undefined ? nobody(count) : racksInTurn(count, rack),
    ),
    zones: cluster.agents.flatMap((agents) => zonesInTurn(agents) ?? nobody(agents.count)),
    masters: group.count,
    servers: alone ? 0 : (group.zookeeper ?? DEFAULT_SERVERS),
    frameworks: frameworks.map(({ name }) => name),
  };
}

/** Racks that have agents, in order of first appearance. */
export function rackNames({ racks }: ClusterShape): string[] {
  return [...new Set(racks.filter((rack) => rack !== null))];
}

/** Zones that have agents, in order of first appearance. */
export function zoneNames({ zones }: ClusterShape): string[] {
  return [...new Set(zones.filter((zone) => zone !== null))];
}

function nobody(count: number): null[] {
  return Array.from({ length: count }, () => null);
}

/** A master at a known address is not to be hit: nobody could take over from it. */
export function populationOf(shape: ClusterShape): FaultPopulation {
  const { racks, masters, servers, frameworks } = shape;
  return {
    agent: racks.length,
    master: servers === 0 ? 0 : masters,
    server: servers,
    framework: frameworks.length,
  };
}

const PATTERN = /^(.*)\{(\d+)\.\.(\d+)\}$/;

/** Racks of a pattern that runs backwards or has more of them than this are refused. */
const MOST_RACKS = 100_000;

/** What is wrong with the name or the pattern of a rack or a zone, or null. */
export function problemOfRack(rack: string, what: 'rack' | 'zone' = 'rack'): string | null {
  if (!/^[\w.-]+(\{\d+\.\.\d+\})?$/.test(rack)) {
    const letter = what.slice(0, 1);
    return `found "${rack}", wanted a ${what} as ${letter}1 or ${letter}{1..4}`;
  }
  const match = PATTERN.exec(rack);
  const [from, to] = match === null ? [1, 1] : [Number(match[2]), Number(match[3])];
  if (to < from)
    return `found "${rack}", which runs backwards; wanted ${match?.[1]}{${to}..${from}}`;
  return to - from < MOST_RACKS ? null : `found "${rack}", wanted at most ${MOST_RACKS} ${what}s`;
}

/** `r{1..4}` is r1, r2, r3, r4, r1, … */
export function racksInTurn(count: number, rack: string): string[] {
  const match = PATTERN.exec(rack);
  if (match === null) return Array.from({ length: count }, () => rack);
  const [from, to] = [Number(match[2]), Number(match[3])];
  return Array.from({ length: count }, (_, i) => `${match[1]}${from + (i % (to - from + 1))}`);
}

/** The zone of each agent of a group: its racks take them in turn, or its agents without racks. */
export function zonesInTurn({
  count,
  rack,
  zone,
}: Pick<AgentsDocument, 'count' | 'rack' | 'zone'>): string[] | null {
  if (zone === undefined) return null;
  if (rack === undefined) return racksInTurn(count, zone);
  const racks = racksInTurn(count, rack);
  const names = [...new Set(racks)];
  const zones = racksInTurn(names.length, zone);
  return racks.map((name) => zones[names.indexOf(name)]);
}

/** A rack that stands in two zones, or null. */
export function rackInTwoZones({ racks, zones }: ClusterShape): string | null {
  const zoneOf = new Map<string, string | null>();
  for (const [agent, rack] of racks.entries()) {
    if (rack === null) continue;
    const known = zoneOf.get(rack);
    if (known !== undefined && known !== zones[agent]) return rack;
    zoneOf.set(rack, zones[agent]);
  }
  return null;
}
