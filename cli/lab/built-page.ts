import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the built page; null where it is not built. */
export function findBuiltPage(): string | null {
  // Sources run from cli/lab/, the build from dist/cli/lab/.
  const candidates = ['../../lab', '../../dist/lab'];
  const folders = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return folders.find((path) => existsSync(join(path, 'index.html'))) ?? null;
}
