import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { CHECKERS } from '../../sim/checkers/index.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { DEFAULT_SWIM_MODEL } from '../../traces/swim/swim-model.ts';
import { comparisonText } from '../comparison/tables.ts';
import { loadWorkload } from '../load-workload.ts';
import { DEFAULT_LATENCY, DEFAULT_MASTER, DEFAULT_SCHEDULER } from '../options/defaults.ts';
import { experimentOf } from '../options/experiment-options.ts';
import { frameworkSpecs } from '../options/framework-kinds.ts';

const SAMPLES = join(import.meta.dirname, '../../traces/samples');
const SHARED = join(import.meta.dirname, '../../../shared/traces');
const FILES = [
  'spark/nds_q72_dataproc_2_2.gz',
  'swim/FB-2009_samples_24_times_1hr_0_first50jobs.tsv',
].map((file) => join(SHARED, file));

const { jobOrder, slowstart, refuseSeconds } = DEFAULT_SCHEDULER;
const OPTIONS = {
  ...{ agents: '20', weight: new Map(), latency: DEFAULT_LATENCY },
  ...{ jobOrder, slowstart, refuseSeconds },
  offersPerFramework: DEFAULT_MASTER.maxOffersPerFramework,
  allocationInterval: DEFAULT_MASTER.allocationIntervalUs,
};

/** A Spark log and a SWIM trace on one cluster, under each policy. */
async function compared(
  files: readonly string[],
  policies: readonly string[],
): Promise<{ readonly runs: readonly RunResult[]; readonly text: string }> {
  const { workload, kinds, traces } = await loadWorkload(files, DEFAULT_SWIM_MODEL);
  const frameworks = frameworkSpecs(workload, kinds, { kind: new Map() });
  const experiments = policies.map((policy) => ({
    ...experimentOf(OPTIONS, workload, policy, '1'),
    frameworks,
  }));
  const runs = experiments.map((experiment) => runExperiment(experiment, { checkers: CHECKERS }));
  const record = {
    ...{ version: '0', traces, experiment: experiments[0], policies, seeds: ['1'] },
    runs: runs.map((result) => ({ result, seconds: 0 })),
    ...{ failures: [], interrupted: false, wallSeconds: 0, workers: 1 },
  };
  return { runs, text: comparisonText(record, { width: 120, colour: false, interactive: false }) };
}

describe('a Spark log and a Hadoop trace on one cluster', { timeout: 60_000 }, () => {
  it('run as two frameworks of their kinds, and each is reported', async () => {
    const files = ['tpch-like-hour.eventlog.gz', 'facebook-like-hour.tsv'];
    const { runs, text } = await compared(
      files.map((file) => join(SAMPLES, file)),
      ['drf', 'slots'],
    );
    for (const run of runs) {
      expect([run.complete, run.violation]).toEqual([true, null]);
      expect(run.frameworks.map(({ name }) => name)).toEqual(files);
    }
    expect(text).toContain('\ntpch-like-hour.eventlog.gz, spark\n');
    expect(text).toContain('\nfacebook-like-hour.tsv, mapreduce\n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.skipIf(!existsSync(SHARED))('of others, beside the repository, do so too', async () => {
    const { runs } = await compared(FILES, ['drf', 'fifo', 'maxmin:mem']);
    for (const { frameworks, complete } of runs) {
      expect(complete).toBe(true);
      expect(frameworks.map(({ jobs, tasksFinished }) => [jobs, tasksFinished])).toEqual([
        [49, 13_504],
        [50, 337],
      ]);
    }
  });
});
