import { ALIBABA_2017_FORMAT, ALIBABA_2018_FORMAT } from '../alibaba/batch-format.ts';
import { COFLOW_FORMAT } from '../coflow/coflow-format.ts';
import { CSV_FORMAT } from '../csv/csv-format.ts';
import { DECIMA_FORMAT } from '../decima/decima-format.ts';
import {
  GOOGLE_JOB_EVENTS_FORMAT,
  GOOGLE_MACHINE_EVENTS_FORMAT,
  GOOGLE_TASK_USAGE_FORMAT,
} from '../google2011/other-tables.ts';
import { GOOGLE_TASK_EVENTS_FORMAT } from '../google2011/task-events-format.ts';
import { HADOOP_FORMATS } from '../hadoop/hadoop-formats.ts';
import { JOBS_FORMAT } from '../jobs/jobs-format.ts';
import { OMEGA_FORMAT } from '../omega/omega-format.ts';
import { OPENB_NODES_FORMAT } from '../openb/openb-nodes.ts';
import { OPENB_PODS_FORMAT } from '../openb/openb-pods.ts';
import { SLS_NODES_FORMAT, SLS_SYNTH_FORMAT } from '../sls/sls-cluster-formats.ts';
import { SLS_FORMAT } from '../sls/sls-jobs-format.ts';
import { SPARK_FORMAT } from '../spark/spark-format.ts';
import { SWF_FORMAT } from '../swf/swf-format.ts';
import { SWIM_FORMAT } from '../swim/swim-format.ts';
import type { TraceFormat } from './trace-reader.ts';

/**
 * Every format that can be read, in the order in which they are asked whether a file is theirs:
 * those with an unmistakable beginning first, bare tables of numbers last.
 */
export const TRACE_FORMATS: readonly TraceFormat[] = [
  SPARK_FORMAT,
  ...HADOOP_FORMATS,
  SLS_FORMAT,
  SLS_NODES_FORMAT,
  SLS_SYNTH_FORMAT,
  DECIMA_FORMAT,
  JOBS_FORMAT,
  CSV_FORMAT,
  OPENB_PODS_FORMAT,
  OPENB_NODES_FORMAT,
  ALIBABA_2017_FORMAT,
  ALIBABA_2018_FORMAT,
  GOOGLE_TASK_EVENTS_FORMAT,
  GOOGLE_JOB_EVENTS_FORMAT,
  GOOGLE_TASK_USAGE_FORMAT,
  GOOGLE_MACHINE_EVENTS_FORMAT,
  SWF_FORMAT,
  COFLOW_FORMAT,
  OMEGA_FORMAT,
  SWIM_FORMAT,
];
