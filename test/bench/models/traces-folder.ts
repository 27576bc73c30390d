import { fileURLToPath } from 'node:url';

/** A folder of public traces: as said, or beside the repository, seen from the built file. */
export const TRACES_FOLDER: string =
  process.env.EVENHAND_TRACES ??
  fileURLToPath(new URL('../../../../../shared/traces', import.meta.url));
