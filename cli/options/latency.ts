import type { LatencySpec } from '../../sim/experiment/experiment.ts';
import { UsageError } from '../errors.ts';
import { parseDurationUs } from './durations.ts';
import { parseFields } from './fields.ts';

/**
 * Reads a latency: `500us` is constant, `mean=500us,p99=5ms` lognormal.
 * @throws UsageError when it is neither
 */
export function parseLatency(text: string, what: string): LatencySpec {
  if (!text.includes('=')) return { kind: 'constant', us: parseDurationUs(text, what) };
  const fields = parseFields(text, what, ['mean', 'p99']);
  const mean = fields.get('mean');
  const p99 = fields.get('p99');
  if (mean === undefined || p99 === undefined) {
    throw new UsageError(`${what}: found "${text}", wanted mean=500us,p99=5ms`);
  }
  return {
    kind: 'lognormal',
    meanUs: parseDurationUs(mean, `${what} mean`),
    p99Us: parseDurationUs(p99, `${what} p99`),
  };
}
