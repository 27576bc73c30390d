import type { DivisionOutcome } from '../../core/division/outcome.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { decimalText, quantityText } from './quantity-text.ts';

/** Steps of a schedule that are printed; the JSON has all. */
const STEPS_SHOWN = 60;

/** A division for people: who has what, what is used, what can be said about it. */
export function outcomeText(outcome: DivisionOutcome, terminal: Terminal): string {
  const { policy, schedule } = outcome;
  const lines = [
    `${styled(policy.name, 'bold', terminal)}: ${policy.summary}\n`,
    tableOf(outcome, terminal),
    `${propertiesLine(outcome, terminal)}\n`,
  ];
  if (schedule !== null) lines.push(`order: ${scheduleText(schedule)}\n`);
  return lines.join('');
}

function tableOf(outcome: DivisionOutcome, terminal: Terminal): string {
  const { problem, users, utilization, exact } = outcome;
  const columns: Column[] = [
    { heading: 'user', align: 'left' },
    { heading: 'tasks', align: 'right' },
    ...problem.resources.map((name): Column => ({ heading: printable(name), align: 'right' })),
    { heading: 'dominant share', align: 'right' },
    { heading: 'of', align: 'left' },
  ];
  const rows = users.map((user): Cell[] => [
    { text: printable(user.name) },
    { text: quantityText(user.tasks, exact) },
    ...user.resources.map((amount) => ({ text: quantityText(amount, exact) })),
    { text: quantityText(user.dominantShare, exact) },
    { text: printable(problem.resources[user.dominantResource]) },
  ]);
  rows.push([
    { text: 'used', style: 'dim' },
    { text: '' },
    ...utilization.map((part) => ({ text: quantityText(part, exact) })),
    { text: '' },
    { text: '' },
  ]);
  return renderTable(columns, rows, terminal);
}

function propertiesLine({ properties, jain }: DivisionOutcome, terminal: Terminal): string {
  const verdict = (holds: boolean): string =>
    holds ? styled('yes', 'green', terminal) : styled('no', 'red', terminal);
  return [
    `sharing incentive ${verdict(properties.sharingIncentive)}`,
    `envy-free ${verdict(properties.envyFree)}`,
    `Pareto efficient ${verdict(properties.paretoEfficient)}`,
    `Jain index ${decimalText(jain.toNumber())}`,
  ].join(', ');
}

/** `B A A B A`, runs of one user as `A×48`. */
function scheduleText(schedule: readonly string[]): string {
  const runs: { name: string; count: number }[] = [];
  for (const name of schedule) {
    const last = runs.at(-1);
    if (last?.name === name) last.count++;
    else runs.push({ name, count: 1 });
  }
  const steps = runs.map(({ name, count }) =>
    printable(count > 3 ? `${name}×${count}` : Array(count).fill(name).join(' ')),
  );
  if (steps.length === 0) return 'no task fits';
  const shown = steps.slice(0, STEPS_SHOWN).join(' ');
  return steps.length > STEPS_SHOWN ? `${shown} … (${schedule.length} tasks)` : shown;
}
