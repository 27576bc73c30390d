import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { element, setText } from '../elements/element.ts';
import { counted } from '../lab/words.ts';
import { runInPool } from '../worker/run-pool.ts';

/** A way to run the workload. */
export interface SweepVariant {
  readonly label: string;
  readonly experiment: Experiment;
}

/** A run that did not finish: with whom, at which seed, and why. */
export interface SweepFailure {
  readonly label: string;
  readonly seed: string;
  readonly message: string;
}

export interface SweepResult {
  /** With the variant's label for a policy, so that variants can be compared as policies are. */
  readonly runs: readonly RunResult[];
  readonly failures: readonly SweepFailure[];
}

/** Every variant at every seed as a cell that fills while its run goes on. */
export class Sweep {
  readonly element: HTMLElement;
  private readonly variants: readonly SweepVariant[];
  private readonly seeds: readonly string[];
  private readonly cells: HTMLElement[] = [];
  private readonly words = element('p', { class: 'quiet', 'aria-live': 'polite' });

  constructor(variants: readonly SweepVariant[], seeds: readonly string[]) {
    this.variants = variants;
    this.seeds = seeds;
    const rows = variants.map(({ label }) => {
      const cells = seeds.map((seed) => {
        const cell = element('td', { class: 'sweep-cell', title: `${label}, seed ${seed}` });
        this.cells.push(cell);
        return cell;
      });
      return element('tr', {}, element('th', { scope: 'row' }, label), ...cells);
    });
    const table = element(
      'table',
      { class: 'sweep', 'aria-label': 'Runs by variant and seed' },
      element('tbody', {}, ...rows),
    );
    this.element = element('div', { class: 'scroll' }, table, this.words);
  }

  /** Runs all, seed by seed, and tells each time one is done. */
  async run(signal: AbortSignal, settled: (result: SweepResult) => void): Promise<SweepResult> {
    const { seeds, variants } = this;
    // Seed by seed: what is stopped early has all variants at the seeds it has.
    const tasks = seeds.flatMap((seed, s) =>
      variants.map(({ experiment, label }, v) => ({
        ...{ seed, label, cell: this.cells[v * seeds.length + s] },
        experiment: { ...experiment, seed },
      })),
    );
    const runs: RunResult[] = [];
    const failures: SweepFailure[] = [];
    // One core stays with the page.
    const workers = Math.max(1, (navigator.hardwareConcurrency || 2) - 1);
    await runInPool(
      tasks.map(({ experiment }) => experiment),
      { workers, signal },
      {
        progress: (run, { jobsFinished, jobs }) =>
          fill(tasks[run].cell, jobsFinished / Math.max(1, jobs)),
        settled: (run, outcome) => {
          const { cell, label, seed } = tasks[run];
          fill(cell, 1);
          cell.classList.add(outcome.ok ? 'done' : 'failed');
          if (outcome.ok) runs.push({ ...outcome.result, policy: label });
          else failures.push({ label, seed, message: outcome.error.message });
          this.tell(runs.length, tasks.length, failures.length);
          settled({ runs, failures });
        },
      },
    );
    return { runs, failures };
  }

  private tell(done: number, all: number, failed: number): void {
    const rest = failed === 0 ? '' : `, ${failed} failed`;
    setText(this.words, `${done} of ${counted(all, 'run')} done${rest}`);
  }
}

function fill(cell: HTMLElement, part: number): void {
  cell.style.setProperty('--part', `${Math.round(part * 100)}%`);
}
