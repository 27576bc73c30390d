import { type Logger, pino } from 'pino';

import { UsageError } from '../errors.ts';

/** Fields that no log shows, wherever they stand. */
const SECRETS = ['authorization', 'secret', 'password', 'token', 'key', 'credentials'];

/** A log of JSON lines on standard error. */
export function liveLog(level: string): Logger {
  const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];
  if (!LEVELS.includes(level)) {
    throw new UsageError(`--log-level: found "${level}", wanted ${LEVELS.join(', ')}`);
  }
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const redact = { paths, censor: '***' };
  return pino({ level, redact }, pino.destination({ dest: 2, sync: true }));
}
