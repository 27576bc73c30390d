import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import { type Attempt, type StageProgress, hasWork } from './job.ts';

/** When a task that takes too long is run a second time beside the first. */
export interface SpeculationOptions {
  /** A stage has at most the largest of these copies at a time: part of its running tasks, */
  readonly runningCap: number;
  /** part of all its tasks, */
  readonly totalCap: number;
  /** and a number that is always allowed. */
  readonly minimumAllowed: number;
  /** A slow task has worked longer than the mean of the finished by so many deviations, */
  readonly slowTaskThreshold: number;
  /** and longer than the mean by this part of it. */
  readonly gap: number;
  /** Part of a stage that must have finished, one task in any case, before one is called slow. */
  readonly minimumFinished: number;
  /** How often to look for slow tasks. */
  readonly retryAfterNoSpeculateUs: Micros;
  /** How long a stage waits after a copy before it asks for the next. */
  readonly retryAfterSpeculateUs: Micros;
}

/**
 * Hadoop's defaults: `mapreduce.job.speculative.*` of `mapred-default.xml`; `minimumFinished` is
 * `StartEndTimesBase`'s, `gap` is `TaskInProgress.SPECULATIVE_GAP` of Hadoop 1.
 */
export const HADOOP_SPECULATION: SpeculationOptions = {
  runningCap: 0.1,
  totalCap: 0.01,
  minimumAllowed: 10,
  slowTaskThreshold: 1,
  gap: 0.2,
  minimumFinished: 0.05,
  retryAfterNoSpeculateUs: MICROS_PER_SECOND,
  retryAfterSpeculateUs: 15 * MICROS_PER_SECOND,
};

/** Times of a stage's tasks. */
interface StageTimes {
  /** Attempts that work, in the order in which they began. */
  readonly working: Set<Attempt>;
  /** Tasks that have a copy, or wait for one. */
  copies: number;
  /** No other copy before. */
  notBeforeUs: Micros;
  /** Of finished tasks: how many, their mean, and the sum of squared distances from it, µs. */
  count: number;
  mean: number;
  squares: number;
}

/**
 * Speculative execution as MRv2's `DefaultSpeculator` does it: once a stage has nothing left to
 * launch, look every second for the task that would gain most from a copy, one for each stage.
 *
 * It copies where the copy would end first. Hadoop estimates a task's end from the progress it
 * reports; here none is reported, and what is known is how long it has worked. A task that has
 * outlived the finished ones by far (`StartEndTimesBase.thresholdRuntime`) is taken for one of
 * which a copy, started now and taking the mean, ends first; the one that began first gains most.
 */
export class Speculation {
  private readonly options: SpeculationOptions;
  private readonly byStage = new Map<StageProgress, StageTimes>();
  private working = 0;

  constructor(options: SpeculationOptions) {
    this.options = options;
  }

  /** Nothing works: there is nothing to look at. */
  get isIdle(): boolean {
    return this.working === 0;
  }

  /** How often to look, microseconds. */
  get everyUs(): Micros {
    return this.options.retryAfterNoSpeculateUs;
  }

  /** An attempt works from now on; said once or often. */
  began(attempt: Attempt, now: Micros): void {
    if (attempt.sinceUs >= 0 || attempt.unwanted) return;
    attempt.sinceUs = now;
    this.timesOf(attempt.stage).working.add(attempt);
    this.working++;
  }

  /** An attempt is its task's result: its time counts. */
  finished(attempt: Attempt, now: Micros): void {
    if (attempt.sinceUs < 0) return;
    const times = this.timesOf(attempt.stage);
    const tookUs = now - attempt.sinceUs;
    times.count++;
    const distance = tookUs - times.mean;
    times.mean += distance / times.count;
    times.squares += distance * (tookUs - times.mean);
  }

  /**
   * An attempt ended, or it is to be killed: a copy of it is wanted no more.
   * @returns the other attempt at its task, which is alone from now on, or null
   */
  ended(attempt: Attempt): Attempt | null {
    const { stage, twin } = attempt;
    const times = this.byStage.get(stage);
    if (times === undefined) return null;
    if (times.working.delete(attempt)) this.working--;
    const wanted = stage.copies.indexOf(attempt);
    if (wanted >= 0) stage.copies.splice(wanted, 1);
    if (wanted >= 0 || twin !== null) times.copies--;
    if (twin !== null) twin.twin = null;
    attempt.twin = null;
    return twin;
  }

  /** A copy was launched. */
  paired(original: Attempt, copy: Attempt): void {
    original.twin = copy;
    copy.twin = original;
  }

  /**
   * Looks at every stage once.
   * @returns attempts that are to be given a copy, and were put on their stage's list
   */
  look(now: Micros): Attempt[] {
    const slow: Attempt[] = [];
    for (const [stage, times] of this.byStage) {
      if (times.notBeforeUs > now || !this.mayHaveCopies(stage, times)) continue;
      const attempt = this.slowest(times, now);
      if (attempt === null) continue;
      times.notBeforeUs = now + this.options.retryAfterSpeculateUs;
      times.copies++;
      stage.copies.push(attempt);
      slow.push(attempt);
    }
    return slow;
  }

  /** A stage's job is over. */
  remove(stage: StageProgress): void {
    const times = this.byStage.get(stage);
    if (times === undefined) return;
    this.working -= times.working.size;
    this.byStage.delete(stage);
  }

  private mayHaveCopies(stage: StageProgress, { working, copies }: StageTimes): boolean {
    const { runningCap, totalCap, minimumAllowed, minimumFinished } = this.options;
    const { tasks } = stage.spec;
    if (hasWork(stage) || stage.finished < Math.max(1, minimumFinished * tasks)) return false;
    const allowed = Math.max(minimumAllowed, totalCap * tasks, runningCap * working.size);
    return copies + 1 <= allowed;
  }

  private slowest({ working, count, mean, squares }: StageTimes, now: Micros): Attempt | null {
    const { slowTaskThreshold, gap } = this.options;
    // Of those that finished none was heard to begin.
    if (count === 0) return null;
    const deviation = Math.sqrt(squares / count);
    const slowUs = mean + Math.max(slowTaskThreshold * deviation, gap * mean);
    for (const attempt of working) {
      if (now - attempt.sinceUs <= slowUs) return null;
      if (attempt.twin === null && !attempt.stage.copies.includes(attempt)) return attempt;
    }
    return null;
  }

  private timesOf(stage: StageProgress): StageTimes {
    let times = this.byStage.get(stage);
    if (times === undefined) {
      const none = { working: new Set<Attempt>(), copies: 0, notBeforeUs: 0 };
      times = { ...none, count: 0, mean: 0, squares: 0 };
      this.byStage.set(stage, times);
    }
    return times;
  }
}
