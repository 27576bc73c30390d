import { z } from 'zod';

import type {
  AttemptsDocument,
  DynamicAllocationDocument,
  FrameworkSchedulerDocument,
  RackLocalityDocument,
  SchedulerDocument,
  SparkDocument,
  SpeculationDocument,
} from '../../sim/scenario/scheduler-document.ts';
import {
  duration,
  fields,
  numberFrom,
  oneOf,
  trueOrFalse,
  wanted,
  wholeNumber,
} from './schema-parts.ts';

const MOST = 1_000_000;

/** How the schedulers of all frameworks work. */
export function schedulerSchema(): z.ZodType<SchedulerDocument> {
  return fields({
    ...ways(),
    locality: fields({
      replication: wholeNumber(1, 1000).optional(),
      delay: duration().optional().describe('A job waits so long for a slot near its data.'),
      remote: numberFrom(1, 1e6)
        .optional()
        .describe('A map elsewhere takes so many times as long.'),
      rack: rack().optional().describe('A step between machine and cluster; agents have racks.'),
    })
      .optional()
      .describe('Block locality and delay scheduling; left out of the model unless given.'),
  });
}

/** How the scheduler of one framework works. */
export function frameworkSchedulerSchema(): z.ZodType<FrameworkSchedulerDocument> {
  return fields({
    ...ways(),
    locality: fields({
      delay: duration().optional().describe('Of Spark: spark.locality.wait, of all its levels.'),
      rack: fields({ delay: duration().optional() }).optional(),
    })
      .optional()
      .describe('How long it waits, where the scenario says that data is somewhere.'),
  });
}

/** The executors of a Spark framework. */
export function sparkSchema(): z.ZodType<SparkDocument> {
  const what = 'a number of executors, or { min: 1, max: 20, backlog: 1s, idle: 60s }';
  return fields({
    executors: z
      .union([wholeNumber(1, MOST), allocation()], wanted(what))
      .optional()
      .describe('From beginning to end; or the bounds of dynamic allocation, the default.'),
    executorCores: numberFrom(0, MOST, true).optional().describe('4 unless given.'),
    executorMem: numberFrom(0, 1e9, true)
      .optional()
      .describe('MB, overhead included; what the tasks in it ask for unless given.'),
  });
}

function ways() {
  return {
    jobOrder: oneOf(['fifo', 'fair']).optional().describe('Of the jobs inside a framework.'),
    slowstart: numberFrom(0, 1)
      .optional()
      .describe('Part of the maps to finish before the reduces of a job may start.'),
    refuseSeconds: numberFrom(0, 1e9)
      .optional()
      .describe('How long MapReduce refuses what it declines; Spark while it needs nothing.'),
    tasksPerOffer: wholeNumber(1, MOST)
      .optional()
      .describe('Of mapreduce: tasks launched on an offer at most; as many as fit unless given.'),
    attempts: attempts()
      .optional()
      .describe('How often tasks are tried; as often as it takes unless given.'),
    speculation: z
      .union(
        [trueOrFalse(), speculation()],
        wanted('true, false, or settings such as { gap: 0.2, slowTaskThreshold: 1 }'),
      )
      .optional()
      .describe('Of mapreduce: copies of slow tasks, as Hadoop makes them; false unless given.'),
    rerunLostMaps: trueOrFalse()
      .optional()
      .describe('Of mapreduce: finished maps run again when their agent is lost.'),
  };
}

function attempts(): z.ZodType<AttemptsDocument> {
  return fields({
    max: wholeNumber(1, MOST).optional().describe('Failures of a task that fail its job; 4.'),
    perAgent: wholeNumber(1, MOST)
      .optional()
      .describe('Failures of a job on an agent after which it avoids it; 3.'),
  });
}

function speculation(): z.ZodType<SpeculationDocument> {
  const part = numberFrom(0, 1).optional();
  return fields({
    runningCap: part.describe('Copies at a time: part of the running tasks of a stage,'),
    totalCap: part.describe('part of all its tasks,'),
    minimumAllowed: wholeNumber(0, MOST)
      .optional()
      .describe('and a number that is always allowed.'),
    slowTaskThreshold: numberFrom(0, 1000)
      .optional()
      .describe('Slow is above the mean by so many deviations,'),
    gap: numberFrom(0, 1000).optional().describe('and by this part of the mean.'),
    minimumFinished: part.describe('Part of a stage to finish before a task is called slow.'),
    every: duration().optional().describe('How often to look.'),
    after: duration().optional().describe('How long a stage waits after a copy.'),
  });
}

function rack(): z.ZodType<RackLocalityDocument> {
  return fields({
    delay: duration().optional().describe('So much longer for one in a rack of its data.'),
    factor: numberFrom(1, 1e6).optional().describe('A map there takes so many times as long.'),
  });
}

function allocation(): z.ZodType<DynamicAllocationDocument> {
  return fields({
    min: wholeNumber(0, MOST).optional(),
    max: wholeNumber(1, MOST).optional(),
    backlog: duration()
      .optional()
      .describe('Tasks wait this long before more executors are asked for; 1s.'),
    idle: duration()
      .optional()
      .describe('An executor with nothing to do for this long is given back; 60s.'),
    shuffleService: trueOrFalse()
      .optional()
      .describe('Also one whose output may still be read, which a shuffle service keeps.'),
  });
}
