import { someLine } from '../reading/detect-format.ts';
import type { TraceFormat } from '../reading/trace-reader.ts';
import { SwimReader } from './swim-reader.ts';
import { parseSwimRow } from './swim-row.ts';

/** Facebook's traces, as SWIM publishes them. */
export const SWIM_FORMAT: TraceFormat = {
  name: 'swim',
  title: 'a SWIM trace',
  detect: (start) => someLine(start, looksLikeSwim),
  reader: () => new SwimReader(),
};

/** A good row, or a bad one that at least has the columns. */
function looksLikeSwim(line: string): boolean {
  if (typeof parseSwimRow(line) !== 'string') return true;
  return /^[^\t]+\t\s*-?\d[^\t]*\t\s*-?\d[^\t]*\t/.test(line);
}
