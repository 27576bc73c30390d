import type { RunResult } from '../../sim/experiment/run-result.ts';
import { cdf } from '../../sim/statistics/cdf.ts';
import { mean } from '../../sim/statistics/mean.ts';
import { completionSeconds } from '../../sim/statistics/run-metrics.ts';
import { SIZE_CLASSES, type SizeClass, valuesInClass } from '../../sim/statistics/size-classes.ts';
import { estimate } from '../../sim/statistics/student-t.ts';
import { type SecondsDomain, completionCdf } from '../../viz/charts/completion-cdf.ts';
import {
  INTERVAL_AXIS_HEIGHT,
  INTERVAL_ROW_HEIGHT,
  type IntervalRow,
  intervalDots,
} from '../../viz/charts/interval-dots.ts';
import { formatCount } from '../output/numbers.ts';
import { PANEL_WIDTH, figure, figureGrid, legend } from './figure.ts';
import { type Markup, html } from './html.ts';
import type { ReportData } from './report-data.ts';

const ALL: SizeClass = { label: 'All jobs', minTasks: 0, maxTasks: Infinity };

/** Completion times and slowdowns, by size of job. */
export function completionSection(data: ReportData): Markup {
  const classes = classesWithJobs(data);
  const pooled = data.comparison.seeds.length > 1 ? ', all seeds together' : '';
  return html`<section>
<h2>Completion times by size of job</h2>
<p>For each time on the axis (logarithmic), the part of the jobs that was done within it${pooled}.
A curve further left is a faster policy. Jobs are grouped by their number of tasks.</p>
${legend(data.policies)}${figureGrid('three', cdfFigures(data, classes))}
<h2>Slowdown by size of job</h2>
<p>Mean of completion time over the time the job would take with the cluster to itself: 1 is
ideal. Dots are means over seeds, bars their 95 % intervals; all classes on one scale.</p>
${figureGrid('three', slowdownFigures(data, classes))}</section>
`;
}

interface ClassWithJobs {
  readonly sizeClass: SizeClass;
  readonly jobs: number;
}

function classesWithJobs(data: ReportData): ClassWithJobs[] {
  const { jobs } = data.policies[0].runs[0];
  const counted = SIZE_CLASSES.map((sizeClass): ClassWithJobs => {
    return { sizeClass, jobs: valuesInClass(jobs, jobs.submitSeconds, sizeClass).length };
  }).filter((one) => one.jobs > 0);
  const all = { sizeClass: ALL, jobs: jobs.tasks.length };
  // One class alone is all jobs.
  return counted.length < 2 ? [all] : [all, ...counted];
}

function jobsInWords(jobs: number): string {
  return jobs === 1 ? '1 job' : `${formatCount(jobs)} jobs`;
}

function cdfFigures(data: ReportData, classes: readonly ClassWithJobs[]): Markup[] {
  const domain = completionDomain(data.policies.flatMap((policy) => policy.runs));
  return classes.map(({ sizeClass, jobs }) => {
    const series = data.policies.map(({ name, style, runs }) => {
      const values = runs.flatMap((run) =>
        valuesInClass(run.jobs, completionSeconds(run.jobs), sizeClass),
      );
      return { name, style, points: cdf(values) };
    });
    const description = `Distribution of completion times, ${sizeClass.label}, one line per policy`;
    const frame = { document: data.document, width: PANEL_WIDTH.three, height: 210, description };
    return figure(sizeClass.label, jobsInWords(jobs), completionCdf(frame, series, domain));
  });
}

/** From the fastest job to the slowest of all runs. */
function completionDomain(runs: readonly RunResult[]): SecondsDomain {
  let min = Infinity;
  let max = 0;
  for (const run of runs) {
    for (const seconds of completionSeconds(run.jobs)) {
      if (!(seconds > 0)) continue;
      min = Math.min(min, seconds);
      max = Math.max(max, seconds);
    }
  }
  return max > 0 ? { min: min / 1.05, max: max * 1.05 } : { min: 1, max: 10 };
}

function slowdownFigures(data: ReportData, classes: readonly ClassWithJobs[]): Markup[] {
  const panels = classes.map(({ sizeClass, jobs }) => {
    const rows = data.policies.flatMap(({ name, style, runs }): IntervalRow[] => {
      const found = estimate(
        runs.map((run) => mean(valuesInClass(run.jobs, run.jobs.slowdown, sizeClass))),
      );
      return Number.isNaN(found.mean) ? [] : [{ label: name, colour: style.colour, ...found }];
    });
    return { sizeClass, jobs, rows };
  });
  const highest = Math.max(
    1.1,
    ...panels.flatMap(({ rows }) => rows.flatMap((row) => [row.mean, row.high || 0])),
  );
  return panels.flatMap(({ sizeClass, jobs, rows }) => {
    if (rows.length === 0) return [];
    const svg = intervalDots(
      {
        document: data.document,
        width: PANEL_WIDTH.three,
        height: rows.length * INTERVAL_ROW_HEIGHT + INTERVAL_AXIS_HEIGHT,
        description: `Mean slowdown, ${sizeClass.label}, by policy`,
      },
      rows,
      {
        reference: 1,
        // Shared, so that classes compare; logarithmic when they are far apart.
        domain: [1, highest],
        logarithmic: highest > 8,
        tick: String,
        value: ratio,
      },
    );
    return [figure(sizeClass.label, jobsInWords(jobs), svg)];
  });
}

function ratio(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
