import type { Micros } from '../../core/machine.ts';
import type { Ratio } from '../random/ratio.ts';

/**
 * A fault as a scenario plans it. Times are virtual; targets are numbers from 0, of what the kind
 * says: agents by their place in the cluster, masters, frameworks by their place in the workload,
 * servers of the ZooKeeper ensemble.
 */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** Who it may hit. */
  readonly targets: readonly number[];
  readonly when: FaultTime;
  /** How long it lasts; what has no length (`session-expiry`, `clock-step`) ignores it. */
  readonly forUs: Micros;
  /** How likely, for kinds that touch some of many messages or tasks. */
  readonly ratio?: Ratio;
  /** How many times slower. */
  readonly factor?: number;
  /** How far a clock jumps, or goes off in a second; may be negative. */
  readonly byUs?: Micros;
}

export type FaultKind =
  | 'agent-crash'
  | 'agent-wipe'
  | 'rack-outage'
  | 'agent-restart'
  | 'agent-pause'
  | 'agent-slow'
  | 'disk-full'
  | 'partition'
  | 'partition-in'
  | 'partition-out'
  | 'clog'
  | 'swizzle-clog'
  | 'message-loss'
  | 'message-copies'
  | 'message-disorder'
  | 'master-crash'
  | 'master-pause'
  | 'master-partition'
  | 'scheduler-crash'
  | 'scheduler-disconnect'
  | 'scheduler-partition'
  | 'session-expiry'
  | 'zookeeper-crash'
  | 'zookeeper-outage'
  | 'slow-quorum'
  | 'late-watches'
  | 'clock-drift'
  | 'clock-step'
  | 'task-failure'
  | 'out-of-memory'
  | 'straggler'
  | 'zone-outage';

/** Once, or again and again: `count` times in `perUs` on average, counted while all is well. */
export type FaultTime =
  | { readonly atUs: Micros }
  | { readonly rate: { readonly count: number; readonly perUs: Micros } };

export type FaultTarget = 'agent' | 'master' | 'framework' | 'server';

/** What kinds there are (`determinism-and-faults`: Faults). */
export interface FaultKindInfo {
  readonly target: FaultTarget;
  /** Whether all targets are hit at once, or each by itself. */
  readonly together: boolean;
  /** Which of ratio, factor and byUs it needs. */
  readonly needs: readonly ('ratio' | 'factor' | 'byUs')[];
  readonly says: string;
}

const alone = (target: FaultTarget, says: string): FaultKindInfo => ({
  ...{ target, together: false, needs: [], says },
});

const together = (target: FaultTarget, says: string): FaultKindInfo => ({
  ...alone(target, says),
  together: true,
});

export const FAULT_KINDS: { readonly [kind in FaultKind]: FaultKindInfo } = {
  'agent-crash': alone(
    'agent',
    'the machine stops and comes back with its disk; its tasks are gone',
  ),
  'agent-wipe': alone(
    'agent',
    'the machine stops and comes back with an empty disk, as a new agent',
  ),
  'rack-outage': together('agent', 'all machines of a rack stop, and come back with their disks'),
  'agent-restart': alone('agent', 'the agent process restarts; checkpointed tasks run on'),
  'agent-pause': alone('agent', 'the agent process stands still; its tasks run on'),
  'agent-slow': { ...alone('agent', 'tasks on the agent take longer'), needs: ['factor'] },
  'disk-full': alone('agent', 'the agent can store nothing: no task starts there'),
  partition: alone('agent', 'nothing sent to or by these agents arrives'),
  'partition-in': alone('agent', 'nothing sent to these agents arrives'),
  'partition-out': alone('agent', 'nothing sent by these agents arrives'),
  clog: alone('agent', 'messages to and from these agents wait until it is over'),
  'swizzle-clog': together('agent', 'clogged one after the other, unclogged in another order'),
  'message-loss': { ...alone('agent', 'some messages are lost'), needs: ['ratio'] },
  'message-copies': { ...alone('agent', 'some messages arrive twice'), needs: ['ratio'] },
  'message-disorder': { ...alone('agent', 'some messages overtake others'), needs: ['ratio'] },
  'master-crash': alone('master', 'the master process stops and another is started'),
  'master-pause': alone('master', 'the master process stands still and does not know it'),
  'master-partition': together('master', 'these masters are cut off from everybody'),
  'scheduler-crash': alone('framework', 'the scheduler process stops; another takes over'),
  'scheduler-disconnect': alone('framework', 'the connection to the master breaks'),
  'scheduler-partition': alone('framework', 'nothing sent to or by these schedulers arrives'),
  'session-expiry': alone('master', 'ZooKeeper ends the session of a master that is in use'),
  'zookeeper-crash': alone('server', 'a server of the ensemble stops'),
  'zookeeper-outage': together('server', 'all these servers stop: without a majority no quorum'),
  'slow-quorum': { ...together('server', 'a majority takes longer to write'), needs: ['factor'] },
  'late-watches': { ...together('server', 'watches are told later'), needs: ['byUs'] },
  'clock-drift': { ...alone('agent', 'the clock goes off by so much a second'), needs: ['byUs'] },
  'clock-step': { ...alone('agent', 'the clock jumps'), needs: ['byUs'] },
  'task-failure': { ...alone('framework', 'some tasks fail'), needs: ['ratio'] },
  'out-of-memory': { ...alone('framework', 'some tasks are killed for memory'), needs: ['ratio'] },
  straggler: { ...alone('framework', 'some tasks take longer'), needs: ['ratio', 'factor'] },
  'zone-outage': together(
    'agent',
    'all machines of all racks of a zone stop, and come back with their disks',
  ),
};

/** In the order of the table; the event log writes a kind as its place here. */
export const FAULT_NAMES: readonly FaultKind[] = Object.keys(FAULT_KINDS) as FaultKind[];

/** How many of each there are to hit. */
export type FaultPopulation = { readonly [target in FaultTarget]: number };

/** What is wrong with a fault, or null. */
export function problemOfFault(fault: FaultSpec, population: FaultPopulation): string | null {
  const { target, needs } = FAULT_KINDS[fault.kind];
  if (fault.targets.length === 0) return `hits no ${target}, wanted one at least`;
  const size = population[target];
  const stranger = fault.targets.find((one) => !(one >= 0 && one < size));
  if (stranger !== undefined) {
    const wanted = size === 0 ? `there is no ${target}` : `wanted one of 0 to ${size - 1}`;
    return `hits ${target} ${stranger}, ${wanted}`;
  }
  if (!(fault.forUs > 0)) return `lasts ${fault.forUs} us, wanted more than 0`;
  for (const need of needs) if (fault[need] === undefined) return `wanted a ${need}`;
  if (fault.factor !== undefined && !(fault.factor > 0 && fault.factor < 1e6)) {
    return `has the factor ${fault.factor}, wanted more than 0`;
  }
  if ('atUs' in fault.when) {
    return fault.when.atUs >= 0 ? null : `comes at ${fault.when.atUs} us, wanted 0 or later`;
  }
  const { count, perUs } = fault.when.rate;
  if (count > 0 && perUs > 0) return null;
  return `comes ${count} times in ${perUs} us, wanted more than 0 of both`;
}
