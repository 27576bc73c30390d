#!/usr/bin/env node
/** The `evenhand` command: starts the built program, and builds it first where that is possible. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const entry = new URL('../../dist/cli/main.js', import.meta.url);
const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** Builds the program with the compiler of the clone; says what to run where there is none. */
function build() {
  if (!existsSync(tsc)) {
    process.stderr.write('evenhand: not built yet; run `npm ci` in the clone, then try again\n');
    return false;
  }
  process.stderr.write('evenhand: first run, building\n');
  // Standard output belongs to the program (`--json`), so the compiler's goes to standard error.
  const stdio = ['ignore', process.stderr.fd, process.stderr.fd];
  const args = [tsc, '-b', 'cli'];
  return spawnSync(process.execPath, args, { cwd: repository, stdio }).status === 0;
}

if (existsSync(entry) || build()) {
  await import(entry.href);
} else {
  process.exitCode = 1;
}
