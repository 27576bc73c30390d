import { SettingError } from '../../live/security/setting-error.ts';
import { UsageError } from '../errors.ts';

/** What reading a setting gives; what is wrong with it is wrong usage. */
export function taken<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingError) throw new UsageError(error.message);
    throw error;
  }
}
