import { ownText } from '../reading/text-table.ts';
import { decimalOf, quoted, wholeOf } from '../reading/fields.ts';

/** A coflow of coflow-benchmark: the shuffle of one job, folded to racks. */
export interface Coflow {
  readonly id: string;
  readonly arrivalMs: number;
  /** Racks with mappers; those of one rack are merged. */
  readonly mappers: number;
  /** What the reducers fetch, megabytes, by reducer. */
  readonly reducerMegabytes: readonly number[];
}

/** The first line: how many ports and coflows the file should have. */
export interface CoflowHeader {
  readonly ports: number;
  readonly coflows: number;
}

export function parseCoflowHeader(line: string): CoflowHeader | string {
  const [ports, coflows, ...more] = line.trim().split(/\s+/).map(wholeOf);
  if (typeof ports !== 'number' || typeof coflows !== 'number' || more.length > 0) {
    return `found ${quoted(line.trim())}, wanted the numbers of ports and coflows`;
  }
  return { ports, coflows };
}

/** A century: later times would leave whole microseconds. */
const MAX_MS = 3_155_760_000_000;

/** Most a reducer can fetch, megabytes: sums of bytes stay whole. */
const MAX_MEGABYTES = 1e9;

/** Reads `id arrival mappers rack… reducers rack:MB…`. @returns the coflow, or why it is none */
export function parseCoflow(line: string): Coflow | string {
  const fields = line.trim().split(/\s+/);
  const arrivalMs = wholeOf(fields[1] ?? '');
  if (arrivalMs === null || arrivalMs > MAX_MS) {
    return `field 2 (arrival): found ${quoted(fields[1] ?? '')}, wanted milliseconds`;
  }
  const mappers = wholeOf(fields[2] ?? '');
  if (mappers === null || mappers > fields.length) {
    return `field 3 (mappers): found ${quoted(fields[2] ?? '')}, wanted how many racks follow`;
  }
  const at = 3 + mappers;
  const reducers = wholeOf(fields[at] ?? '');
  if (reducers === null || fields.length !== at + 1 + reducers) {
    const found = `${quoted(fields[at] ?? '')} and ${Math.max(0, fields.length - at - 1)} more fields`;
    return `field ${at + 1} (reducers): found ${found}, wanted how many rack:MB follow`;
  }
  const reducerMegabytes: number[] = [];
  for (const [i, field] of fields.slice(at + 1).entries()) {
    const [, megabytes] = field.split(':');
    const value = decimalOf(megabytes ?? '');
    if (value === null || value < 0 || value > MAX_MEGABYTES) {
      return `field ${at + 2 + i}: found ${quoted(field)}, wanted rack:MB`;
    }
    reducerMegabytes.push(value);
  }
  return { id: ownText(fields[0]), arrivalMs, mappers, reducerMegabytes };
}
