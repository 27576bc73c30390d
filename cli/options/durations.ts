import { readDuration } from '../../sim/scenario/duration-text.ts';
import { UsageError } from '../errors.ts';

/**
 * Reads a duration such as `500us`, `1.5s`, `10m` or `2h` into integer microseconds.
 * @param what the option or field it stands in, for the message
 * @throws UsageError when it is not one
 */
export function parseDurationUs(text: string, what: string): number {
  const micros = readDuration(text);
  if (typeof micros === 'string') throw new UsageError(`${what}: ${micros}`);
  return micros;
}
