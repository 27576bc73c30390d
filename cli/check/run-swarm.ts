import { proxy } from 'comlink';

import { type SiteHits, addHits } from '../../sim/check/mark-counter.ts';
import type { Shrunk } from '../../sim/check/shrink.ts';
import { WorkerThread, builtEntry, whenAborted } from '../workers/worker-thread.ts';
import type { BatchReport, CheckHost, CheckTask, SeedFailure } from './check-host.ts';
import type { SeedSource } from './seed-source.ts';

export interface SwarmOptions {
  /** Threads at most. */
  readonly workers: number;
  /** No seed begins later, milliseconds. */
  readonly forMs: number;
  readonly signal: AbortSignal;
  /** Told of how many seeds have passed so far. */
  readonly progress: (passed: number) => void;
}

/** What came of a swarm of seeds. */
export interface SwarmReport extends BatchReport {
  readonly seconds: number;
  readonly workers: number;
  /** A worker died, and why. */
  readonly died: string | null;
}

/** Seeds that a worker is given at once. */
const BATCH = 8;

/**
 * Runs seeds on worker threads, in their order, until one fails, all are through or the time is
 * over. Of several failures the one of the earliest seed counts, on any number of threads.
 */
export async function runSwarm(
  task: CheckTask,
  seeds: SeedSource,
  options: SwarmOptions,
): Promise<SwarmReport> {
  const begun = performance.now();
  const lanes = Math.max(1, Math.min(options.workers, Math.ceil(seeds.count / BATCH)));
  const swarm = new Swarm(task, seeds, options, begun);
  await Promise.all(Array.from({ length: lanes }, () => swarm.lane()));
  return { ...swarm.report(), seconds: (performance.now() - begun) / 1000, workers: lanes };
}

class Swarm {
  private next = 0;
  private stopped = false;
  private died: string | null = null;
  /** Those that ended early, by the place of their first seed. */
  private readonly ended = new Map<number, BatchReport>();
  private readonly sums = { passed: 0, twice: 0, events: 0 };
  private marks: readonly SiteHits[] = [];
  private readonly task: CheckTask;
  private readonly seeds: SeedSource;
  private readonly options: SwarmOptions;
  private readonly endMs: number;
  private readonly aborted: Promise<null>;

  constructor(task: CheckTask, seeds: SeedSource, options: SwarmOptions, begun: number) {
    this.task = task;
    this.seeds = seeds;
    this.options = options;
    this.endMs = begun + options.forMs;
    this.aborted = whenAborted(options.signal);
  }

  /** One thread, from its first batch to its last. */
  async lane(): Promise<void> {
    const thread = newThread();
    try {
      const begin = await thread.call((host): PromiseLike<void> => host.begin(this.task));
      if (!begin.ok) return this.die(begin.reason);
      while (!this.isOver()) {
        const first = this.next;
        this.next += BATCH;
        const count = Math.min(BATCH, this.seeds.count - first);
        const batch = Array.from({ length: count }, (_, i) => this.seeds.at(first + i));
        const leftMs = this.endMs - performance.now();
        const call = thread.call((host): PromiseLike<BatchReport> => host.check(batch, leftMs));
        const answer = await Promise.race([call, this.aborted]);
        if (answer === null) return;
        if (!answer.ok) return this.die(`seeds ${batch.join(', ')}: ${answer.reason}`);
        this.add(first, answer.value);
      }
    } finally {
      await thread.stop();
    }
  }

  report(): BatchReport & Pick<SwarmReport, 'died'> {
    const [earliest] = [...this.ended.keys()].toSorted((a, b) => a - b);
    const { failure = null, refused = null } = this.ended.get(earliest) ?? {};
    const { sums, marks } = this;
    return { ...sums, marks, failure, refused, died: this.died };
  }

  /** Batches that were given out are still waited for: their seeds come first. */
  private isOver(): boolean {
    const { signal } = this.options;
    const isLate = performance.now() >= this.endMs;
    return this.stopped || signal.aborted || isLate || this.next >= this.seeds.count;
  }

  private add(first: number, report: BatchReport): void {
    this.sums.passed += report.passed;
    this.sums.twice += report.twice;
    this.sums.events += report.events;
    this.marks = addHits(this.marks, report.marks);
    if (report.failure !== null || report.refused !== null) {
      this.ended.set(first, report);
      this.stopped = true;
    }
    this.options.progress(this.sums.passed);
  }

  private die(reason: string): void {
    this.stopped = true;
    this.died = reason;
  }
}

/**
 * Makes a failure smaller on a thread of its own.
 * @returns null when it was interrupted, a text when the thread died
 */
export async function shrinkFailure(
  task: CheckTask,
  failure: SeedFailure,
  forMs: number,
  signal: AbortSignal,
  smaller: (attempts: number) => void,
): Promise<Shrunk | string | null> {
  const thread = newThread();
  try {
    const call = thread.call(async (host): Promise<Shrunk> => {
      await host.begin(task);
      return host.shrink(failure, forMs, proxy(smaller));
    });
    const answer = await Promise.race([call, whenAborted(signal)]);
    if (answer === null) return null;
    return answer.ok ? answer.value : answer.reason;
  } finally {
    await thread.stop();
  }
}

function newThread(): WorkerThread<CheckHost> {
  return new WorkerThread(builtEntry(import.meta.url, 'cli/check/check-worker.js'));
}
