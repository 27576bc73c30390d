import type { DerivedTotals, TraceInspection } from '../../traces/inspect/inspection.ts';
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
    parts.push(derivedTable(inspection, terminal), problemLines(inspection));
  }
  return parts.filter((part) => part !== '').join('\n');
}

const FILE_COLUMNS: readonly Column[] = [
  { heading: 'file', align: 'left' },
  { heading: 'format', align: 'left' },
  { heading: 'jobs', align: 'right' },
  { heading: 'span', align: 'right' },
  { heading: 'input', align: 'right' },
  { heading: 'shuffle', align: 'right' },
  { heading: 'output', align: 'right' },
  { heading: 'rows', align: 'right' },
  { heading: 'refused', align: 'right' },
  { heading: 'repaired', align: 'right' },
];

function filesTable(inspections: readonly TraceInspection[], terminal: Terminal): string {
  const rows = inspections.map((found): Cell[] => {
    const repaired = Object.values(found.rowsRepaired).reduce((sum, count) => sum + count, 0);
    return [
      { text: printable(found.file) },
      formatCell(found),
      { text: found.jobs === null ? NO_NUMBER : formatCount(found.jobs) },
      { text: found.spanSeconds === null ? NO_NUMBER : formatSpan(found.spanSeconds) },
      { text: formatBytes(found.bytesIn) },
      { text: formatBytes(found.bytesShuffle) },
      { text: formatBytes(found.bytesOut) },
      { text: formatCount(found.rowsRead) },
      found.rowsRefused > 0
        ? { text: formatCount(found.rowsRefused), style: 'red' }
        : { text: '0' },
      { text: formatCount(repaired) },
    ];
  });
  return renderTable(FILE_COLUMNS, rows, terminal);
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
function formatBytes(bytes: number | null): string {
  if (bytes === null) return NO_NUMBER;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const decimals = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${BYTE_UNITS[unit]}`;
}
