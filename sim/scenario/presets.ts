import type { ClusterShape } from './cluster-shape.ts';
import { rackNames } from './cluster-shape.ts';
import type { FaultDocument } from './scenario-document.ts';

/** Faults that belong together, under a name that people know (`determinism-and-faults`). */
export interface FaultPreset {
  readonly name: string;
  /** What goes wrong, in one line. */
  readonly says: string;
  /** Whether it needs masters that stand for election over ZooKeeper. */
  readonly election: boolean;
  /** The faults, for a cluster of this shape. */
  readonly faults: (shape: ClusterShape) => readonly FaultDocument[];
}

/** In the order to list them. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    name: 'agent-churn',
    says: 'every ten minutes some agent stops; now and then one comes back empty, or restarts',
    election: false,
    faults: agentChurn,
  },
  {
    name: 'rack-outage',
    says: 'a rack, or a quarter of the agents where there are none, is gone for five minutes',
    election: false,
    faults: rackOutage,
  },
  {
    name: 'master-failover',
    says: 'each master crashes in turn, so that the leading one does',
    election: true,
    faults: ({ masters }) =>
      inTurn(masters, 5, 10).map(({ at, member }) => ({
        ...{ kind: 'master-crash', at, masters: [member], for: '60s' },
      })),
  },
  {
    name: 'split-brain',
    says: 'the leading master stands still or is cut off, and comes back thinking that it leads',
    election: true,
    faults: splitBrain,
  },
  {
    name: 'zk-session-expiry',
    says: 'sessions of masters expire, watches come late, the ensemble has no quorum for a while',
    election: true,
    faults: sessionExpiry,
  },
  {
    name: 'lossy-network',
    says: 'of all messages one in a hundred is lost, some come twice, some overtake others',
    election: false,
    faults: () => [
      { kind: 'message-loss', ratio: '1/100' },
      { kind: 'message-copies', ratio: '1/200' },
      { kind: 'message-disorder', ratio: '1/50' },
    ],
  },
  {
    name: 'chronos-2015',
    says: 'short cuts between masters, schedulers and ZooKeeper (jepsen.io/analyses/chronos)',
    election: true,
    faults: chronos,
  },
];

export function presetNamed(name: string): FaultPreset | null {
  return FAULT_PRESETS.find((preset) => preset.name === name) ?? null;
}

/** Rates are of each agent: in a larger cluster as many things happen. */
function agentChurn({ racks }: ClusterShape): FaultDocument[] {
  const minutes = (each: number): string => `1 per ${each * racks.length}m per agent`;
  return [
    { kind: 'agent-crash', rate: minutes(10), for: '90s' },
    { kind: 'agent-restart', rate: minutes(15), for: '20s' },
    { kind: 'agent-wipe', rate: minutes(60), for: '5m' },
  ];
}

function rackOutage(shape: ClusterShape): FaultDocument[] {
  const [rack] = rackNames(shape).slice(-1);
  const some = Math.ceil(shape.racks.length / 4);
  const whom =
    rack === undefined ? { agents: Array.from({ length: some }, (_, i) => i) } : { rack };
  return [{ kind: 'rack-outage', at: '10m', ...whom, for: '5m' }];
}

/** Whoever loses the lead is last in the queue: the next in turn leads when its turn comes. */
function splitBrain({ masters }: ClusterShape): FaultDocument[] {
  return inTurn(2 * masters, 5, 4).map(({ at, member: turn }): FaultDocument => {
    const fault = { at, masters: [turn % masters] };
    // With an even number of masters each would get only one of the two.
    const pauses = (turn + (masters % 2 === 0 && turn >= masters ? 1 : 0)) % 2 === 0;
    return pauses
      ? { kind: 'master-pause', ...fault, for: '45s' }
      : { kind: 'master-partition', ...fault, for: '60s' };
  });
}

function sessionExpiry({ masters, servers }: ClusterShape): FaultDocument[] {
  return [
    { kind: 'session-expiry', rate: `1 per ${10 * masters}m per master` },
    { kind: 'late-watches', at: '5m', by: '2s', for: '20m' },
    { kind: 'zookeeper-outage', at: '15m', servers: majorityOf(servers), for: '60s' },
  ];
}

/**
 * Jepsen cut the network in random halves, for minutes each time; after some of the cuts Mesos's
 * masters killed themselves and Chronos ran no job any more, also when all was well again.
 */
function chronos({ masters, servers }: ClusterShape): FaultDocument[] {
  const cuts = inTurn(masters, 3, 9).flatMap(({ at, later, member }): FaultDocument[] => [
    { kind: 'master-partition', at, masters: [member], for: '45s' },
    { kind: 'scheduler-partition', at: later, for: '90s' },
  ]);
  return [
    ...cuts,
    { kind: 'zookeeper-outage', at: '8m', servers: majorityOf(servers), for: '30s' },
    { kind: 'session-expiry', at: '16m' },
  ];
}

/** One after the other, so many minutes apart; `later` is in the middle to the next. */
function inTurn(
  members: number,
  firstMinute: number,
  apart: number,
): { readonly member: number; readonly at: string; readonly later: string }[] {
  return Array.from({ length: members }, (_, member) => {
    const minute = firstMinute + member * apart;
    return { member, at: `${minute}m`, later: `${minute + Math.floor(apart / 2)}m` };
  });
}

/** The first servers that are enough to take the quorum away. */
function majorityOf(servers: number): number[] {
  return Array.from({ length: Math.floor(servers / 2) + 1 }, (_, one) => one);
}
