import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Change } from '../../sim/session/session-api.ts';
import { readLink } from '../links/run-link.ts';
import { policyStyle } from '../charts/palette.ts';
import { button, element, setText } from '../elements/element.ts';
import { Files } from '../files/open-files.ts';
import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { panel } from '../lab/panel.ts';
import { type OpenOutcome, RunOpener } from '../lab/run-opener.ts';
import { saveFile } from '../lab/save-file.ts';
import { percent } from '../lab/words.ts';
import type { PageContext } from '../shell/page.ts';
import { SessionClient } from '../worker/session-client.ts';
import { isAborted } from '../worker/session-error.ts';
import { addressOf, wishOf } from './compare-address.ts';
import { CompareColumn } from './compare-column.ts';
import { differenceView, findFirstDifference } from './first-difference.ts';
import { type CompareWish, SetupBar, isPacked } from './setup-bar.ts';
import { Sweep, type SweepResult } from './sweep.ts';
import { type ComparisonPlan, variantOf, withFaults } from './variants.ts';

/** Two to four runs of one workload: side by side, where they part, and over many seeds. */
export class ComparisonPage {
  private readonly context: PageContext;
  private readonly files = new Files();
  private readonly setup: SetupBar;
  private readonly body = element('div', { class: 'compare-body' });
  private readonly progress = element('p', { class: 'quiet', 'aria-live': 'polite' });
  private columns: readonly CompareColumn[] = [];
  private running: AbortController | null = null;

  constructor(root: HTMLElement, context: PageContext) {
    this.context = context;
    const wish = wishOf(context.tail);
    this.setup = new SetupBar(wish, {
      compare: (next) => this.begin(next),
      cancel: () => this.running?.abort(),
    });
    root.append(this.setup.element, this.progress, this.body);
    const recolour = (): void => this.columns.forEach((column) => column.recolour());
    document.documentElement.addEventListener('themechange', recolour, { signal: context.left });
    this.begin(wish);
  }

  close(): void {
    this.running?.abort();
    this.clear();
    this.files.close();
  }

  private clear(): void {
    for (const column of this.columns) column.close();
    this.columns = [];
    this.body.replaceChildren();
  }

  private begin(wish: CompareWish): void {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.context.setTail(addressOf(wish));
    this.clear();
    this.setup.showRunning(true);
    const { signal } = running;
    this.compare(wish, signal)
      .then(() => setText(this.progress, ''))
      .catch((error: unknown) => this.failed(error, signal))
      .finally(() => {
        if (this.running === running) this.setup.showRunning(false);
      });
  }

  private failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || isAborted(error)) {
      setText(this.progress, 'Cancelled; what was finished is kept.');
      return;
    }
    setText(this.progress, '');
    this.context.warn(error instanceof Error ? error.message : String(error));
  }

  private async compare({ scenario, plan }: CompareWish, signal: AbortSignal): Promise<void> {
    const read = await this.files.scenario(await this.textOf(scenario));
    if (!read.ok) throw new Error(`The scenario: ${read.problems[0].message}`);
    const columns = this.makeColumns(plan);
    const documents = read.document;
    await this.openAll(columns, documents, plan);
    signal.throwIfAborted();
    await this.runAll(columns, signal);
    await this.tellDifferences(columns, documents, plan, signal);
    await this.sweep(columns, plan, signal);
  }

  /** The text of a scenario that ships, or of one in a link. */
  private async textOf(scenario: string): Promise<string> {
    if (!isPacked(scenario)) {
      return SHIPPED_SCENARIOS.find(({ id }) => id === scenario)?.text ?? '';
    }
    const answer = await readLink(scenario, this.context.version);
    if (!answer.ok) throw new Error(answer.message);
    return JSON.stringify(answer.link.scenario);
  }

  private makeColumns({ values, vary }: ComparisonPlan): readonly CompareColumn[] {
    this.columns = values.map((value, index) => {
      const label = vary === 'seed' ? `seed ${value}` : value;
      return new CompareColumn(label, policyStyle(index), {
        pointed: (timeUs) => this.columns.forEach((column) => column.cross(timeUs)),
        seek: (timeUs) => this.columns.forEach((column) => column.seek(timeUs)),
        failed: (error) => {
          if (!isAborted(error)) this.context.warn(String(error));
        },
      });
    });
    const grid = element('div', { class: 'columns' }, ...this.columns.map((one) => one.element));
    grid.style.setProperty('--columns', String(values.length));
    this.body.append(grid);
    return this.columns;
  }

  private async openAll(
    columns: readonly CompareColumn[],
    scenario: ScenarioDocument,
    plan: ComparisonPlan,
  ): Promise<void> {
    for (const [index, column] of columns.entries()) {
      const opener = new RunOpener(this.files, (request) => column.client.open(request));
      const outcome = await opener.run(variantOf(scenario, plan, plan.values[index]));
      column.opened(summaryOf(outcome, column.label));
    }
  }

  /** To the end of each, side by side, then back to where most is going on. */
  private async runAll(columns: readonly CompareColumn[], signal: AbortSignal): Promise<void> {
    const parts = columns.map(() => 0);
    const results = await Promise.all(
      columns.map((column, index) =>
        column.finish(signal, (part) => {
          parts[index] = part;
          const mean = parts.reduce((sum, one) => sum + one, 0) / parts.length;
          setText(this.progress, `Running side by side: ${percent(mean)}`);
        }),
      ),
    );
    const [{ makespanSeconds }] = results;
    const start = Number.isFinite(makespanSeconds) ? makespanSeconds * 0.2e6 : 60e6;
    for (const column of columns) column.seek(Math.round(start));
    const words = 'Point at a chart to compare a time; click to see the clusters at it.';
    this.body.append(element('p', { class: 'quiet' }, words));
  }

  private async tellDifferences(
    columns: readonly CompareColumn[],
    scenario: ScenarioDocument,
    plan: ComparisonPlan,
    signal: AbortSignal,
  ): Promise<void> {
    const { vary, values } = plan;
    const holder = panel('First decision that differs', 'differences', []);
    this.body.append(holder);
    const [first] = columns;
    // In a session of its own: those of the columns go where the reader wants.
    const client = new SessionClient();
    try {
      const opener = new RunOpener(this.files, (request) => client.open(request));
      summaryOf(await opener.run(variantOf(scenario, plan, values[0])), first.label);
      for (const [index, other] of columns.entries()) {
        if (index === 0) continue;
        setText(this.progress, `Looking for where ${first.label} and ${other.label} part…`);
        const change = changeTo(values[index], vary, scenario);
        const labels = [first.label, other.label] as const;
        const found = await findFirstDifference(client, labels, change, signal);
        holder.append(differenceView(found));
      }
    } finally {
      client.close();
    }
  }

  private async sweep(
    columns: readonly CompareColumn[],
    { vary, seeds }: ComparisonPlan,
    signal: AbortSignal,
  ): Promise<void> {
    const variants = await Promise.all(
      columns.map(async ({ client, label }): Promise<{ label: string; experiment: Experiment }> => {
        return { label, experiment: await client.experiment() };
      }),
    );
    setText(this.progress, 'Running every variant at every seed…');
    // Where seeds are compared each is one run, and has no interval.
    const sweep = new Sweep(variants, vary === 'seed' ? [seeds[0]] : seeds);
    const summary = element('div');
    const labels = columns.map(({ label }) => label);
    let last: SweepResult = { runs: [], failures: [] };
    const save = button('Save CSV', () => void this.saveSummary(labels, last), { class: 'small' });
    this.body.append(panel('Over seeds', 'sweep-panel', [save], sweep.element, summary));
    const { summaryView } = await import('./summary-view.ts');
    const show = (result: SweepResult): void => {
      last = result;
      const all = labels.every((label) => result.runs.some(({ policy }) => policy === label));
      if (all) summary.replaceChildren(summaryView(labels, result.runs));
    };
    await sweep.run(signal, show);
    for (const { label, seed, message } of last.failures) {
      this.context.warn(`${label} at seed ${seed}: ${message}`);
    }
  }

  private async saveSummary(labels: readonly string[], { runs }: SweepResult): Promise<void> {
    const { summaryCsv } = await import('./summary-view.ts');
    saveFile('comparison.csv', summaryCsv(labels, runs), 'text/csv');
  }
}

/** What makes a branch of the first run the run of another value. */
function changeTo(value: string, vary: ComparisonPlan['vary'], scenario: ScenarioDocument): Change {
  switch (vary) {
    case 'policy':
      return { kind: 'policy', policy: value };
    case 'seed':
      return { kind: 'seed', seed: value };
    case 'faults':
      return { kind: 'edit', document: withFaults(scenario, value) };
  }
}

function summaryOf(outcome: OpenOutcome, label: string): Parameters<CompareColumn['opened']>[0] {
  if (outcome.kind === 'opened' && outcome.answer.ok) return outcome.answer.summary;
  if (outcome.kind === 'refused') throw new Error(`${label}: ${outcome.problems[0].message}`);
  throw new Error(`${label}: the scenario needs traces that are not there`);
}
