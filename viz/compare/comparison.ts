import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Change } from '../../sim/session/session-api.ts';
import type { LinkedFile } from '../links/linked-file.ts';
import { otherVersionText, readLink, writeLink } from '../links/run-link.ts';
import { policyStyle } from '../charts/palette.ts';
import { button, element, setText } from '../elements/element.ts';
import type { MissingTrace } from '../files/given-traces.ts';
import { Files } from '../files/open-files.ts';
import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { WantedFiles } from '../files/wanted-files.ts';
import { panel } from '../lab/panel.ts';
import { type OpenOutcome, RunOpener } from '../lab/run-opener.ts';
import { type TableForm, saveTableAs } from '../lab/save-table.ts';
import { percent } from '../lab/words.ts';
import type { PageContext } from '../shell/page.ts';
import { SessionClient } from '../worker/session-client.ts';
import { isAborted } from '../worker/session-error.ts';
import { addressOf, wishOf } from './compare-address.ts';
import { SharedTime, frameworkLegend } from './shared-time.ts';
import { CompareColumn } from './compare-column.ts';
import { type FirstDifference, differenceView, findFirstDifference } from './first-difference.ts';
import { type CompareWish, SetupBar, isPacked } from './setup-bar.ts';
import { Sweep, type SweepResult } from './sweep.ts';
import { type ComparisonPlan, variantOf, withFaults } from './variants.ts';

/** What is run: a scenario, and the contents that its traces have. */
interface Subject {
  readonly document: ScenarioDocument;
  readonly files: readonly LinkedFile[];
}

/** Two to four runs of one workload: side by side, where they part, and over many seeds. */
export class ComparisonPage {
  private readonly context: PageContext;
  private readonly files = new Files();
  private readonly setup: SetupBar;
  private readonly body = element('div', { class: 'compare-body' });
  private readonly progress = element('p', { class: 'quiet', 'aria-live': 'polite' });
  private readonly wanted = new WantedFiles({
    chosen: (name, content) => void this.given(name, content),
  });
  private readonly time = new SharedTime({
    pointed: (timeUs) => this.cross(timeUs),
    chosen: (timeUs) => this.goTo(timeUs),
  });
  private columns: readonly CompareColumn[] = [];
  private running: AbortController | null = null;

  constructor(root: HTMLElement, context: PageContext) {
    this.context = context;
    const wish = wishOf(context.tail);
    this.setup = new SetupBar(wish, {
      compare: (next) => this.begin(next),
      cancel: () => this.running?.abort(),
    });
    root.append(this.setup.element, this.wanted.element, this.progress, this.body);
    const recolour = (): void => this.columns.forEach((column) => column.recolour());
    document.documentElement.addEventListener('themechange', recolour, { signal: context.left });
    addEventListener('drop', (event) => this.dropped(event), {
      ...{ signal: context.left, capture: true },
    });
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

  /** A file for which the page waits is taken here; others open in the lab. */
  private dropped(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    if (file === undefined || !this.wanted.asks) return;
    event.preventDefault();
    void this.given(file.name, file);
  }

  private async given(name: string, content: Blob): Promise<void> {
    this.context.say(`Reading ${name}…`);
    try {
      const answer = await this.files.file(name, content);
      if (answer.kind === 'trace') this.wanted.take(name, answer);
      else this.context.warn(`${name}: found no trace, wanted the one that is named above.`);
    } catch (error) {
      this.context.warn(error instanceof Error ? error.message : String(error));
    }
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
    this.wanted.forget();
    const { text, files } = await this.wantedOf(scenario);
    const read = await this.files.scenario(text);
    if (!read.ok) throw new Error(`The scenario: ${read.problems[0].message}`);
    const subject: Subject = { document: read.document, files };
    const columns = this.makeColumns(plan);
    const missing = await this.openAll(columns, subject, plan);
    signal.throwIfAborted();
    if (missing.length > 0) {
      this.clear();
      return this.wanted.ask(missing, () => this.begin({ scenario, plan }));
    }
    await this.runAll(columns, signal);
    await this.tellDifferences(columns, subject, plan, signal);
    await this.sweep(columns, plan, signal);
  }

  /** The text of a scenario that ships, or of one in a link with the files it names. */
  private async wantedOf(
    scenario: string,
  ): Promise<{ text: string; files: readonly LinkedFile[] }> {
    if (!isPacked(scenario)) {
      const shipped = SHIPPED_SCENARIOS.find(({ id }) => id === scenario);
      return { text: shipped?.text ?? '', files: [] };
    }
    const answer = await readLink(scenario, this.context.version);
    if (!answer.ok) throw new Error(answer.message);
    const { link, otherVersion } = answer;
    if (otherVersion !== null) {
      this.context.warn(otherVersionText(otherVersion, this.context.version));
    }
    return { text: JSON.stringify(link.scenario), files: link.files ?? [] };
  }

  private makeColumns({ values, vary }: ComparisonPlan): readonly CompareColumn[] {
    this.columns = values.map((value, index) => {
      const label = vary === 'seed' ? `seed ${value}` : value;
      return new CompareColumn(label, policyStyle(index), {
        pointed: (timeUs) => this.cross(timeUs ?? this.time.timeUs),
        seek: (timeUs) => this.goTo(timeUs),
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

  /** @returns the traces that the reader has to give first; none when all are open */
  private async openAll(
    columns: readonly CompareColumn[],
    { document, files }: Subject,
    plan: ComparisonPlan,
  ): Promise<readonly MissingTrace[]> {
    for (const [index, column] of columns.entries()) {
      const opener = new RunOpener(this.files, (request) => column.client.open(request));
      const outcome = await opener.run({
        ...variantOf(document, plan, plan.values[index]),
        files,
      });
      if (outcome.kind === 'traces missing') return outcome.missing;
      column.opened(summaryOf(outcome, column.label));
    }
    return [];
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
    signal.throwIfAborted();
    const endUs = columns.reduce((latest, column) => Math.max(latest, column.endUs), 1);
    for (const column of columns) column.drawShares(endUs);
    const [{ makespanSeconds }] = results;
    const start = Number.isFinite(makespanSeconds) ? makespanSeconds * 0.2e6 : endUs / 2;
    this.time.open(endUs);
    this.body.append(frameworkLegend(columns[0].frameworks), this.time.element);
    this.goTo(Math.round(start));
  }

  private cross(timeUs: number): void {
    for (const column of this.columns) column.cross(timeUs);
  }

  /** All columns show the same time. */
  private goTo(timeUs: number): void {
    this.time.show(timeUs);
    for (const column of this.columns) {
      column.seek(timeUs);
      column.cross(timeUs);
    }
  }

  private async tellDifferences(
    columns: readonly CompareColumn[],
    { document, files }: Subject,
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
      const outcome = await opener.run({ ...variantOf(document, plan, values[0]), files });
      summaryOf(outcome, first.label);
      for (const [index, other] of columns.entries()) {
        if (index === 0) continue;
        setText(this.progress, `Looking for where ${first.label} and ${other.label} part…`);
        const change = changeTo(values[index], vary, document);
        const labels = [first.label, other.label] as const;
        const found = await findFirstDifference(client, labels, change, signal);
        const links = await this.linksTo(found, { document, files }, plan, [0, index]);
        holder.append(differenceView(found, links));
      }
    } finally {
      client.close();
    }
  }

  /** To both runs in the lab, each right after the decision in which it differs. */
  private async linksTo(
    { difference }: FirstDifference,
    { document, files }: Subject,
    plan: ComparisonPlan,
    columns: readonly number[],
  ): Promise<string[]> {
    if (difference === null) return [];
    const tails = columns.map((column, which) => {
      const {
        policy = null,
        seed = null,
        scenario,
      } = variantOf(document, plan, plan.values[column]);
      return writeLink({
        ...{ version: this.context.version, policy, seed, faults: [], files },
        scenario,
        cursor: { at: 'event', seq: difference.seq[which] + 1 },
      });
    });
    return (await Promise.all(tails)).map((tail) => `#/lab/${tail}`);
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
    const stop = button('Cancel', () => this.running?.abort(), { class: 'small' });
    const saves = (['csv', 'parquet'] as const).map((form) =>
      button(`Save ${form === 'csv' ? 'CSV' : 'Parquet'}`, () => this.save(labels, last, form), {
        class: 'small',
      }),
    );
    this.body.append(panel('Over seeds', 'sweep-panel', [stop, ...saves], sweep.element, summary));
    const { summaryView } = await import('./summary-view.ts');
    const show = (result: SweepResult): void => {
      last = result;
      const all = labels.every((label) => result.runs.some(({ policy }) => policy === label));
      if (all) summary.replaceChildren(summaryView(labels, result.runs));
    };
    await sweep.run(signal, show).finally(() => stop.remove());
    for (const { label, seed, message } of last.failures) {
      this.context.warn(`${label} at seed ${seed}: ${message}`);
    }
    // A pool that was stopped ends as one that is done does: what is said is not the same.
    signal.throwIfAborted();
  }

  private save(labels: readonly string[], { runs }: SweepResult, form: TableForm): void {
    import('./summary-view.ts')
      .then(({ summaryTableOf }) => saveTableAs('comparison', summaryTableOf(labels, runs), form))
      .catch((error: unknown) => this.context.warn(String(error)));
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
