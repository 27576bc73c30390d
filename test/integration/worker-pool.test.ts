import { describe, expect, it } from 'vitest';

import { runInWorkers } from '../../cli/workers/worker-pool.ts';
import type { RunOutcome } from '../../sim/worker/simulation-host.ts';
import { sampleExperiment } from '../support/sample-experiment.ts';

const entry = new URL('../support/failing-worker.mjs', import.meta.url);

async function outcomes(
  seeds: readonly string[],
  workers: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<Map<string, RunOutcome>> {
  const tasks = seeds.map((seed) => sampleExperiment({ seed }));
  const found = new Map<string, RunOutcome>();
  await runInWorkers(
    tasks,
    { workers, signal, entry },
    {
      progress: () => {},
      settled: (task, outcome) => found.set(seeds[task], outcome),
    },
  );
  return found;
}

function messageOf(outcome: RunOutcome | undefined): string | undefined {
  return outcome?.ok === false ? outcome.error.message : undefined;
}

describe('the worker pool', () => {
  it('settles every run, whatever becomes of the threads', async () => {
    const seeds = ['1', 'throws', '2', 'exits', '3', 'crashes', '4'];
    for (const workers of [1, 2]) {
      const found = await outcomes(seeds, workers);
      expect([...found.keys()].toSorted()).toEqual(seeds.toSorted());
      for (const seed of ['1', '2', '3', '4']) {
        expect(found.get(seed)).toEqual({ ok: true, result: { policy: 'drf', seed } });
      }
      expect(found.get('throws')).toMatchObject({
        error: { name: 'RangeError', message: 'no such thing' },
      });
      expect(messageOf(found.get('exits'))).toBe('its worker thread died: exit code 3');
      expect(messageOf(found.get('crashes'))).toBe('its worker thread died: out of the blue');
    }
  });

  it('reports no progress after the result', async () => {
    const said: string[] = [];
    await runInWorkers(
      [sampleExperiment()],
      { workers: 1, signal: new AbortController().signal, entry },
      {
        progress: (task, { jobsFinished, jobs }) => said.push(`${task}: ${jobsFinished}/${jobs}`),
        settled: (task) => said.push(`${task} settled`),
      },
    );
    expect(said.at(-1)).toBe('0 settled');
  });

  it('stops threads that never answer when it is aborted, and keeps what is settled', async () => {
    const controller = new AbortController();
    const tasks = ['1', 'hangs', '2'].map((seed) => sampleExperiment({ seed }));
    const settled: number[] = [];
    await runInWorkers(
      tasks,
      { workers: 1, signal: controller.signal, entry },
      {
        progress: (task) => {
          if (task === 1) controller.abort();
        },
        settled: (task) => settled.push(task),
      },
    );
    expect(settled).toEqual([0]);
  });

  it('settles a run that cannot be sent', async () => {
    const odd = { ...sampleExperiment(), odd: () => {} };
    const found: RunOutcome[] = [];
    await runInWorkers(
      [odd],
      { workers: 1, signal: new AbortController().signal, entry },
      { progress: () => {}, settled: (_, outcome) => found.push(outcome) },
    );
    expect(messageOf(found[0])).toMatch(/could not be cloned/);
  });
});
