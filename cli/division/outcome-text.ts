import type { DivisionOutcome } from '../../core/division/outcome.ts';
import { formatCount } from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { decimalText, quantityText } from './quantity-text.ts';

/** A division for people: who has what, what is used, what can be said about it. */
export function outcomeText(outcome: DivisionOutcome, terminal: Terminal): string {
  const { policy, schedule } = outcome;
  const lines = [
    `${styled(policy.name, 'bold', terminal)}: ${policy.summary}\n`,
    tableOf(outcome, terminal),
    `${propertiesLine(outcome, terminal)}\n`,
  ];
  if (schedule !== null) {
    const heading = 'order: ';
    lines.push(`${heading}${scheduleText(schedule, terminal.width - heading.length)}\n`);
  }
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

/** `B A A B A`, runs of one user as `A×48`; as much of it as fits in a line. */
function scheduleText(schedule: readonly string[], width: number): string {
  if (schedule.length === 0) return 'no task fits';
  const runs: { name: string; count: number }[] = [];
  for (const name of schedule) {
    const last = runs.at(-1);
    if (last?.name === name) last.count++;
    else runs.push({ name, count: 1 });
  }
  const steps = runs.map(({ name, count }) => {
    const shown = printable(name);
    return count > 3 ? `${shown}×${count}` : Array.from({ length: count }, () => shown).join(' ');
  });
  const whole = steps.join(' ');
  if (whole.length <= width) return whole;
  const end = `… (${formatCount(schedule.length)} tasks)`;
  let line = '';
  for (const step of steps) {
    if (line.length + step.length + 1 + end.length > width) break;
    line += `${step} `;
  }
  return line + end;
}
