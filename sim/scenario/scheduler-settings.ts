import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import {
  type AttemptLimits,
  HADOOP_ATTEMPTS,
} from '../../core/schedulers/mapreduce/attempt-limits.ts';
import {
  HADOOP_SPECULATION,
  type SpeculationOptions,
} from '../../core/schedulers/mapreduce/speculation.ts';
import { DEFAULT_LOCALITY, DEFAULT_SCHEDULER } from '../experiment/default-settings.ts';
import type {
  FrameworkSchedulerSpec,
  LocalitySpec,
  SchedulerSpec,
  SparkSpec,
} from '../experiment/experiment.ts';
import { readDuration } from './duration-text.ts';
import { given } from './given.ts';
import type { DurationText, FrameworkDocument } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';
import type {
  AttemptsDocument,
  FrameworkSchedulerDocument,
  LocalityDocument,
  SchedulerDocument,
  SparkDocument,
  SpeculationDocument,
} from './scheduler-document.ts';

/** What only MapReduce does. */
const OF_MAPREDUCE = ['slowstart', 'tasksPerOffer', 'speculation', 'rerunLostMaps'] as const;

/** How the schedulers of a scenario work. */
export function schedulerSettings(
  { locality, ...ways }: SchedulerDocument,
  problems: ScenarioProblems,
): SchedulerSpec {
  return {
    ...DEFAULT_SCHEDULER,
    ...waysOf(ways, ['scheduler'], problems),
    locality: locality === undefined ? null : localityOf(locality, problems),
  };
}

/** What one framework's scheduler does otherwise. */
export function frameworkScheduler(
  { kind, scheduler }: FrameworkDocument,
  above: DocumentPath,
  problems: ScenarioProblems,
): FrameworkSchedulerSpec | undefined {
  if (scheduler === undefined) return undefined;
  const path = [...above, 'scheduler'];
  const { locality, ...ways }: FrameworkSchedulerDocument = scheduler;
  if (kind === 'service' || kind === 'cron') {
    problems.refuse(path, `a framework of kind ${kind} has no jobs to order`);
  }
  const stranger = OF_MAPREDUCE.find((way) => ways[way] !== undefined);
  if (kind !== 'mapreduce' && stranger !== undefined) {
    problems.refuse([...path, stranger], `a framework of kind ${kind} has no ${stranger}`);
  }
  const rackDelay = locality?.rack?.delay;
  return {
    ...waysOf(ways, path, problems),
    ...given({
      localityDelayUs: time([...path, 'locality', 'delay'], locality?.delay, problems),
      rackDelayUs: time([...path, 'locality', 'rack', 'delay'], rackDelay, problems),
    }),
  };
}

/** The executors of a Spark framework. */
export function sparkSettings(
  { kind, spark }: FrameworkDocument,
  above: DocumentPath,
  problems: ScenarioProblems,
): SparkSpec | undefined {
  if (spark === undefined) return undefined;
  const path = [...above, 'spark'];
  if (kind !== 'spark') {
    const wanted = kind === 'spark-fine' ? ': it has one an agent' : ', wanted kind: spark';
    problems.refuse(path, `a framework of kind ${kind} has no executors to say${wanted}`);
  }
  const { executors, executorCores, executorMem }: SparkDocument = spark;
  const bounds = typeof executors === 'number' ? undefined : executors;
  const at = (field: string): DocumentPath => [...path, 'executors', field];
  const allocation =
    bounds &&
    given({
      minExecutors: bounds.min,
      maxExecutors: bounds.max,
      backlogUs: time(at('backlog'), bounds.backlog, problems),
      idleUs: time(at('idle'), bounds.idle, problems),
      shuffleTracking: bounds.shuffleService === undefined ? undefined : !bounds.shuffleService,
    });
  const thousandths = (amount: number | undefined): number | undefined =>
    amount === undefined ? undefined : Math.round(amount * 1000);
  return given({
    executorCpus: thousandths(executorCores),
    executorMem: thousandths(executorMem),
    executors: typeof executors === 'number' ? executors : undefined,
    allocation,
  });
}

type Ways = Omit<SchedulerDocument, 'locality'>;

function waysOf(
  { attempts, speculation, ...plain }: Ways,
  path: DocumentPath,
  problems: ScenarioProblems,
): FrameworkSchedulerSpec {
  return given({
    ...plain,
    attempts: attempts && attemptsOf(attempts),
    speculation: speculationOf(speculation, [...path, 'speculation'], problems),
  });
}

function attemptsOf({ max, perAgent }: AttemptsDocument): AttemptLimits {
  return { ...HADOOP_ATTEMPTS, ...given({ maxAttempts: max, maxFailuresPerAgent: perAgent }) };
}

function speculationOf(
  speculation: boolean | SpeculationDocument | undefined,
  path: DocumentPath,
  problems: ScenarioProblems,
): SpeculationOptions | null | undefined {
  if (speculation === undefined) return undefined;
  if (typeof speculation === 'boolean') return speculation ? HADOOP_SPECULATION : null;
  const { every, after, ...parts } = speculation;
  return {
    ...HADOOP_SPECULATION,
    ...given(parts),
    ...given({
      retryAfterNoSpeculateUs: time([...path, 'every'], every, problems),
      retryAfterSpeculateUs: time([...path, 'after'], after, problems),
    }),
  };
}

/** The rack's wait of the delay-scheduling paper is shorter than the machine's; here as long. */
const RACK_DELAY_US: Micros = 5 * MICROS_PER_SECOND;

function localityOf(
  { replication, delay, remote, rack }: LocalityDocument,
  problems: ScenarioProblems,
): LocalitySpec {
  const path = ['scheduler', 'locality'];
  const delayUs = time([...path, 'delay'], delay, problems);
  const said = { ...DEFAULT_LOCALITY, ...given({ replication, delayUs, remoteFactor: remote }) };
  if (rack === undefined) return said;
  const rackUs = time([...path, 'rack', 'delay'], rack.delay, problems);
  return { ...said, rack: { delayUs: rackUs ?? RACK_DELAY_US, factor: rack.factor ?? 1 } };
}

function time(
  path: DocumentPath,
  text: DurationText | undefined,
  problems: ScenarioProblems,
): Micros | undefined {
  return text === undefined ? undefined : problems.value(path, readDuration(text), 0);
}
