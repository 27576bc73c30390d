import { DEFAULT_LOCALITY } from '../../sim/experiment/default-settings.ts';
import type { LocalitySpec } from '../../sim/experiment/experiment.ts';
import { UsageError } from '../errors.ts';
import { parseDurationUs } from './durations.ts';
import { parseFields } from './fields.ts';
import { NOT_NEGATIVE, POSITIVE_INTEGER, parseNumber } from './numbers.ts';

/**
 * Reads `replication=3,delay=5s,remote=2`; what is left out takes its default, so that
 * `delay=0s` alone is immediate scheduling.
 * @throws UsageError when a field is unknown or malformed
 */
export function parseLocality(text: string, what: string): LocalitySpec {
  const fields = parseFields(text, what, [
    ...['replication', 'delay', 'remote', 'rackDelay', 'rackFactor'],
  ]);
  const replication = fields.get('replication');
  const delay = fields.get('delay');
  const remote = fields.get('remote');
  const rackDelay = fields.get('rackDelay');
  const rackFactor = fields.get('rackFactor') ?? '1';
  if (rackDelay === undefined && fields.has('rackFactor')) {
    throw new UsageError(`${what}: found rackFactor without rackDelay, wanted both or none`);
  }
  return {
    replication:
      replication === undefined
        ? DEFAULT_LOCALITY.replication
        : parseNumber(replication, `${what} replication`, POSITIVE_INTEGER),
    delayUs:
      delay === undefined ? DEFAULT_LOCALITY.delayUs : parseDurationUs(delay, `${what} delay`),
    remoteFactor:
      remote === undefined
        ? DEFAULT_LOCALITY.remoteFactor
        : parseNumber(remote, `${what} remote`, NOT_NEGATIVE),
    ...(rackDelay !== undefined && {
      rack: {
        delayUs: parseDurationUs(rackDelay, `${what} rackDelay`),
        factor: parseNumber(rackFactor, `${what} rackFactor`, NOT_NEGATIVE),
      },
    }),
  };
}
