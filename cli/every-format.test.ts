import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { CHECKERS } from '../sim/checkers/index.ts';
import { agentsOf, plainExperiment } from '../test/support/plain-experiment.ts';
import { TRACE_SAMPLES } from '../test/support/trace-samples.ts';
import { runExperiment } from '../sim/experiment/run-experiment.ts';
import type { TraceJobs } from '../traces/convert/trace-jobs.ts';
import { writeJson } from '../traces/convert/json-writer.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../traces/model/workload-settings.ts';
import { DEFAULT_SWIM_MODEL } from '../traces/swim/swim-model.ts';
import { loadWorkload } from './load-workload.ts';
import { frameworkSpecs } from './options/framework-kinds.ts';
import { readJobs } from './read-jobs.ts';
import { readScenario } from './scenario/read-scenario.ts';
import { scenarioExperiment } from './scenario/scenario-experiment.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-every-format-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Formats that are counted, and hold no jobs. */
const WITHOUT_JOBS = new Set([
  ...['rumen-topology', 'job-conf-xml', 'sls-nodes', 'sls-synth', 'openb-nodes', 'omega-sim'],
  ...['google2011-job_events', 'google2011-machine_events', 'google2011-task_usage'],
]);
const FORMATS = Object.keys(TRACE_SAMPLES).filter((format) => !WITHOUT_JOBS.has(format));

/** Room for the largest sample: a gang of four, and two GPUs. */
const AGENT = { cpus: 64, mem: 262_144, disk: 1e6, gpus: 4 };

function fileOf(format: string): string {
  const path = join(folder, format);
  writeFileSync(path, TRACE_SAMPLES[format]);
  return path;
}

const linesOf = (jobs: TraceJobs): string => [...writeJson(jobs)].join('');

describe.each(FORMATS)('a trace of format %s', (format) => {
  const file = fileOf(format);

  it('is compared', async () => {
    const { workload, kinds } = await loadWorkload([file], DEFAULT_SWIM_MODEL);
    const frameworks = frameworkSpecs(workload, kinds, { kind: new Map() });
    const experiment = plainExperiment(workload, [agentsOf(2, AGENT)], { frameworks });
    const run = runExperiment(experiment, { checkers: CHECKERS });
    expect([run.complete, run.violation]).toEqual([true, null]);
    expect(run.tasksFinished).toBe(workload.stages.tasks.reduce((sum, tasks) => sum + tasks, 0));
  });

  it.each(['mapreduce', 'spark'])('is run in a scenario under %s', async (kind) => {
    const path = join(folder, 'scenario.yaml');
    writeFileSync(
      path,
      `cluster: { agents: [ { count: 2, resources: ${JSON.stringify(AGENT)} } ] }
frameworks: [ { name: f, kind: ${kind}, trace: ${format} } ]\n`,
    );
    const { experiment, traces } = await scenarioExperiment(readScenario(path, {}));
    expect(traces).toMatchObject([{ file: format, format }]);
    const run = runExperiment(experiment, { checkers: CHECKERS });
    expect([run.complete, run.violation]).toEqual([true, null]);
  });

  it('is written as JSON lines, which are read as the same jobs', async () => {
    const settings = { ...DEFAULT_WORKLOAD_SETTINGS, swim: DEFAULT_SWIM_MODEL };
    const text = linesOf(await readJobs(file, settings));
    const written = join(folder, `${format}.json`);
    writeFileSync(written, text);
    const back = await readJobs(written, settings);
    expect(linesOf({ ...back, name: format })).toBe(text);
  });
});

it('are all formats that are read', () => {
  expect(FORMATS).toHaveLength(15);
});
