import type { FrameworkOutcome } from '../../sim/experiment/run-result.ts';
import type { Comparison } from '../../sim/statistics/comparison.ts';
import { mean } from '../../sim/statistics/mean.ts';
import { decimalsFor, formatCount, formatNumber } from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import type { ComparisonRecord } from './document.ts';

/** Frameworks in the table: a workload may have thousands of users. */
const MAX_FRAMEWORKS = 12;

/** Each framework under each policy, means over the seeds compared. */
export function frameworkTable(
  record: ComparisonRecord,
  comparison: Comparison,
  terminal: Terminal,
): string {
  const { experiment, runs } = record;
  const names = experiment.workload.frameworks;
  const outcomesOf = (policy: string, framework: number): readonly FrameworkOutcome[] =>
    runs.flatMap(({ result }) =>
      result.policy === policy && comparison.seeds.includes(result.seed)
        ? [result.frameworks[framework]]
        : [],
    );
  const policies = comparison.policies.map(({ policy }) => policy);
  const rows = names.slice(0, MAX_FRAMEWORKS).flatMap((name, framework) => {
    const outcomes = policies.map((policy) => outcomesOf(policy, framework));
    const kind = experiment.frameworks?.get(name)?.kind ?? 'mapreduce';
    return [titleRow(name, kind), ...frameworkRows(policies, outcomes)];
  });
  const left = names.length - MAX_FRAMEWORKS;
  const rest = left > 0 ? `; ${formatCount(left)} more are in the JSON` : '';
  const title = `By framework, means over the seeds${rest}. ${SHARE}\n`;
  return styled(title, 'dim', terminal) + renderTable(COLUMNS, rows, terminal);
}

/** Longest name shown. */
const MAX_NAME = 40;

const SHARE = 'Share: of the resource it held most of, over the makespan.';

const COLUMNS: readonly Column[] = [
  { heading: 'policy', align: 'left' },
  ...['jobs', 'completion s', 'share %', 'tasks', 'offers', 'accepted'].map(
    (heading): Column => ({ heading, align: 'right' }),
  ),
];

/** A framework's name above its rows. */
function titleRow(name: string, kind: string): Cell[] {
  const shown = printable(name);
  const short = shown.length > MAX_NAME ? `${shown.slice(0, MAX_NAME - 1)}…` : shown;
  const empty = COLUMNS.slice(1).map((): Cell => ({ text: '' }));
  return [{ text: `${short}, ${kind}`, style: 'bold' }, ...empty];
}

function frameworkRows(
  policies: readonly string[],
  outcomes: readonly (readonly FrameworkOutcome[])[],
): Cell[][] {
  const completions = outcomes.map((all) => mean(all.map((one) => one.meanCompletionSeconds)));
  const decimals = decimalsFor('seconds', completions);
  return policies.map((policy, p) => {
    const meanOf = (of: (one: FrameworkOutcome) => number): number => mean(outcomes[p].map(of));
    const count = (of: (one: FrameworkOutcome) => number): string =>
      formatNumber(meanOf(of), 'count', 0);
    return [
      `  ${policy}`,
      count((one) => one.jobs),
      formatNumber(completions[p], 'seconds', decimals),
      formatNumber(
        meanOf((one) => one.meanDominantShare),
        'part',
        1,
      ),
      count((one) => one.tasksFinished),
      count((one) => one.offersMade),
      count((one) => one.offersAccepted),
    ].map((text) => ({ text }));
  });
}
