import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/**
 * The lint configuration is itself under test. `fixtures/` is a small house with the same
 * folders; it is copied to a temporary directory together with the real `.oxlintrc.json`, so
 * that the very globs which guard `core/`, `sim/` and the rest decide here too. A line ending
 * in `// banned: <what>` must be reported, and no other line may be.
 */
const repository = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));

interface Finding {
  readonly filename: string;
  readonly message: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const house = mkdtempSync(join(tmpdir(), 'evenhand-lint-'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Lints a copy of the fixtures under the real configuration: reported lines by file. */
function lintHouse(): ReadonlyMap<string, ReadonlySet<number>> {
  const plugin = 'test/lint/determinism-plugin.mjs';
  cpSync(fixtures, house, { recursive: true });
  cpSync(join(repository, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  cpSync(join(repository, plugin), join(house, plugin));
  symlinkSync(join(repository, 'node_modules'), join(house, 'node_modules'), 'junction');

  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--format', 'json', '.'];
  const run = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
  if (!run.stdout.startsWith('{')) throw new Error(`oxlint failed: ${run.stdout}${run.stderr}`);

  const report = JSON.parse(run.stdout) as { diagnostics: readonly Finding[] };
  const lines = new Map<string, Set<number>>();
  for (const { filename, labels } of report.diagnostics) {
    const found = lines.get(filename) ?? new Set();
    lines.set(filename, found.add(labels[0].span.line));
  }
  return lines;
}

const reported = lintHouse();

const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(fixtures, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .toSorted((a, b) => (a < b ? -1 : 1));

describe.each(files)('%s', (file) => {
  const lines = readFileSync(join(fixtures, file), 'utf8').split('\n');
  const banned = lines.flatMap((text, index) => {
    const what = /banned: (?<what>.+?)(?: \*\/.*)?$/.exec(text)?.groups?.what;
    return what === undefined ? [] : [{ line: index + 1, what }];
  });
  const found = reported.get(file) ?? new Set<number>();

  it.each(banned)('reports line $line: $what', ({ line }) => {
    expect(found).toContain(line);
  });

  it('reports no other line', () => {
    const marked = new Set(banned.map(({ line }) => line));
    expect([...found].filter((line) => !marked.has(line)).map((line) => lines[line - 1])).toEqual(
      [],
    );
  });
});

it('covers every folder of the house with fixtures', () => {
  const folders = new Set(files.map((file) => file.slice(0, file.indexOf('/'))));
  expect(folders).toEqual(new Set(['cli', 'core', 'live', 'sim', 'traces', 'viz']));
});
