import { HadoopTrace } from '../../traces/hadoop/hadoop-trace.ts';
import type { ReadTrace } from '../../traces/reading/trace-reader.ts';
import { SparkTrace } from '../../traces/spark/spark-trace.ts';
import { replayHadoopLog } from './replay-hadoop-log.ts';
import { replaySparkLog } from './replay-spark-log.ts';
import type { ReplayedRun } from './replayed-run.ts';

/**
 * Replays a recorded run on the cluster that its log describes.
 * @param truncated the packed file ended early
 * @returns in words why it cannot: the trace records no run, or none of a framework known here
 */
export function replayTrace(trace: ReadTrace, truncated: boolean): ReplayedRun | string {
  if (trace instanceof SparkTrace) return replaySparkLog(trace, truncated);
  if (trace instanceof HadoopTrace) return replayHadoopLog(trace, truncated);
  return 'found no record of a run, wanted a Spark event log, Rumen or Hadoop job history';
}
