import { type Logger, pino } from 'pino';

import { UsageError } from '../errors.ts';

/** A log of JSON lines on standard error. */
export function liveLog(level: string): Logger {
  const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];
  if (!LEVELS.includes(level)) {
    throw new UsageError(`--log-level: found "${level}", wanted ${LEVELS.join(', ')}`);
  }
  return pino({ level }, pino.destination({ dest: 2, sync: true }));
}
