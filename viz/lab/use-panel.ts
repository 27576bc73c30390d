import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { resourceStyle } from '../charts/palette.ts';
import { element } from '../elements/element.ts';
import type { FrameSource } from './frame-source.ts';
import { panel } from './panel.ts';
import { HISTORY_POINTS } from './shares-panel.ts';
import { TimeChart, showLegend } from './time-chart.ts';
import { horizon } from './time-words.ts';
import type { View } from './view.ts';
import { percent } from './words.ts';

const JAIN_STYLE = { colour: 'var(--accent)', dash: '2 2.5' };

/** Parts of the cluster in use, and Jain's index beside them. */
export class UsePanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { history: HISTORY_POINTS };
  readonly chart: TimeChart;
  private readonly legend = element('ul', { class: 'legend values' });
  private source: FrameSource | null = null;

  constructor(seek: (timeUs: number) => void, pointed: (timeUs: number | null) => void) {
    this.chart = new TimeChart({
      description:
        "Part of the cluster's resources in use, and Jain's index of fairness, over time",
      value: percent,
      top: 1,
      seek,
      pointed,
    });
    this.element = panel('Utilisation and fairness', 'use', [], this.chart.element, this.legend);
  }

  open(source: FrameSource): void {
    this.source = source;
  }

  show({ history, position }: Frame): void {
    if (history === null || this.source === null) return;
    const { resources, untilUs } = this.source.summary;
    const lines = [
      ...resources.map((name, resource) => ({
        name,
        style: resourceStyle(resource),
        values: history.utilization[resource],
        filled: resource === 0,
      })),
      { name: "Jain's index", style: JAIN_STYLE, values: history.jain },
    ];
    const last = history.count - 1;
    showLegend(
      this.legend,
      lines.map(({ name, style, values }) => ({
        ...{ name, style },
        now: last < 0 ? '' : percent(values[last]),
      })),
    );
    this.chart.show({
      bucketUs: history.bucketUs,
      lines,
      nowUs: position.timeUs,
      endUs: horizon(position.knownUs, untilUs),
    });
  }

  close(): void {
    this.chart.close();
  }
}
