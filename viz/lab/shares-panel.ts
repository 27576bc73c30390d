import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { frameworkStyle } from '../charts/palette.ts';
import { frameworkLetter } from '../cluster-view/ink.ts';
import { element } from '../elements/element.ts';
import type { FrameSource } from './frame-source.ts';
import { panel } from './panel.ts';
import { type ChartLine, TimeChart, showLegend } from './time-chart.ts';
import { horizon } from './time-words.ts';
import type { View } from './view.ts';
import { percent } from './words.ts';

/** Points in time that a chart asks for: about one for each pixel or two. */
export const HISTORY_POINTS = 400;
/** Lines in a chart: with more, those that hold most now. */
const LINES_MAX = 16;
const LEGEND_MAX = 8;

/** Dominant shares over time, by framework. */
export class SharesPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { frameworks: true, history: HISTORY_POINTS };
  readonly chart: TimeChart;
  private readonly legend = element('ul', { class: 'legend values' });
  private source: FrameSource | null = null;
  private shares: Float64Array = new Float64Array(0);

  constructor(seek: (timeUs: number) => void, pointed: (timeUs: number | null) => void) {
    this.chart = new TimeChart({
      description: 'Dominant share of each framework over time',
      value: percent,
      top: 0.2,
      seek,
      pointed,
    });
    this.element = panel('Dominant shares', 'shares', [], this.chart.element, this.legend);
  }

  open(source: FrameSource): void {
    this.source = source;
    this.shares = new Float64Array(source.summary.frameworks.length);
  }

  show({ frameworks, history, position }: Frame): void {
    const { source } = this;
    if (source === null) return;
    if (frameworks !== null) this.shares = frameworks.dominantShare;
    const { summary } = source;
    const largest = this.largest();
    showLegend(
      this.legend,
      [...largest].slice(0, LEGEND_MAX).map((framework) => ({
        name: summary.frameworks[framework].name,
        style: frameworkStyle(framework),
        now: percent(this.shares[framework]),
      })),
    );
    if (history === null) return;
    const lines = largest.map(
      (framework): ChartLine => ({
        name: summary.frameworks[framework].name,
        style: frameworkStyle(framework),
        letter: frameworkLetter(framework),
        values: history.dominantShare[framework],
      }),
    );
    this.chart.show({
      bucketUs: history.bucketUs,
      lines,
      nowUs: position.timeUs,
      endUs: horizon(position.knownUs, summary.untilUs),
    });
  }

  close(): void {
    this.chart.close();
  }

  /** The frameworks that hold most, in the order of their numbers. */
  private largest(): number[] {
    const all = Array.from(this.shares, (_, framework) => framework);
    if (all.length <= LINES_MAX) return all;
    const byShare = all.toSorted((a, b) => this.shares[b] - this.shares[a] || a - b);
    return byShare.slice(0, LINES_MAX).toSorted((a, b) => a - b);
  }
}
