/**
 * Gzipped sizes of the built page against their budgets: what the first page loads, each page
 * that is loaded when it is visited, and each worker. Exits 1 when one is above.
 *
 *   npm run build:lab && npm run size
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../dist/lab/', import.meta.url));
const MAIN_MAX_KB = 300;
const WORKER_MAX_KB = 200;

const manifestFile = join(folder, '.vite/manifest.json');
if (!existsSync(manifestFile)) {
  process.stderr.write('size: found no page in dist/lab, wanted `npm run build:lab` first\n');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
const kilobytes = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1000;

/** A chunk with all it imports at once and their style sheets, each file counted once. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const other of chunk.imports ?? []) filesOf(other, seen);
  return seen;
}

const sum = (files) => [...files].reduce((all, file) => all + kilobytes(file), 0);
const rows = [];
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry === true);
const first = filesOf(entry);
rows.push({ name: 'main', size: sum(first), most: MAIN_MAX_KB });
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry !== true) continue;
  // With what is loaded before it: what a reader of this page alone has to fetch.
  const files = new Set([...first, ...filesOf(key)]);
  rows.push({ name: `main + ${key}`, size: sum(files), most: MAIN_MAX_KB });
}
// Workers are bundled on their own and are not in the manifest.
const known = new Set(Object.keys(manifest).flatMap((key) => [...filesOf(key)]));
for (const name of readdirSync(join(folder, 'assets'))) {
  const file = `assets/${name}`;
  if (!name.endsWith('.js') || known.has(file)) continue;
  rows.push({ name: `worker ${name}`, size: kilobytes(file), most: WORKER_MAX_KB });
}
let above = 0;
for (const { name, size, most } of rows) {
  const isAbove = size > most;
  if (isAbove) above++;
  const verdict = isAbove ? '  ABOVE' : '';
  process.stdout.write(`${size.toFixed(1).padStart(7)} kB of ${most}  ${name}${verdict}\n`);
}
process.exitCode = above === 0 ? 0 : 1;
