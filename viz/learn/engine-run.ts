import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { RunSummary } from '../../sim/session/session-api.ts';
import { Session } from '../../sim/session/session.ts';

const MICROS = 1e6;
/** Less than a frame: nothing on the page waits longer for it. */
const SLICE_MS = 10;

/** A small run of the engine for a lesson; it takes milliseconds, so it needs no worker. */
export class EngineRun {
  readonly session: Session = new Session();
  readonly summary: RunSummary;

  /** @throws Error when the scenario cannot be run: a defect of the lesson */
  constructor(document: ScenarioDocument) {
    const answer = this.session.open({ source: { kind: 'document', document } });
    if (!answer.ok) {
      throw new Error(answer.problems.map(({ message }) => message).join('; '));
    }
    this.summary = answer.summary;
  }

  /** Goes on up to a time, in seconds. */
  until(seconds: number): this {
    this.session.advance({ to: 'time', timeUs: seconds * MICROS });
    return this;
  }

  /**
   * Goes on until all jobs have finished or the scenario's time is over, in slices, so that the
   * page draws and answers meanwhile.
   * @returns whether it came to the end; false when it was aborted
   */
  async toEndInSlices(signal: AbortSignal): Promise<boolean> {
    const work = this.session.advancing({ to: 'end' });
    for (;;) {
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) if (work.next().done === true) return true;
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return false;
    }
  }

  /** Number of a framework by its name. */
  framework(name: string): number {
    const found = this.summary.frameworks.findIndex((one) => one.name === name);
    if (found < 0) throw new Error(`found no framework "${name}" in the scenario`);
    return found;
  }

  /** Seconds from submission to the end of each job of a framework; NaN for one that has not. */
  jobSeconds(name: string): number[] {
    const framework = this.framework(name);
    const { submitUs, finishUs } = this.session.jobs({ offset: 0, limit: 10_000, framework });
    return [...finishUs].map((finish, i) => (finish - submitUs[i]) / MICROS);
  }

  /** Seconds from submission to the first task of each job of a framework. */
  waitSeconds(name: string): number[] {
    const framework = this.framework(name);
    const { submitUs, startUs } = this.session.jobs({ offset: 0, limit: 10_000, framework });
    return [...startUs].map((start, i) => (start - submitUs[i]) / MICROS);
  }
}

/** Mean of numbers; NaN for none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
