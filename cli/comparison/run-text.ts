import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { measure, metricsFor } from '../../sim/statistics/run-metrics.ts';
import { decimalsFor, formatCount, formatNumber } from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { clusterInWords } from './document.ts';
import { longLivedInWords, longLivedTables } from './long-lived-tables.ts';

/** One run as people read it in a terminal. */
export function runText(experiment: Experiment, run: RunResult, terminal: Terminal): string {
  const title = styled(printable(experiment.workload.name), 'bold', terminal);
  const { count } = experiment.workload.jobs;
  const tasks = `${formatCount(run.tasksFinished)} tasks`;
  const jobs = run.complete
    ? `${formatCount(count)} jobs, ${tasks}`
    : `${formatCount(run.jobsFinished)} of ${formatCount(count)} jobs finished`;
  const lived = longLivedInWords(experiment);
  const seconds = formatNumber(run.makespanSeconds, 'seconds', 0);
  const finished = [...(count === 0 ? [`${seconds} s`, tasks] : [jobs]), ...lived].join(', ');
  return [
    `${title}: ${run.policy} at seed ${printable(run.seed)}\n` +
      `${finished}; ${clusterInWords(experiment)}\n${faultsInWords(experiment, run)}`,
    metricTable(run, terminal, count > 0),
    ...longLivedTables(run, terminal),
    frameworkTable(run, terminal, count > 0),
    ...sparkTable(run, terminal),
    ...hashLine(run),
  ].join('\n');
}

/** None of a run on a real cluster: it is never the same twice. */
function hashLine({ hash, events }: RunResult): string[] {
  return hash === '' ? [] : [`hash ${hash} of ${formatCount(events)} events\n`];
}

function faultsInWords({ faults }: Experiment, { faults: outcome }: RunResult): string {
  if (faults.length === 0) return '';
  const outages = `${formatCount(outcome.agentOutages)} outages of agents`;
  return `${outages}, ${formatCount(outcome.tasksLost)} tasks lost and run again\n`;
}

/** Of jobs and of the cluster; where there are no jobs, of the cluster alone. */
function metricTable(run: RunResult, terminal: Terminal, hasJobs: boolean): string {
  const measured = measure(run);
  const all = metricsFor(run.cluster.resources).map((metric, m) => ({ ...metric, m }));
  const metrics = all.filter(({ unit, m }) => {
    return hasJobs || (unit !== 'seconds' && !Number.isNaN(measured[m]));
  });
  const values = metrics.map(({ m }) => measured[m]);
  const columns = metrics.map((metric): Column => {
    const units = { seconds: ' s', part: ' %', ratio: '', count: '' };
    return { heading: metric.label + units[metric.unit], align: 'right' };
  });
  const row = metrics.map((metric, m): Cell => {
    const decimals = decimalsFor(metric.unit, [values[m]]);
    return { text: formatNumber(values[m], metric.unit, decimals) };
  });
  return renderTable(columns, [row], terminal);
}

function frameworkTable(run: RunResult, terminal: Terminal, hasJobs: boolean): string {
  const ofJobs = (...cells: string[]): string[] => (hasJobs ? cells : []);
  const headings = [
    ...ofJobs('jobs'),
    'tasks',
    ...ofJobs('completion s'),
    ...['share %', 'offers', 'accepted', 'declined'],
  ];
  const columns = [
    { heading: 'framework', align: 'left' } as const,
    ...headings.map((heading): Column => ({ heading, align: 'right' })),
  ];
  const completions = run.frameworks.map((framework) => framework.meanCompletionSeconds);
  const decimals = decimalsFor('seconds', completions);
  const rows = run.frameworks.map((framework): Cell[] =>
    [
      printable(framework.name),
      ...ofJobs(formatCount(framework.jobs)),
      formatCount(framework.tasksFinished),
      ...ofJobs(formatNumber(framework.meanCompletionSeconds, 'seconds', decimals)),
      formatNumber(framework.meanDominantShare, 'part', 1),
      formatCount(framework.offersMade),
      formatCount(framework.offersAccepted),
      formatCount(framework.offersDeclined),
    ].map((text) => ({ text })),
  );
  return renderTable(columns, rows, terminal);
}

/** The executors of Spark frameworks; nothing where there is none. */
function sparkTable(run: RunResult, terminal: Terminal): string[] {
  const headings = ['executors', 'at a time', 'lost', 'tasks in each', 'stages'];
  const columns = [
    { heading: 'Spark framework', align: 'left' } as const,
    ...headings.map((heading): Column => ({ heading, align: 'right' })),
  ];
  const rows = run.frameworks.flatMap(({ name, spark, tasksFinished }): Cell[][] => {
    if (spark === undefined) return [];
    const { executors, executorsLost, mostExecutors, stagesFinished } = spark;
    const cells = [
      printable(name),
      formatCount(executors),
      formatCount(mostExecutors),
      formatCount(executorsLost),
      formatNumber(tasksFinished / executors, 'ratio', 1),
      formatCount(stagesFinished),
    ];
    return [cells.map((text) => ({ text }))];
  });
  return rows.length === 0 ? [] : [renderTable(columns, rows, terminal)];
}
