import {
  GOODNESS_PROBABILITIES,
  type Goodness,
  type QuantitySummary,
} from '../../traces/generate/goodness.ts';
import { type Cell, type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The generated trace beside the original, a line each by quantity. */
export function goodnessText(goodness: readonly Goodness[], terminal: Terminal): string {
  const columns: Column[] = [
    { heading: 'quantity', align: 'left' },
    { heading: 'trace', align: 'left' },
    { heading: 'mean', align: 'right' },
    ...GOODNESS_PROBABILITIES.map((p): Column => ({ heading: headingOf(p), align: 'right' })),
    { heading: 'largest difference', align: 'right' },
  ];
  const rows = goodness.flatMap(({ quantity, original, generated, distance }) => [
    rowOf(quantity, 'original', original, ''),
    rowOf('', 'generated', generated, distance.toFixed(3)),
  ]);
  return renderTable(columns, rows, terminal);
}

function headingOf(probability: number): string {
  return probability === 1 ? 'largest' : `${Math.round(probability * 100)} %`;
}

function rowOf(
  quantity: string,
  trace: string,
  { mean, quantiles }: QuantitySummary,
  distance: string,
): Cell[] {
  const numbers = [mean, ...quantiles].map((value) => ({ text: shortNumber(value) }));
  return [{ text: quantity }, { text: trace }, ...numbers, { text: distance }];
}

/** Four significant digits: quantities go from milliseconds to millions. */
function shortNumber(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1000 && Number.isInteger(value))) return String(value);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
