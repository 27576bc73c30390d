import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { DEFAULT_SWIM_MODEL } from '../../traces/swim/swim-model.ts';
import { readSwim } from '../../traces/swim/swim-reader.ts';
import { swimToWorkload } from '../../traces/swim/swim-to-workload.ts';
import { type Benchmark, type BenchmarkResult, rounded, timesBetter } from './benchmark.ts';
import { agentsLike, benchExperiment } from './models/simulated-days.ts';
import { TRACES_FOLDER } from './models/traces-folder.ts';

const AGENTS = 4000;
const DAY_SECONDS = 86_400;

const file = join(TRACES_FOLDER, 'swim/FB-2010_samples_24_times_1hr_0.tsv.gz');

const COLUMNS = [
  ...['to real time', 'agents', 'jobs', 'tasks', 'read s', 'run s', 'tasks/s', 'peak RSS MB'],
  'cpus used',
];

/** Facebook's day of 2010 from the SWIM samples: 24,442 jobs, 16 million maps. */
export const fb2010: Benchmark = {
  name: 'fb2010',
  summary: `simulator: Facebook's day of 2010 (SWIM) on ${AGENTS} agents`,
  run: () => Promise.resolve(existsSync(file) ? measured() : skipped()),
};

function skipped(): BenchmarkResult {
  const notes = [
    'Skipped: FB-2010_samples_24_times_1hr_0.tsv.gz was not found. Set EVENHAND_TRACES to a',
    'folder that holds it under swim/ (SWIM, workloadSuite; traces/README.md says where from).',
  ];
  return { columns: COLUMNS, rows: [], notes };
}

function measured(): BenchmarkResult {
  const start = performance.now();
  const { rows } = readSwim(gunzipSync(readFileSync(file)));
  const workload = swimToWorkload(rows, DEFAULT_SWIM_MODEL, 'FB-2010');
  const readSeconds = (performance.now() - start) / 1000;
  const experiment = benchExperiment(workload, agentsLike(AGENTS, 'cpus:16;mem:65536'));
  const began = performance.now();
  const result = runExperiment({
    ...experiment,
    scheduler: { ...experiment.scheduler, jobOrder: 'fair' },
  });
  const seconds = (performance.now() - began) / 1000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return {
    columns: COLUMNS,
    rows: [
      [
        ...[timesBetter(DAY_SECONDS / seconds), AGENTS, result.jobsFinished, result.tasksFinished],
        ...[rounded(readSeconds), rounded(seconds), rounded(result.tasksFinished / seconds)],
        ...[Math.round(peakMb), `${Math.round(100 * result.cluster.utilization[0])} %`],
      ],
    ],
    notes: [
      'One run without a warm-up: it takes long enough. Default model of a SWIM row, policy drf,',
      'fair job order. The peak is that of the process: run this benchmark alone to read it.',
    ],
  };
}
