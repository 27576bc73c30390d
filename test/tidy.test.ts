import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Style as a test: what no linter sees. The length of functions is oxlint's
 * (`max-lines-per-function`); what may import what is in `.oxlintrc.json` too.
 */
const repository = fileURLToPath(new URL('../', import.meta.url));

const ROOMS = ['core', 'sim', 'live', 'viz', 'traces', 'test', 'cli'];
const TOP_LEVEL = new Set([
  ...ROOMS,
  ...['package.json', 'package-lock.json', 'tsconfig.json'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE'],
]);

const LINES_MAX = 500;
const COLUMNS_MAX = 120;

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = new Set([
  ...['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc'],
]);

/** What stands in .gitignore, as far as we write it: names, `*.ext`, and paths from the top. */
const ignored = readFileSync(join(repository, '.gitignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.replace(/\/$/, ''));

function isIgnored(path: string): boolean {
  const name = basename(path);
  return ignored.some((entry) => {
    if (entry.startsWith('/')) return entry === `/${path}`;
    return entry.startsWith('*.') ? name.endsWith(entry.slice(1)) : entry === name;
  });
}

/** Every file of the repository, ignored ones left out. Without git: a checkout may lack it. */
function filesUnder(folder: string): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name === '.git' || isIgnored(path)) return [];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

const files = filesUnder('');
const sources = files
  .filter((path) => ['.ts', '.mjs', '.js'].includes(extname(path)))
  .filter((path) => !path.startsWith('test/lint/fixtures/'))
  .map((path) => ({ path, lines: readFileSync(join(repository, path), 'utf8').split('\n') }));

/** `path:line` of each line of the sources that fails the check. */
function linesWhere(fails: (line: string) => boolean): string[] {
  return sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (fails(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('sources', () => {
  it('are found', () => {
    expect(sources.length).toBeGreaterThan(10);
  });

  it(`have at most ${LINES_MAX} lines a file`, () => {
    // The last line ends with a line break, after which `split` counts one more.
    const long = sources.filter(({ lines }) => lines.length - 1 > LINES_MAX);
    expect(long.map(({ path, lines }) => `${path}: ${lines.length - 1}`)).toEqual([]);
  });

  it(`have at most ${COLUMNS_MAX} columns a line`, () => {
    expect(linesWhere((line) => line.length > COLUMNS_MAX)).toEqual([]);
  });

  it('suppress no type check', () => {
    expect(linesWhere((line) => /@ts-(?:ignore|nocheck)/.test(line))).toEqual([]);
  });

  it('use no `any`', () => {
    const isComment = /^\s*(?:\/\/|\/?\*)/;
    const any = /\bas any\b|<any\b>|:\s*any\s*(?:[;,)=|&>\]{]|$)|\bany\[\]/;
    expect(linesWhere((line) => !isComment.test(line) && any.test(line))).toEqual([]);
  });

  it('leave no focused test', () => {
    const focused = /\b(?:it|test|describe|bench)(?:\.\w+)*\.only\b/;
    expect(linesWhere((line) => focused.test(line))).toEqual([]);
  });

  it('give a reason after ` -- ` where they switch a lint rule off', () => {
    const directive = /(?:oxlint|eslint)-disable(?!.* -- \S)/;
    expect(linesWhere((line) => directive.test(line))).toEqual([]);
  });
});

describe('names', () => {
  it('say what is inside', () => {
    const empty = files.filter((path) =>
      path.split('/').some((part) => part.split(/[.\-_]/).some((word) => EMPTY_NAMES.has(word))),
    );
    expect(empty).toEqual([]);
  });

  it('at the top level are the rooms and what tools demand', () => {
    const names = new Set(files.map((path) => path.split('/')[0]));
    const strange = [...names].filter((name) => !name.startsWith('.') && !TOP_LEVEL.has(name));
    expect(strange).toEqual([]);
  });

  it('are in kebab-case in the sources', () => {
    const strange = sources.filter(
      ({ path }) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(basename(path)),
    );
    expect(strange.map(({ path }) => path)).toEqual([]);
  });
});

describe('documents', () => {
  const documents = files.filter((path) => path.endsWith('.md'));

  it.each(ROOMS.filter((room) => files.some((path) => path.startsWith(`${room}/`))))(
    '%s has a README.md',
    (room) => {
      expect(files).toContain(`${room}/README.md`);
    },
  );

  it.each(documents)('%s links to what exists', (path) => {
    const text = readFileSync(join(repository, path), 'utf8').replace(/```[\s\S]*?```/g, '');
    const targets = [...text.matchAll(/\]\(<?(?<target>[^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
      .map((match) => decodeURI(match.groups?.target ?? ''))
      .filter((target) => !/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(target));
    const broken = targets.filter((target) => {
      const [file] = target.split('#');
      return !existsSync(join(repository, dirname(path), file));
    });
    expect(broken).toEqual([]);
  });
});
