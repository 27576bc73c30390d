import type { RunSeries } from '../../sim/experiment/run-result.ts';
import { mean } from '../../sim/statistics/mean.ts';
import { frameworkStyle, resourceStyle } from '../../viz/charts/palette.ts';
import { bucketsPerPoint } from '../../viz/charts/buckets.ts';
import { type PartSeries, pointsIn, seriesOverTime } from '../../viz/charts/series-over-time.ts';
import { formatSpan } from '../output/numbers.ts';
import { PANEL_WIDTH, figure, figureGrid, legend } from './figure.ts';
import { type Markup, NOTHING, html } from './html.ts';
import type { ReportData, ReportPolicy } from './report-data.ts';

/** Lines that can still be told apart in a small chart. */
const MAX_FRAMEWORKS = 8;

/** One run of each policy over time: shares, utilisation, fairness. */
export function timeSection(data: ReportData): Markup {
  const { workload } = data.record.experiment;
  const drawn = frameworksToDraw(data);
  const left = workload.frameworks.length - drawn.length;
  const rest =
    left > 0
      ? html` The ${drawn.length} with the largest shares are drawn, ${left} are not.`
      : NOTHING;
  return html`<section>
<h2>Over time, at seed ${data.shownSeed}</h2>
<p>One run of each policy on the same time axis: the first seed compared, with the same arrivals
for all. Other seeds differ. Lines are averages over ${formatSpan(secondsPerPoint(data))}.</p>
<h3>Dominant shares</h3>
<p>The largest part of any one resource that the running tasks of a framework use. A fair policy
keeps the lines of frameworks that want more together.${rest}</p>
${legend(drawn.map((f, k) => ({ name: workload.frameworks[f], style: frameworkStyle(k) })))}${shareFigures(data, drawn)}
<h3>Utilisation</h3>
<p>Part of the cluster in use by running tasks.</p>
${legend(resources(data).map((name, r) => ({ name, style: resourceStyle(r) })))}${utilizationFigures(data)}
<h3>Fairness</h3>
<p>Jain’s index of the weighted dominant shares of the frameworks that have work waiting: 1 when
all are equal, 1/n when one of n has everything. A gap is a time in which fewer than two had work
waiting.</p>
${jainFigures(data)}</section>
`;
}

function shownRun(policy: ReportPolicy): RunSeries {
  return policy.runs[0].series;
}

function endSeconds(series: RunSeries): number {
  return series.bucketSeconds * series.jain.length;
}

function panelColumns(data: ReportData): keyof typeof PANEL_WIDTH {
  return data.policies.length > 3 ? 'four' : 'three';
}

/** Time that a point of the lines stands for. */
function secondsPerPoint(data: ReportData): number {
  const { bucketSeconds, jain } = shownRun(data.policies[0]);
  return bucketSeconds * bucketsPerPoint(jain.length, pointsIn(PANEL_WIDTH[panelColumns(data)]));
}

function resources(data: ReportData): readonly string[] {
  return data.policies[0].runs[0].cluster.resources;
}

/** The frameworks with the largest mean shares under the first policy, in their own order. */
function frameworksToDraw(data: ReportData): number[] {
  const shares = shownRun(data.policies[0]).dominantShare;
  return shares
    .map((values, framework) => ({ framework, share: mean(values) }))
    .sort((a, b) => b.share - a.share || a.framework - b.framework)
    .slice(0, MAX_FRAMEWORKS)
    .map(({ framework }) => framework)
    .sort((a, b) => a - b);
}

interface Panels {
  readonly what: string;
  readonly top?: number;
  readonly tick?: (value: number) => string;
  readonly filled?: boolean;
  readonly series: (policy: ReportPolicy) => PartSeries[];
}

/** One panel per policy, all on the same axes. */
function panels(data: ReportData, { what, series, ...options }: Panels): Markup {
  const end = Math.max(...data.policies.map((policy) => endSeconds(shownRun(policy))));
  const columns = panelColumns(data);
  const figures = data.policies.map((policy) => {
    const description = `${what} over time under ${policy.name}`;
    const frame = {
      document: data.document,
      width: PANEL_WIDTH[columns],
      height: 165,
      description,
    };
    const { bucketSeconds } = shownRun(policy);
    return figure(
      policy.name,
      '',
      seriesOverTime(frame, series(policy), { bucketSeconds, endSeconds: end, ...options }),
    );
  });
  return figureGrid(columns, figures);
}

function shareFigures(data: ReportData, drawn: readonly number[]): Markup {
  const names = data.record.experiment.workload.frameworks;
  let highest = 0;
  for (const policy of data.policies) {
    for (const f of drawn) {
      for (const share of shownRun(policy).dominantShare[f]) highest = Math.max(highest, share);
    }
  }
  return panels(data, {
    what: 'Dominant shares of the frameworks',
    // Small shares would be lines on the floor of a scale to 100 %.
    top: Math.min(1, Math.max(0.05, Math.ceil(highest * 20) / 20)),
    series: (policy) =>
      drawn.map((f, k) => ({
        name: names[f],
        style: frameworkStyle(k),
        values: shownRun(policy).dominantShare[f],
      })),
  });
}

function utilizationFigures(data: ReportData): Markup {
  return panels(data, {
    what: 'Utilisation by resource',
    filled: true,
    series: (policy) =>
      resources(data).map((name, r) => ({
        name,
        style: resourceStyle(r),
        values: shownRun(policy).utilization[r],
      })),
  });
}

function jainFigures(data: ReportData): Markup {
  return panels(data, {
    what: 'Jain’s index of fairness',
    filled: true,
    tick: (value) => value.toFixed(2).replace(/0$/, ''),
    series: (policy) => [{ name: 'Jain', style: resourceStyle(0), values: shownRun(policy).jain }],
  });
}
