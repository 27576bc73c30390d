import type { DerivedTotals, TraceInspection } from '../../traces/inspect/inspection.ts';
import type { TraceFact } from '../../traces/reading/trace-reader.ts';
import { NO_NUMBER, formatCount, formatSpan } from './numbers.ts';
import { type Cell, type Column, renderTable } from './table.ts';
import { type Terminal, printable, styled } from './terminal.ts';

/** Problems printed per file; the others are in the JSON. */
const PROBLEMS_SHOWN = 10;

/** The tables of `trace inspect` for people. */
export function inspectionText(
  inspections: readonly TraceInspection[],
  terminal: Terminal,
): string {
  const parts = [filesTable(inspections, terminal)];
  for (const inspection of inspections) {
    parts.push(derivedTable(inspection, terminal), factLines(inspection, terminal));
    parts.push(problemLines(inspection));
  }
  return parts.filter((part) => part !== '').join('\n');
}

/** A column of the table of files; those with nothing in any file are left out. */
interface FileColumn extends Column {
  readonly cell: (found: TraceInspection) => Cell | null;
}

const FILE_COLUMNS: readonly FileColumn[] = [
  { heading: 'file', align: 'left', cell: ({ file }) => ({ text: printable(file) }) },
  { heading: 'format', align: 'left', cell: formatCell },
  { heading: 'jobs', align: 'right', cell: ({ jobs }) => countCell(jobs) },
  { heading: 'stages', align: 'right', cell: ({ stages }) => countCell(stages) },
  { heading: 'tasks', align: 'right', cell: ({ tasks }) => countCell(tasks) },
  { heading: 'attempts', align: 'right', cell: ({ attempts }) => countCell(attempts) },
  { heading: 'failed', align: 'right', cell: ({ failedAttempts }) => countCell(failedAttempts) },
  {
    heading: 'no end',
    align: 'right',
    cell: ({ attemptsWithoutEnd }) => countCell(attemptsWithoutEnd),
  },
  {
    heading: 'task hours',
    align: 'right',
    cell: ({ taskSeconds }) => (taskSeconds === null ? null : { text: formatHours(taskSeconds) }),
  },
  {
    heading: 'span',
    align: 'right',
    cell: ({ spanSeconds }) => (spanSeconds === null ? null : { text: formatSpan(spanSeconds) }),
  },
  { heading: 'input', align: 'right', cell: ({ bytesIn }) => bytesCell(bytesIn) },
  { heading: 'shuffle', align: 'right', cell: ({ bytesShuffle }) => bytesCell(bytesShuffle) },
  { heading: 'output', align: 'right', cell: ({ bytesOut }) => bytesCell(bytesOut) },
  { heading: 'rows', align: 'right', cell: ({ rowsRead }) => countCell(rowsRead) },
  {
    heading: 'refused',
    align: 'right',
    cell: ({ rowsRefused }) =>
      rowsRefused > 0 ? { text: formatCount(rowsRefused), style: 'red' } : { text: '0' },
  },
  {
    heading: 'repaired',
    align: 'right',
    cell: ({ rowsRepaired }) => countCell(Object.values(rowsRepaired).reduce((a, b) => a + b, 0)),
  },
];

function filesTable(inspections: readonly TraceInspection[], terminal: Terminal): string {
  const columns = FILE_COLUMNS.filter(({ cell }) => inspections.some((one) => cell(one) !== null));
  const rows = inspections.map((found) =>
    columns.map(({ cell }): Cell => cell(found) ?? { text: NO_NUMBER }),
  );
  return renderTable(columns, rows, terminal);
}

function countCell(value: number | null): Cell | null {
  return value === null ? null : { text: formatCount(value) };
}

function bytesCell(value: number | null): Cell | null {
  return value === null ? null : { text: formatBytes(value) };
}

/** `swim`, `swim, gzip`, and in red when the file is cut or damaged. */
function formatCell({ format, compression, truncated }: TraceInspection): Cell {
  const packed = compression === 'plain' ? format : `${format}, ${compression}`;
  return truncated ? { text: `${packed}, truncated`, style: 'red' } : { text: packed };
}

const DERIVED_COLUMNS: readonly Column[] = [
  { heading: 'framework', align: 'left' },
  { heading: 'jobs', align: 'right' },
  { heading: 'maps', align: 'right' },
  { heading: 'reduces', align: 'right' },
  { heading: 'task hours', align: 'right' },
  { heading: 'mean task', align: 'right' },
  { heading: 'cpu hours', align: 'right' },
  { heading: 'GiB hours', align: 'right' },
];

/** What the model makes of a file's bytes, by framework. */
function derivedTable({ file, derived }: TraceInspection, terminal: Terminal): string {
  if (derived === null) return '';
  const rows = Object.entries(derived.frameworks).map(([name, totals]) => derivedRow(name, totals));
  if (rows.length > 1) rows.push(derivedRow('all', derived));
  const heading = styled(`Derived from ${printable(file)}`, 'bold', terminal);
  return `${heading}\n${renderTable(DERIVED_COLUMNS, rows, terminal)}`;
}

function derivedRow(name: string, totals: DerivedTotals): Cell[] {
  const { cpus, mem } = totals.resourceSeconds as Readonly<Record<string, number | undefined>>;
  return [
    { text: name },
    { text: formatCount(totals.jobs) },
    { text: formatCount(totals.maps) },
    { text: formatCount(totals.reduces) },
    { text: formatHours(totals.taskSeconds) },
    { text: formatSpan(totals.taskSeconds / totals.tasks) },
    { text: formatHours(cpus) },
    { text: formatHours(mem === undefined ? undefined : mem / 1024) },
  ];
}

function formatHours(seconds: number | undefined): string {
  if (seconds === undefined) return NO_NUMBER;
  const hours = seconds / 3600;
  return hours >= 100 ? formatCount(Math.round(hours)) : hours.toFixed(1);
}

/** Names of a fact printed; the others are in the JSON. */
const NAMES_SHOWN = 8;

/** What else a format counts, one fact a line. */
function factLines({ file, facts }: TraceInspection, terminal: Terminal): string {
  const lines = Object.entries(facts).flatMap(([name, value]) => {
    const text = factText(value);
    return text === '' ? [] : [`  ${words(name)}: ${printable(text)}\n`];
  });
  if (lines.length === 0) return '';
  return `${styled(`Also in ${printable(file)}`, 'bold', terminal)}\n${lines.join('')}`;
}

/** `rowsTimeZero` as `rows time zero`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function factText(value: TraceFact): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return factNumber(value);
  const parts = Array.isArray(value)
    ? value.map(factNumber)
    : Object.entries(value).map(([name, one]) => `${name} ${factNumber(one)}`);
  const more = parts.length - NAMES_SHOWN;
  const shown = parts.slice(0, NAMES_SHOWN).join(', ');
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}

function factNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : `${Math.round(value * 1000) / 1000}`;
}

/** The first refused rows and the repairs of a file. */
function problemLines({ file, problems, rowsRefused, rowsRepaired }: TraceInspection): string {
  const shown = problems.slice(0, PROBLEMS_SHOWN);
  const lines = shown.map(({ line, reason }) => `${file}:${line}: ${reason}`);
  if (rowsRefused > shown.length) {
    lines.push(`${file}: ${formatCount(rowsRefused - shown.length)} more rows refused`);
  }
  for (const [rule, rows] of Object.entries(rowsRepaired)) {
    lines.push(`${file}: ${formatCount(rows)} rows ${rule}`);
  }
  return lines.map((line) => `${printable(line)}\n`).join('');
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in decimal units with three digits, `26.9 TB`. */
function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const decimals = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${BYTE_UNITS[unit]}`;
}
