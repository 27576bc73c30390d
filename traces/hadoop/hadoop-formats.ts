import type { TraceFormat } from '../reading/trace-reader.ts';
import { JHIST_FORMAT } from './jhist-reader.ts';
import { JOB_HISTORY_FORMAT } from './history-reader.ts';
import { JOB_CONFIGURATION_FORMAT } from './job-configuration.ts';
import { RUMEN_FORMAT } from './rumen-reader.ts';
import { RUMEN_TOPOLOGY_FORMAT } from './rumen-topology.ts';

/** What Hadoop and its tools write about MapReduce jobs; no file is of two of them. */
export const HADOOP_FORMATS: readonly TraceFormat[] = [
  RUMEN_FORMAT,
  RUMEN_TOPOLOGY_FORMAT,
  JOB_HISTORY_FORMAT,
  JHIST_FORMAT,
  JOB_CONFIGURATION_FORMAT,
];
