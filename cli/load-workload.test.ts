import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { TRACE_SAMPLES } from '../test/support/trace-samples.ts';
import { checkWorkload } from '../traces/model/check-workload.ts';
import { DEFAULT_SWIM_MODEL } from '../traces/swim/swim-model.ts';
import { UsageError } from './errors.ts';
import { type LoadedWorkload, loadWorkload, traceWarnings } from './load-workload.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-load-workload-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const load = (...files: readonly string[]): Promise<LoadedWorkload> =>
  loadWorkload(files, DEFAULT_SWIM_MODEL);

const swim = write('jobs.tsv', 'job0\t9\t9\t100\t20\t3\njob1\t10\t1\t100\t0\t3\n');
const csv = write('own.csv', 'job,submit,duration,user\na,100,4,ann\nb,102,5,bob\n');

describe('loadWorkload', () => {
  it('puts the jobs of SWIM files together', async () => {
    const { workload, traces } = await load(swim, swim);
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.name).toBe('jobs.tsv + jobs.tsv');
    expect(workload.jobs.names.slice(0, 2)).toEqual(['jobs.tsv:job0', 'jobs.tsv#2:job0']);
    expect(workload.frameworks).toEqual(['interactive']);
    expect(traces.map(({ format, jobs }) => [format, jobs])).toEqual([
      ['swim', 2],
      ['swim', 2],
    ]);
  });

  it('keeps the users of a single file', async () => {
    const { workload } = await load(csv);
    expect(workload.frameworks).toEqual(['ann', 'bob']);
    expect(workload.durations).toEqual({ skewSigma: 0, minTaskUs: 1 });
  });

  it('makes each file a framework when formats are mixed', async () => {
    const { workload } = await load(csv, swim, csv);
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.frameworks).toEqual(['own.csv', 'jobs.tsv', 'own.csv#2']);
    expect(workload.jobs.names[0]).toBe('own.csv:a');
    // Recorded times stay as they are beside derived ones.
    expect(workload.durations.skewSigma).toBe(DEFAULT_SWIM_MODEL.skewSigma);
    const { exact } = workload.stages;
    expect(exact?.filter((one) => one === 1).length).toBe(4);
  });

  it('says what the jobs of each framework ran under, by the format of their file', async () => {
    const log = write('app.json', TRACE_SAMPLES['spark-eventlog']);
    expect([...(await load(csv)).kinds.values()]).toEqual(['mapreduce', 'mapreduce']);
    expect([...(await load(log)).kinds.values()]).toEqual(['spark']);
    expect([...(await load(csv, log, log)).kinds]).toEqual([
      ['own.csv', 'mapreduce'],
      ['app.json', 'spark'],
      ['app.json#2', 'spark'],
    ]);
  });

  it.each([
    [
      'none.tsv',
      'job0\t-1\t1\t1\t1\t1\n',
      'found no usable job, wanted at least one; line 1: column 2',
    ],
    ['nodes.csv', 'sn,cpu_milli,memory_mib,gpu,model\n', 'found a list of nodes, wanted pods'],
  ])('says why %s has no workload', async (name, content, message) => {
    const file = write(name, content);
    const error = await load(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(`${file}: ${message}`);
  });
});

it('warns of what was not used', async () => {
  const { traces } = await load(write('bad.csv', 'job,submit,duration\na,0,1\nb,x,1\nc,y,1\n'));
  expect(traceWarnings(traces)).toEqual([
    'warning: bad.csv: 2 of 3 rows refused; ' +
      'line 3: column 2 (submit): found "x", wanted a number (and 1 more)',
  ]);
  expect(traceWarnings([{ ...traces[0], rowsRefused: 0, missing: ['part 2'] }])).toEqual([
    'warning: bad.csv: part 2',
  ]);
});
