import { log } from '../../core/math/log.ts';
import { mathDigest } from '../../core/math/digest.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import { StageKind, type Workload } from '../../traces/model/workload.ts';
import type { OperationSpec } from '../operations/operation-spec.ts';
import { FAULT_KINDS, FAULT_NAMES, type FaultKind, type FaultSpec } from '../faults/fault-spec.ts';
import { hashText } from '../../core/random/mix.ts';
import { streamOf } from '../random/streams.ts';
import type { Experiment, LocalitySpec } from './experiment.ts';
import { type ListedJob, workloadOf } from './job-list.ts';
import { runExperiment } from './run-experiment.ts';
import type { RunResult } from './run-result.ts';

/** Every policy whose code path differs; `random` draws, `slots` counts otherwise. */
const GOLDEN_POLICIES: readonly string[] = [
  ...['drf', 'wdrf', 'asset', 'maxmin:mem', 'slots', 'static', 'fifo', 'random'],
];

const LOCALITY: LocalitySpec = {
  replication: 3,
  delayUs: 5 * MICROS_PER_SECOND,
  remoteFactor: 1.4,
};

const JOBS = 60;

const NONE: ReadonlyMap<string, number> = new Map();

/** Kinds that came later: in the first run of faults they would change a hash that people keep. */
const LATER_KINDS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  ...(['zone-outage', 'disk-lost-writes', 'disk-torn-tail'] as const),
]);

/**
 * One small experiment that uses everything a run can use: two groups of agents, three frameworks
 * with weights, maps and reduces of three demands, skewed task times, random latency, refusals.
 */
export function goldenExperiment(): Experiment {
  return {
    workload: goldenWorkload(),
    policy: 'drf',
    seed: 'golden',
    cluster: {
      agents: [
        { count: 6, resources: demand(4, 6144) },
        { count: 1, resources: demand(16, 16_384) },
      ],
      slotsPerAgent: null,
    },
    weights: new Map<string, number | ReadonlyMap<string, number>>([
      ['ads', 2],
      ['mail', new Map([['mem', 1.5]])],
    ]),
    master: { allocationIntervalUs: MICROS_PER_SECOND, maxOffersPerFramework: 8 },
    scheduler: { jobOrder: 'fair', slowstart: 0.5, refuseSeconds: 5, locality: null },
    network: { kind: 'lognormal', meanUs: 500, p99Us: 5000 },
    quotas: new Map(),
    faults: [],
    untilUs: null,
  };
}

/**
 * Runs the golden experiment under each policy, once more with block locality, then with masters
 * that are elected and everything that can break, and with an operator, and gives a line for each:
 * the hash of its event log and of the numbers it reports. The first line is the digest of our
 * mathematics. The same text must come out of every engine.
 */
export function goldenRun(): string {
  const experiment = goldenExperiment();
  const local = { ...experiment.scheduler, jobOrder: 'fifo', locality: LOCALITY } as const;
  const lines = [
    `math ${mathDigest()}`,
    ...GOLDEN_POLICIES.map((policy) => lineOf(policy, { ...experiment, policy })),
    lineOf('drf+locality', { ...experiment, scheduler: local }),
    lineOf('random+locality', { ...experiment, policy: 'random', scheduler: local }),
    lineOf('faults', brokenExperiment()),
    lineOf('operations', operatedExperiment()),
  ];
  return lines.join('\n');
}

/** Three masters, schedulers that come back, and every kind of fault at some time. */
function brokenExperiment(): Experiment {
  const experiment = goldenExperiment();
  const faults = faultsOf(FAULT_NAMES.filter((kind) => !LATER_KINDS.has(kind)));
  const spec = { kind: 'mapreduce', checkpoint: true, failoverTimeoutUs: 1e9 } as const;
  return {
    ...experiment,
    masters: { count: 3, zookeeperServers: 3 },
    frameworks: new Map(experiment.workload.frameworks.map((name) => [name, spec])),
    master: { ...experiment.master, offerTimeoutUs: 20 * MICROS_PER_SECOND },
    faults,
    healAtUs: 600 * MICROS_PER_SECOND,
    untilUs: 7200 * MICROS_PER_SECOND,
  };
}

/** One of each kind, one after the other. */
function faultsOf(kinds: readonly FaultKind[]): FaultSpec[] {
  const population = { agent: 7, master: 3, framework: 3, server: 3 };
  return kinds.map((kind, place): FaultSpec => {
    const size = population[FAULT_KINDS[kind].target];
    const targets = Array.from({ length: size }, (_, target) => target).slice(place % size);
    return {
      ...{ kind, targets, when: { atUs: (30 + 15 * place) * MICROS_PER_SECOND } },
      ...{ forUs: 12 * MICROS_PER_SECOND, ratio: { of: 1, in: 10 }, factor: 2, byUs: 1000 },
    };
  });
}

/** An operator who does everything once beside what came later than the other faults. */
function operatedExperiment(): Experiment {
  const at = (seconds: number): { readonly atUs: number } => {
    return { atUs: seconds * MICROS_PER_SECOND };
  };
  const cpus = new Map([['cpus', 1000]]);
  const role = 'ads';
  const operations: OperationSpec[] = [
    { ...at(20), kind: 'set-weights', weights: new Map([[role, 3]]) },
    { ...at(25), kind: 'reserve', agents: [0], role, resources: cpus },
    { ...at(40), kind: 'maintenance', agents: [1, 2], noticeUs: 2e7, forUs: 6e7 },
    { ...at(90), kind: 'deactivate', agents: [3] },
    { ...at(120), kind: 'reactivate', agents: [3] },
    { ...at(150), kind: 'unreserve', agents: [0], role, resources: cpus },
    { ...at(160), kind: 'set-quota', role, guarantees: cpus, limits: new Map(), force: false },
    { ...at(200), kind: 'remove-quota', role, guarantees: NONE, limits: NONE, force: false },
    { ...at(220), kind: 'drain', agents: [4], graceUs: 1e6, markGone: false },
    { ...at(260), kind: 'gone', agents: [5] },
  ];
  return { ...brokenExperiment(), faults: faultsOf([...LATER_KINDS]), operations };
}

function lineOf(name: string, experiment: Experiment): string {
  const result = runExperiment(experiment);
  return `${name} ${result.hash} ${result.events} ${numbersHash(result)}`;
}

/** Hash of what a run reports; JSON writes the shortest text that is the same double. */
function numbersHash({ jobs, frameworks, cluster, series }: RunResult): string {
  const columns = [
    ...[jobs.startSeconds, jobs.finishSeconds, jobs.slowdown, jobs.idealSeconds],
    ...[...series.dominantShare, ...series.utilization, series.jain, series.jobsInSystem],
  ];
  const text = JSON.stringify([columns.map((column) => [...column]), frameworks, cluster]);
  return (hashText(text, 0x811c9dc5) >>> 0).toString(16).padStart(8, '0');
}

function goldenWorkload(): Workload {
  const arrivals = streamOf('golden', 'arrivals', 'jobs');
  const shapes = streamOf('golden', 'shapes', 'jobs');
  const jobs: ListedJob[] = [];
  let submitUs = 0;
  for (let job = 0; job < JOBS; job++) {
    submitUs += Math.round(-log(1 - arrivals.next()) * 8 * MICROS_PER_SECOND);
    const maps = 1 + Math.floor(shapes.next() * shapes.next() * 60);
    const seconds = 3 + Math.floor(shapes.next() * 40);
    const taskUs = seconds * MICROS_PER_SECOND;
    const map = { tasks: maps, demand: job % 2, taskUs };
    const reduce = {
      kind: StageKind.REDUCE,
      tasks: 1 + (maps >> 3),
      demand: 2,
      taskUs: taskUs / 2,
    };
    const stages = job % 3 === 0 ? [map] : [map, reduce];
    jobs.push({ submitUs, framework: Math.floor(shapes.next() * 3), stages });
  }
  return workloadOf({
    name: 'golden',
    frameworks: ['ads', 'search', 'mail'],
    demands: [demand(1, 1024), demand(0.5, 2048), demand(2, 1536)],
    jobs,
    skewSigma: 0.5,
  });
}

/** CPUs and MB in thousandths. */
function demand(cpus: number, mem: number): ReadonlyMap<string, number> {
  return new Map([
    ['cpus', cpus * 1000],
    ['mem', mem * 1000],
  ]);
}
