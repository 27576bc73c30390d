import type { z } from 'zod';

import type { FrameworkDocument } from '../../sim/scenario/scenario-document.ts';
import type {
  AppDocument,
  CronJobDocument,
  JobDocument,
  StageDocument,
} from '../../sim/scenario/workload-document.ts';
import { frameworkSchedulerSchema, sparkSchema } from './scheduler-schema.ts';
import {
  duration,
  fields,
  listOf,
  numberFrom,
  oneOf,
  resources,
  text,
  trueOrFalse,
  wholeNumber,
} from './schema-parts.ts';

const MOST = 1_000_000;

/** A framework: who it is, and what it runs. */
export function frameworkSchema(): z.ZodType<FrameworkDocument> {
  return fields({
    name: text('a name'),
    role: text('a role such as eng or eng/dev')
      .optional()
      .describe('Several frameworks may share a role; one of its own unless given.'),
    kind: oneOf(['mapreduce', 'spark', 'spark-fine', 'service', 'cron']),
    trace: text('the path of a trace')
      .optional()
      .describe('Of mapreduce and Spark: path of a trace file, from the folder of the scenario.'),
    traceJobs: listOf(wholeNumber(0, MOST * 1000), 'places of jobs', 1)
      .optional()
      .describe('Of a trace: the jobs that are run, by their places from 0; all unless given.'),
    jobs: listOf(job(), 'jobs', 1)
      .optional()
      .describe('Of mapreduce and Spark: written down here.'),
    apps: listOf(app(), 'apps', 1).optional().describe('Of service: what to keep running.'),
    schedule: listOf(cronJob(), 'cron jobs', 1).optional().describe('Of cron: what to run when.'),
    scheduler: frameworkSchedulerSchema()
      .optional()
      .describe(
        'Of mapreduce and Spark: what its scheduler does otherwise than the scenario says.',
      ),
    spark: sparkSchema().optional().describe('Of spark: its executors.'),
    checkpoint: trueOrFalse()
      .optional()
      .describe('Whether its tasks live on when the process of an agent restarts.'),
    failoverTimeout: duration()
      .optional()
      .describe('How long its tasks live on without a scheduler; 0s unless given.'),
    partitionAware: trueOrFalse()
      .optional()
      .describe('Whether it knows TASK_UNREACHABLE and its kin.'),
  });
}

function job(): z.ZodType<JobDocument> {
  return fields({
    name: text('a name').optional(),
    at: duration().optional().describe('When it is submitted; 0s unless given.'),
    tasks: wholeNumber(1, MOST).optional(),
    duration: duration().optional().describe('Of each task.'),
    resources: resources().optional().describe('Of each task; cpus:1;mem:1024 unless given.'),
    stages: listOf(stage(), 'stages', 1).optional().describe('Instead of tasks and duration.'),
    repeat: fields({ every: duration(), times: wholeNumber(1, MOST) })
      .optional()
      .describe('The job is submitted again and again, so many times in all.'),
  });
}

function stage(): z.ZodType<StageDocument> {
  return fields({
    kind: oneOf(['map', 'reduce']).optional(),
    tasks: wholeNumber(1, MOST),
    duration: duration(),
    resources: resources().optional(),
    after: listOf(wholeNumber(0, MOST), 'numbers of stages')
      .optional()
      .describe('Earlier stages it waits for, from 0; the one before it unless given.'),
  });
}

function app(): z.ZodType<AppDocument> {
  const part = numberFrom(0, 1).optional();
  return fields({
    id: text('a path such as /front', '/front'),
    instances: wholeNumber(0, MOST),
    resources: resources(),
    constraints: listOf(
      listOf(text('text'), 'a field, an operator and its value', 2),
      'constraints',
    )
      .optional()
      .describe('As Marathon writes them: [hostname, UNIQUE], [rack, GROUP_BY, "3"].'),
    health: fields({
      grace: duration().optional(),
      interval: duration().optional(),
      timeout: duration().optional(),
      maxConsecutiveFailures: wholeNumber(0, MOST).optional(),
    }).optional(),
    backoff: fields({
      first: duration().optional(),
      factor: numberFrom(1, 1000).optional(),
      max: duration().optional(),
    })
      .optional()
      .describe('How long to wait after failures.'),
    upgrade: fields({ minimumHealthCapacity: part, maximumOverCapacity: part }).optional(),
    unreachable: fields({
      inactiveAfter: duration().optional(),
      expungeAfter: duration().optional(),
    })
      .optional()
      .describe('When an unreachable instance is replaced, and when it is forgotten.'),
    killSelection: oneOf(['YOUNGEST_FIRST', 'OLDEST_FIRST']).optional(),
    killGrace: duration().optional(),
  });
}

function cronJob(): z.ZodType<CronJobDocument> {
  return fields({
    name: text('a name'),
    schedule: text('an ISO 8601 schedule such as R5/PT10M/PT1H', 'R5/PT10M/PT1H', 'R/PT0S/PT5M')
      .optional()
      .describe('Repeats, first start from the start of the run, period.'),
    parents: listOf(text('the name of a job'), 'names of jobs', 1)
      .optional()
      .describe('Instead of a schedule: runs when each has succeeded since its last run.'),
    duration: duration().describe('Of a run.'),
    resources: resources().optional().describe('cpus:0.1;mem:128 unless given.'),
    epsilon: duration().optional().describe('How late a run may start.'),
    retries: wholeNumber(0, MOST).optional(),
    retryAfter: duration().optional(),
    concurrent: trueOrFalse()
      .optional()
      .describe('Whether a run may start while one before it goes on.'),
    disabled: trueOrFalse().optional(),
    disableAfterFailures: wholeNumber(0, MOST)
      .optional()
      .describe('So many runs that failed in a row disable it; 0: never.'),
    softError: trueOrFalse().optional().describe('Children run after a failure, too.'),
    highPriority: trueOrFalse().optional(),
  });
}
