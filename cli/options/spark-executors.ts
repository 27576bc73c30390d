import { type Command, Option } from 'commander';

import {
  DEFAULT_SPARK_EXECUTORS,
  type SparkExecutors,
} from '../../traces/convert/spark-profiles.ts';
import { parseNumber } from './numbers.ts';

/** What {@link addSparkOptions} leaves after parsing. */
export interface SparkOptions {
  readonly executors: number;
  readonly executorCores: number;
}

/** Adds the options of a Spark log that is written: the executors that run the jobs. */
export function addSparkOptions(command: Command): Command {
  const { executors, cores } = DEFAULT_SPARK_EXECUTORS;
  const whole = (what: string, max: number) => (text: string) =>
    parseNumber(text, what, {
      ...{ min: 1, max, integer: true },
      words: `a whole number from 1 to ${max}`,
    });
  return command
    .addOption(
      new Option('--executors <n>', 'executors in a Spark log that is written, for each demand')
        .default(executors)
        .argParser(whole('--executors', 100_000)),
    )
    .addOption(
      new Option('--executor-cores <n>', 'CPUs of each, more where a task asks for more')
        .default(cores)
        .argParser(whole('--executor-cores', 1000)),
    );
}

/** The executors the options describe. */
export function executorsOf({ executors, executorCores }: SparkOptions): SparkExecutors {
  return { executors, cores: executorCores };
}
