import type { ReplayedPart, ReplayedRun } from '../../sim/replay/replayed-run.ts';
import { NO_NUMBER, formatCount, formatDifference, formatNumber } from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { differenceOf, lengthUs, totalOf } from './fidelity-document.ts';

/** Jobs and stages printed, those of the longest recorded time; the others are in the JSON. */
const ROWS_SHOWN = 20;

const US = 1_000_000;

/** The tables of `trace replay --fidelity` for people. */
export function fidelityText(file: string, run: ReplayedRun, terminal: Terminal): string {
  const { cluster, incomplete, jobs, reasons, stages } = run;
  const recordedUs = totalOf(run, 'recorded');
  const simulatedUs = totalOf(run, 'simulated');
  const total = [{ text: 'makespan' }, ...timeCells(recordedUs, simulatedUs)];
  const notes = [...incomplete.map((reason) => `not a whole run: ${reason}`), ...reasons].map(
    (note) => `  ${printable(note)}\n`,
  );
  const heading = styled(printable(file), 'bold', terminal);
  return [
    `${heading}: ${printable(cluster)}\n${renderTable(columns('total'), [total], terminal)}`,
    partsTable('job', jobs, terminal),
    partsTable('stage', stages, terminal),
    notes.length === 0 ? '' : `${styled('To know', 'bold', terminal)}\n${notes.join('')}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function columns(first: string): Column[] {
  return [
    { heading: first, align: 'left' },
    { heading: 'recorded s', align: 'right' },
    { heading: 'simulated s', align: 'right' },
    { heading: 'difference %', align: 'right' },
  ];
}

function partsTable(noun: string, parts: readonly ReplayedPart[], terminal: Terminal): string {
  if (parts.length === 0) return '';
  const places = new Map(parts.map((part, place) => [part, place]));
  const recordedUs = (part: ReplayedPart): number => lengthUs(part.recorded) ?? 0;
  const longest = [...parts].sort((a, b) => recordedUs(b) - recordedUs(a)).slice(0, ROWS_SHOWN);
  longest.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const rows = longest.map(({ name, recorded, simulated }): Cell[] => [
    { text: printable(name) },
    ...timeCells(lengthUs(recorded), lengthUs(simulated)),
  ]);
  const table = renderTable(columns(noun), rows, terminal);
  const hidden = parts.length - longest.length;
  if (hidden === 0) return table;
  return `${table}${formatCount(hidden)} shorter ${noun}s are in the JSON\n`;
}

function timeCells(recordedUs: number | null, simulatedUs: number | null): Cell[] {
  const difference = differenceOf(recordedUs, simulatedUs);
  return [
    { text: seconds(recordedUs) },
    { text: seconds(simulatedUs) },
    { text: difference === null ? NO_NUMBER : formatDifference(difference, 'part', 1) },
  ];
}

function seconds(us: number | null): string {
  return us === null ? NO_NUMBER : formatNumber(us / US, 'seconds', 2);
}
