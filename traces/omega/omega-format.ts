import { decimalOf, quoted } from '../reading/fields.ts';
import { someLine } from '../reading/detect-format.ts';
import { RowReader } from '../reading/row-reader.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';

/**
 * Input of the Omega simulator (google/cluster-scheduler-simulator): what runs at the start, or
 * draws from a distribution. Counted; the published files are examples of a few rows.
 */
export const OMEGA_FORMAT: TraceFormat = {
  name: 'omega-sim',
  title: 'input of the Omega simulator',
  detect: (start) =>
    someLine(start, (line) => STATE.test(line), '#') ||
    someLine(start, (line) => DRAW.test(line), '#'),
  reader: () => new OmegaReader(),
};

/** `11 time job prod class tasks cpus ram` at the start, `12 time job prod class end`. */
const STATE = /^1[12] [\d.]+ \d+ [01] [01] [\d.]+/;
/** `cluster policy scheduler value`. */
const DRAW = /^\S+ \S+ [01] [\d.eE+-]+$/;

class OmegaReader implements TraceReader<ReadTrace> {
  private readonly table = new RowReader((text) => this.row(text), { comment: '#' });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): ReadTrace {
    const report = this.table.end(truncated).report();
    const commentRows = this.table.comments.length;
    return {
      counts: { ...NO_COUNTS, facts: { commentRows } },
      report,
      toWorkload: () => 'found distributions or a state of a simulator, wanted jobs with times',
    };
  }

  private row(text: string): string | null {
    const fields = text.trim().split(/\s+/);
    if (fields.length < 4) return `found ${fields.length} fields, wanted at least 4`;
    const value = fields[fields.length - 1];
    return decimalOf(value) === null ? `found ${quoted(value)} at the end, wanted a number` : null;
  }
}
