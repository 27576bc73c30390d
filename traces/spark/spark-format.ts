import type { TraceFormat } from '../reading/trace-reader.ts';
import { SparkReader } from './spark-reader.ts';

/** An event as Spark and Databricks write it: its kind first. */
const EVENT_FIRST =
  /^\{\s*"Event"\s*:\s*"(?:org\.apache\.spark\.|SparkListener|DBCEventLoggingListener)/;

/** An event whose keys somebody has reordered. */
const EVENT_ANYWHERE = /^\{.*"Event"\s*:\s*"SparkListener\w+"/;

/** Spark event logs, in the table of formats. */
export const SPARK_FORMAT: TraceFormat = {
  name: 'spark-eventlog',
  title: 'a Spark event log',
  detect: ({ lines }) =>
    lines.some((line) => EVENT_FIRST.test(line)) || lines.some((line) => EVENT_ANYWHERE.test(line)),
  reader: () => new SparkReader(),
};
