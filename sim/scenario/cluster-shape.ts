import type { FaultPopulation } from '../faults/fault-spec.ts';
import type { ScenarioDocument } from './scenario-document.ts';

/** What there is to hit: whom faults name, and whom presets choose from. */
export interface ClusterShape {
  /** The rack of each agent, in the order of their numbers; null without one. */
  readonly racks: readonly (string | null)[];
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
      rack === undefined ? Array.from({ length: count }, () => null) : racksInTurn(count, rack),
    ),
    masters: group.count,
    servers: alone ? 0 : (group.zookeeper ?? DEFAULT_SERVERS),
    frameworks: frameworks.map(({ name }) => name),
  };
}

/** Racks that have agents, in order of first appearance. */
export function rackNames({ racks }: ClusterShape): string[] {
  return [...new Set(racks.filter((rack) => rack !== null))];
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

/** What is wrong with a rack's name or pattern, or null. */
export function problemOfRack(rack: string): string | null {
  if (!/^[\w.-]+(\{\d+\.\.\d+\})?$/.test(rack)) {
    return `found "${rack}", wanted a rack as r1 or r{1..4}`;
  }
  const match = PATTERN.exec(rack);
  const [from, to] = match === null ? [1, 1] : [Number(match[2]), Number(match[3])];
  if (to < from)
    return `found "${rack}", which runs backwards; wanted ${match?.[1]}{${to}..${from}}`;
  return to - from < MOST_RACKS ? null : `found "${rack}", wanted at most ${MOST_RACKS} racks`;
}

/** `r{1..4}` is r1, r2, r3, r4, r1, … */
export function racksInTurn(count: number, rack: string): string[] {
  const match = PATTERN.exec(rack);
  if (match === null) return Array.from({ length: count }, () => rack);
  const [from, to] = [Number(match[2]), Number(match[3])];
  return Array.from({ length: count }, (_, i) => `${match[1]}${from + (i % (to - from + 1))}`);
}
