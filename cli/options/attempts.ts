import {
  type AttemptLimits,
  HADOOP_ATTEMPTS,
} from '../../core/schedulers/mapreduce/attempt-limits.ts';
import { parseFields } from './fields.ts';
import { POSITIVE_INTEGER, parseNumber } from './numbers.ts';

/**
 * Reads `max=4,agent=3`; what is left out is as in Hadoop, so that `max=4` alone is Hadoop's.
 * @throws UsageError when a field is unknown or malformed
 */
export function parseAttempts(text: string, what: string): AttemptLimits {
  const fields = parseFields(text, what, ['max', 'agent']);
  const limit = (name: string, otherwise: number): number => {
    const value = fields.get(name);
    return value === undefined
      ? otherwise
      : parseNumber(value, `${what} ${name}`, POSITIVE_INTEGER);
  };
  return {
    maxAttempts: limit('max', HADOOP_ATTEMPTS.maxAttempts),
    maxFailuresPerAgent: limit('agent', HADOOP_ATTEMPTS.maxFailuresPerAgent),
  };
}
