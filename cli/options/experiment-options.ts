import { type Command, Option } from 'commander';

import type { AttemptLimits } from '../../core/schedulers/mapreduce/attempt-limits.ts';
import { HADOOP_SPECULATION } from '../../core/schedulers/mapreduce/speculation.ts';
import type {
  AgentGroup,
  Experiment,
  LatencySpec,
  LocalitySpec,
} from '../../sim/experiment/experiment.ts';
import { racksInTurn } from '../../sim/scenario/cluster-shape.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { UsageError } from '../errors.ts';
import { parseAgents } from './agents.ts';
import { parseAttempts } from './attempts.ts';
import { DEFAULT_LATENCY, DEFAULT_MASTER, DEFAULT_SCHEDULER } from './defaults.ts';
import { parseDurationUs } from './durations.ts';
import { parseLatency } from './latency.ts';
import { parseLocality } from './locality.ts';
import { COUNT, NOT_NEGATIVE, PART, POSITIVE_INTEGER, parseNumber } from './numbers.ts';
import { type Weight, addWeight } from './weights.ts';

/** What the options of {@link addExperimentOptions} leave after parsing. */
export interface ExperimentOptions {
  readonly agents?: string;
  readonly agent?: readonly string[];
  readonly weight: ReadonlyMap<string, Weight>;
  readonly slots?: number;
  readonly racks?: number;
  readonly latency: LatencySpec;
  readonly jobOrder: 'fifo' | 'fair';
  readonly slowstart: number;
  readonly refuseSeconds: number;
  readonly locality?: LocalitySpec;
  readonly attempts?: AttemptLimits;
  readonly speculation?: true;
  readonly rerunLostMaps?: true;
  readonly until?: number;
  readonly offersPerFramework: number;
  readonly allocationInterval: number;
}

/** Adds the options that describe the cluster, its master, the schedulers and the network. */
export function addExperimentOptions(command: Command): Command {
  addClusterOptions(command);
  addMasterOptions(command);
  return addSchedulerOptions(command)
    .addOption(
      new Option('--latency <spec>', 'one-way delay: 500us, or mean=500us,p99=5ms')
        .default(DEFAULT_LATENCY, 'mean=500us,p99=5ms')
        .argParser((text) => parseLatency(text, '--latency')),
    )
    .option('--until <duration>', 'stop at this simulated time (default: all jobs done)', (text) =>
      parseDurationUs(text, '--until'),
    )
    .optionsGroup('Options:');
}

function addClusterOptions(command: Command): Command {
  return command
    .optionsGroup('Cluster:')
    .option('--agents <n>', 'number of agents (default: 100)')
    .addOption(
      new Option(
        '--agent <resources>',
        'one agent\'s resources (default: "cpus:16;mem:65536"); repeat as "40*cpus:16;mem:65536" for groups',
      ).argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]),
    )
    .option(
      '--racks <n>',
      'racks r1, r2, … that the agents of each group take in turn (default: none)',
      (text) => parseNumber(text, '--racks', POSITIVE_INTEGER),
    )
    .option(
      '--slots <n>',
      'slots per agent under the slots policy (default: 3 per 4 cpus)',
      (text) => parseNumber(text, '--slots', POSITIVE_INTEGER),
    )
    .addOption(
      new Option(
        '--weight <name=weight>',
        "a framework's weight, NAME=2 or NAME=cpus:2,mem:1; repeatable",
      )
        .default(new Map(), 'all 1')
        .argParser((text: string, before: Map<string, Weight>) => addWeight(text, before)),
    );
}

function addMasterOptions(command: Command): Command {
  return command
    .optionsGroup('Master, schedulers and network:')
    .addOption(
      new Option('--allocation-interval <duration>', 'time between periodic allocations')
        .default(DEFAULT_MASTER.allocationIntervalUs, '1s')
        .argParser((text) => parseDurationUs(text, '--allocation-interval')),
    )
    .addOption(
      new Option(
        '--offers-per-framework <n>',
        'offers a framework may hold unanswered, 0: no limit',
      )
        .default(DEFAULT_MASTER.maxOffersPerFramework)
        .argParser((text) => parseNumber(text, '--offers-per-framework', COUNT)),
    );
}

function addSchedulerOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--job-order <order>', 'order of jobs inside a framework')
        .choices(['fifo', 'fair'])
        .default(DEFAULT_SCHEDULER.jobOrder),
    )
    .addOption(
      new Option('--slowstart <part>', 'part of the maps to finish before reduces start')
        .default(DEFAULT_SCHEDULER.slowstart)
        .argParser((text) => parseNumber(text, '--slowstart', PART)),
    )
    .addOption(
      new Option('--refuse-seconds <n>', 'seconds for which declined resources are refused')
        .default(DEFAULT_SCHEDULER.refuseSeconds)
        .argParser((text) => parseNumber(text, '--refuse-seconds', NOT_NEGATIVE)),
    )
    .option(
      '--locality <spec>',
      'block locality and delay scheduling: replication=3,delay=5s,remote=2, and of racks ' +
        'rackDelay=5s,rackFactor=1.5 (default: none)',
      (text) => parseLocality(text, '--locality'),
    )
    .option(
      '--attempts <spec>',
      'failures of a task that fail its job, and of a job on an agent that it then avoids: ' +
        'max=4,agent=3 (default: tried as often as it takes)',
      (text) => parseAttempts(text, '--attempts'),
    )
    .option('--speculation', "copies of MapReduce's slow tasks, by Hadoop's defaults")
    .option('--rerun-lost-maps', 'finished maps run again when their agent is lost');
}

/** The cluster the options describe. */
export function agentsOf(options: ExperimentOptions): AgentGroup[] {
  const groups = parseAgents(options.agents, options.agent ?? []);
  const { locality, racks } = options;
  if (racks === undefined) {
    if (!locality?.rack) return groups;
    throw new UsageError(
      '--locality: found rackDelay, but the agents have no racks; wanted --racks',
    );
  }
  return groups.map((group) => ({ ...group, racks: racksInTurn(group.count, `r{1..${racks}}`) }));
}

/** The one place where options become an experiment. */
export function experimentOf(
  options: ExperimentOptions,
  workload: Workload,
  policy: string,
  seed: string,
): Experiment {
  return {
    workload,
    policy,
    seed,
    cluster: { agents: agentsOf(options), slotsPerAgent: options.slots ?? null },
    weights: options.weight,
    master: {
      allocationIntervalUs: options.allocationInterval,
      maxOffersPerFramework: options.offersPerFramework,
    },
    scheduler: {
      jobOrder: options.jobOrder,
      slowstart: options.slowstart,
      refuseSeconds: options.refuseSeconds,
      locality: options.locality ?? null,
      ...(options.attempts !== undefined && { attempts: options.attempts }),
      ...(options.speculation === true && { speculation: HADOOP_SPECULATION }),
      ...(options.rerunLostMaps === true && { rerunLostMaps: true }),
    },
    network: options.latency,
    quotas: new Map(),
    faults: [],
    untilUs: options.until ?? null,
  };
}
