import { afterEach, describe, expect, it } from 'vitest';

import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import type { Position, WorkProgress } from '../../sim/session/session-api.ts';
import type { RunOutcome } from '../../sim/worker/simulation-host.ts';
import { SessionClient } from '../../viz/worker/session-client.ts';
import { runInPool } from '../../viz/worker/run-pool.ts';
import { SMALL_SCENARIO } from '../support/small-scenario.ts';
import { ThreadAsWorker } from '../support/thread-as-worker.ts';

const SMALL = { kind: 'document', document: SMALL_SCENARIO } as const;
const threads: ThreadAsWorker[] = [];

function makeWorker(): Worker {
  const thread = new ThreadAsWorker();
  threads.push(thread);
  return thread as unknown as Worker;
}

afterEach(() => {
  for (const thread of threads.splice(0)) thread.terminate();
});

describe('a session in a worker', () => {
  it('runs, shows frames, goes back and forks as one in the same thread', async () => {
    const client = new SessionClient({ makeWorker });
    const opened = await client.open({ source: SMALL });
    expect(opened).toMatchObject({ ok: true });
    const mid = await client.advance({ to: 'time', timeUs: 9_000_000 });
    const frame = await client.frame({ agents: true, frameworks: true, history: 20 });
    expect(frame.position).toEqual(mid);
    expect(frame.agents?.free).toBeInstanceOf(Float64Array);
    const { hash } = await client.finish();
    expect(hash).toBe(runExperiment(await client.experiment()).hash);
    expect(await client.seek(mid.cursor)).toMatchObject({ hash: mid.hash });
    const fork = await client.inject({ kind: 'agent-crash', agents: [0], for: '5s' });
    expect(fork).toMatchObject({ ok: true, position: { hash: mid.hash, branch: 1 } });
    const played = await client.play(11_000_000, 1000, { agents: true });
    expect(played.position.timeUs).toBe(11_000_000);
    // Summaries are the session's too: they are copied, not taken away from it.
    expect((await client.select(0)).hash).toBe(mid.hash);
    expect((await client.frame({ roles: true })).roles?.count).toBe(3);
    client.close();
    await expect(client.position()).rejects.toMatchObject({ code: 'closed' });
  });

  it('answers while it works, and stops when it is told to', async () => {
    const client = new SessionClient({ makeWorker });
    const source = { kind: 'experiment', experiment: goldenExperiment(), name: 'golden' } as const;
    await client.open({ source });
    const controller = new AbortController();
    const reports: WorkProgress[] = [];
    const work = client.advance(
      { to: 'end' },
      {
        signal: controller.signal,
        progress: (progress) => {
          reports.push(progress);
          controller.abort();
        },
      },
    );
    const meanwhile = await client.position();
    const stopped = await work;
    expect(stopped.ended).toBeNull();
    expect(meanwhile.seq).toBeLessThan(21_782);
    expect(reports).toHaveLength(1);
    expect(reports[0].part).toBeGreaterThanOrEqual(0);
    expect(reports[0].part).toBeLessThan(1);
    // Other work takes the place of what is under way.
    const far = client.seek({ at: 'event', seq: 21_000 });
    const next = client.advance({ to: 'event' });
    await expect(far).rejects.toMatchObject({ code: 'aborted' });
    expect((await next).seq).toBeLessThan(21_000);
    client.close();
  });

  it('comes back where it was when its worker dies', async () => {
    const told: [string, Position | null][] = [];
    const client = new SessionClient({
      makeWorker,
      restarted: (reason, position) => told.push([reason, position]),
    });
    await client.open({ source: SMALL });
    await client.advance({ to: 'time', timeUs: 6_000_000 });
    await client.inject({ kind: 'agent-crash', agents: [0], for: '5s' });
    const parent = (await client.branches())[0];
    await client.addBookmark('kept');
    await client.removeBookmark((await client.addBookmark('not kept')).id);
    const before = await client.advance({ to: 'event', count: 20 });
    const [branches, bookmarks] = [await client.branches(), await client.bookmarks()];
    threads[0].thread.postMessage('exit');
    const frames = await Promise.allSettled([1, 2, 3].map(() => client.frame({ agents: true })));
    const crashed = { status: 'rejected', reason: { code: 'crashed' } };
    expect(frames).toMatchObject([crashed, crashed, crashed]);
    const after = await client.position();
    expect(after).toMatchObject({ hash: before.hash, seq: before.seq, timeUs: before.timeUs });
    expect(told).toEqual([['exit code 3', expect.objectContaining({ hash: before.hash })]]);
    expect(await client.branches()).toEqual(branches);
    expect(await client.bookmarks()).toEqual(bookmarks);
    expect(await client.addBookmark('next')).toMatchObject({ id: bookmarks[0].id + 1 });
    expect((await client.select(0)).seq).toBe(parent.seq);
    expect(await client.select(1)).toMatchObject({ hash: before.hash, branch: 1 });
    threads[1].thread.postMessage('throw');
    await expect(client.seek({ at: 'event', seq: 1 })).rejects.toMatchObject({
      message: 'the worker stopped: out of the blue',
    });
    expect((await client.recipe()).faults).toHaveLength(1);
    // Noticed while nothing is asked.
    threads[2].thread.postMessage('throw');
    while (told.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await client.position()).toMatchObject({ hash: before.hash, branch: 1 });
    client.close();
  });
});

describe('a pool of workers', () => {
  it('settles every run, and ends when it is told to', async () => {
    const session = new SessionClient({ makeWorker });
    await session.open({ source: SMALL });
    const experiment = await session.experiment();
    session.close();
    const experiments = ['drf', 'no such policy', 'fifo'].map((policy) => ({
      ...experiment,
      policy,
    }));
    const outcomes: RunOutcome[] = [];
    const controller = new AbortController();
    const listener = {
      progress: () => undefined,
      settled: (run: number, outcome: RunOutcome) => (outcomes[run] = outcome),
    };
    const options = { workers: 2, signal: controller.signal, makeWorker };
    await runInPool(experiments, options, listener);
    const hashes = outcomes.map((outcome) =>
      outcome.ok ? outcome.result.hash : outcome.error.message,
    );
    expect(hashes).toEqual([
      runExperiment(experiments[0]).hash,
      expect.stringContaining('no such policy'),
      runExperiment(experiments[2]).hash,
    ]);
    controller.abort();
    outcomes.length = 0;
    await runInPool(experiments, options, listener);
    expect(outcomes).toEqual([]);
  });
});
