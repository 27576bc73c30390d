import type { RunResult } from '../../sim/experiment/run-result.ts';
import type { Position, RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, HistoryColumns } from '../../sim/session/session-frame.ts';
import { frameworkStyle, type LineStyle } from '../charts/palette.ts';
import { type ClusterFacts, ClusterView } from '../cluster-view/cluster-view.ts';
import { frameworkLetter } from '../cluster-view/ink.ts';
import { element, setText } from '../elements/element.ts';
import { clusterPicture, describeAgent } from '../lab/cluster-picture.ts';
import { HISTORY_POINTS } from '../lab/shares-panel.ts';
import { TimeChart, swatch } from '../lab/time-chart.ts';
import { clock } from '../lab/time-words.ts';
import { count, percent } from '../lab/words.ts';
import { SessionClient } from '../worker/session-client.ts';

export interface CompareColumnListener {
  /** A time is pointed at in a chart. */
  pointed(timeUs: number | null): void;
  /** A time was clicked: all columns go there. */
  seek(timeUs: number): void;
  failed(error: unknown): void;
}

/** Frameworks with lines in the chart. */
const LINES_MAX = 12;

/** One run of a comparison: its cluster at the common time, and its shares over all of it. */
export class CompareColumn {
  readonly element: HTMLElement;
  readonly label: string;
  readonly client: SessionClient;
  private readonly listener: CompareColumnListener;
  private readonly cluster: ClusterView;
  private readonly chart: TimeChart;
  private readonly facts = element('p', { class: 'quiet' });
  private readonly state = element('p', { class: 'quiet column-state' });
  private readonly bar = element('progress', { max: 1, value: 0, 'aria-label': 'Part done' });
  private readonly done = element('span', {}, 'getting ready');
  /** Stands where the shares will be, while the run goes on. */
  private readonly running = element('p', { class: 'quiet column-running' }, this.bar, this.done);
  private summary: RunSummary | null = null;
  private clusterFacts: ClusterFacts | null = null;
  private frame: Frame | null = null;
  private seeking = 0;
  private history: HistoryColumns | null = null;
  /** Where its run ends. */
  endUs = 0;

  constructor(label: string, style: LineStyle, listener: CompareColumnListener) {
    this.label = label;
    this.listener = listener;
    this.client = new SessionClient();
    this.cluster = new ClusterView({
      chosen: () => undefined,
      describe: (agent) =>
        this.summary === null
          ? ['']
          : describeAgent(this.frame?.agents ?? null, this.summary, agent),
    });
    this.chart = new TimeChart({
      description: `Dominant shares over time under ${label}`,
      value: percent,
      // One value axis for all columns.
      top: 1,
      seek: (timeUs) => listener.seek(timeUs),
      pointed: (timeUs) => listener.pointed(timeUs),
    });
    const heading = element('h2', {}, swatch(style), ` ${label}`);
    this.element = element(
      'section',
      { class: 'panel compare-column', 'aria-label': label },
      element('header', { class: 'panel-head' }, heading, this.facts),
      this.cluster.element,
      this.state,
      this.running,
      this.chart.element,
    );
    this.chart.element.hidden = true;
  }

  opened(summary: RunSummary): void {
    this.summary = summary;
    this.clusterFacts = {
      names: summary.agents,
      rackOf: summary.agentRack,
      rackNames: summary.racks,
    };
  }

  /** Frameworks with their numbers, as many as have lines; none before it is open. */
  get frameworks(): readonly string[] {
    return (this.summary?.frameworks ?? []).slice(0, LINES_MAX).map(({ name }) => name);
  }

  /** Runs to the end. */
  async finish(signal: AbortSignal, progress: (part: number) => void): Promise<RunResult> {
    // The cluster before anything happens: what the columns run.
    this.show(await this.client.frame({ agents: true, frameworks: true }));
    const result = await this.client.finish({
      signal,
      progress: ({ part }) => {
        this.bar.value = part;
        setText(this.done, `${percent(part)} of the run`);
        progress(part);
      },
    });
    const { history, position } = await this.client.frame({ history: HISTORY_POINTS });
    this.history = history;
    this.endUs = position.timeUs;
    setText(this.facts, `${count(position.seq)} events, ends at ${clock(position.timeUs)}`);
    return result;
  }

  /** Draws the shares of the whole run on the time axis that all columns have. */
  drawShares(endUs: number): void {
    const { history, summary } = this;
    if (history === null || summary === null) return;
    this.running.hidden = true;
    this.chart.element.hidden = false;
    this.chart.show({
      bucketUs: history.bucketUs,
      nowUs: this.endUs,
      endUs,
      lines: history.dominantShare.slice(0, LINES_MAX).map((values, framework) => ({
        name: summary.frameworks[framework].name,
        style: frameworkStyle(framework),
        letter: frameworkLetter(framework),
        values,
      })),
    });
  }

  /** Shows the cluster as it was at a time; the latest wish holds. */
  seek(timeUs: number): void {
    const wish = ++this.seeking;
    setText(this.state, `going to ${clock(timeUs, 1)}…`);
    this.client
      .seek({ at: 'time', timeUs })
      .then(() => this.client.frame({ agents: true, frameworks: true }))
      .then(
        (frame) => {
          if (wish === this.seeking) this.show(frame);
        },
        (error: unknown) => {
          if (wish === this.seeking) this.listener.failed(error);
        },
      );
  }

  /** A time that is pointed at in any column. */
  cross(timeUs: number | null): void {
    this.chart.cross(timeUs);
  }

  recolour(): void {
    this.cluster.recolour();
  }

  close(): void {
    this.cluster.close();
    this.chart.close();
    this.client.close();
  }

  private show(frame: Frame): void {
    const { summary, clusterFacts } = this;
    this.frame = frame;
    if (summary === null || clusterFacts === null || frame.agents === null) return;
    this.cluster.show(clusterFacts, clusterPicture(frame.agents, summary, 'dominant'));
    setText(this.state, stateInWords(frame, frame.position));
  }
}

function stateInWords({ frameworks }: Frame, { timeUs, jobsFinished }: Position): string {
  let running = 0;
  for (const one of frameworks?.running ?? []) running += one;
  const work = `${count(running)} tasks running, ${count(jobsFinished)} jobs finished`;
  return `At ${clock(timeUs, 1)}: ${work}`;
}
