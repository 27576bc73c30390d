/**
 * What `npm start`, `npm test` and `npm run bench` do on a fresh clone: install the
 * dependencies when they are missing or stale, build, and go. Plain JavaScript without
 * dependencies, because it runs before there are any.
 *
 *   node cli/bin/setup.mjs start [ARGS]   build the command and the page, then `evenhand lab`
 *   node cli/bin/setup.mjs demo [ARGS]    build, then `evenhand compare` on the shipped samples
 *   node cli/bin/setup.mjs test [ARGS]    build, lint, format check, tests; ARGS go to vitest
 *   node cli/bin/setup.mjs bench [ARGS]   build, then `evenhand bench`
 *   node cli/bin/setup.mjs installed      run by npm after an install: links the command
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm run demo` shows: an hour of Hadoop's and of Spark's jobs on a cluster that they load. */
const DEMO = [
  ...['compare', '--trace', 'traces/samples/facebook-like-hour.tsv'],
  ...['traces/samples/tpch-like-hour.eventlog.gz'],
  ...['--policy', 'drf,fifo,maxmin:mem,slots', '--seed', '1..5', '--agents', '8'],
  ...['--report', 'evenhand-report.html'],
];

const repository = fileURLToPath(new URL('../../', import.meta.url));
const evenhand = join(repository, 'cli/bin/evenhand.mjs');
const modules = join(repository, 'node_modules');
const stamp = join(modules, '.evenhand-lock');

/** Files of the tools, run with this very Node: no shell, no search path. */
const tool = {
  tsc: join(modules, 'typescript/bin/tsc'),
  oxlint: join(modules, 'oxlint/bin/oxlint'),
  biome: join(modules, '@biomejs/biome/bin/biome'),
  vitest: join(modules, 'vitest/vitest.mjs'),
  vite: join(modules, 'vite/bin/vite.js'),
};

function say(line) {
  process.stderr.write(`evenhand: ${line}\n`);
}

/**
 * Runs a command in the repository and gives its exit code.
 * With `quiet` its output is shown, on standard error, only when it fails.
 */
function run(command, args, { quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: repository, stdio });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => output.push(chunk));
    }
    // A terminal sends Ctrl+C to the child as well: let it finish in its own way.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

const node = (file, args, options) => run(process.execPath, [file, ...args], options);

function lockHash() {
  const lock = readFileSync(join(repository, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

function isInstalled() {
  // Of another clone, linked here: `npm ci` would empty that.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true) return true;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** npm links the commands of dependencies but not the package's own: `npx evenhand` needs this. */
function linkCommand() {
  if (process.platform === 'win32') return;
  const link = join(modules, '.bin/evenhand');
  rmSync(link, { force: true });
  symlinkSync('../../cli/bin/evenhand.mjs', link);
}

/** npm has just installed what the lock file says: remembers it, and links the command. */
function noteInstalled() {
  linkCommand();
  writeFileSync(stamp, lockHash());
  return 0;
}

async function install() {
  if (isInstalled()) return 0;
  const why = existsSync(modules) ? 'package-lock.json has changed' : 'first run';
  say(`installing dependencies (${why})`);
  const args = ['ci', '--no-audit', '--no-fund'];
  // npm tells its scripts where it lives; called without npm, the search path has it.
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith('.js')
    ? await node(npm, args, { quiet: true })
    : await run('npm', args, { quiet: true });
  return code === 0 ? noteInstalled() : code;
}

/** When the newest file of the page's sources was written, in milliseconds. */
function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const changed = entry.isDirectory() ? newestSource(path) : statSync(path).mtimeMs;
    newest = Math.max(newest, changed);
  }
  return newest;
}

/** Builds the page into dist/lab, unless it is newer than everything it is made of. */
function buildPage() {
  const page = join(repository, 'dist/lab/index.html');
  const made = ['viz', 'sim', 'core', 'traces'].map((room) => newestSource(join(repository, room)));
  const built = existsSync(page) ? statSync(page).mtimeMs : 0;
  const sources = Math.max(statSync(join(repository, 'package.json')).mtimeMs, ...made);
  if (built > sources) return 0;
  say('building the page');
  return node(tool.vite, ['build', 'viz', '--logLevel', 'warn'], { quiet: true });
}

const build = (...projects) => node(tool.tsc, ['-b', ...projects], { quiet: true });

/** Runs steps until one fails; the exit code is that step's. */
async function chain(...steps) {
  for (const step of steps) {
    const code = await step();
    if (code !== 0) return code;
  }
  return 0;
}

/**
 * The checks, each named on standard error with its time. Without dependencies or a build the
 * rest means nothing and is not run; after that every step runs, so that one missing blank
 * does not hide what the tests say. The exit code is that of the first failure.
 */
async function test(args) {
  const steps = [
    { name: 'install', needed: true, run: install },
    { name: 'build', needed: true, run: () => build() },
    { name: 'page', needed: true, run: async () => buildPage() },
    { name: 'lint', run: () => node(tool.oxlint, ['.'], { quiet: true }) },
    { name: 'format', run: () => node(tool.biome, ['format', '.'], { quiet: true }) },
    {
      name: 'tests',
      run: () => node(tool.vitest, ['run', '--config', 'test/vitest.config.ts', ...args]),
    },
  ];
  const summary = [];
  let exitCode = 0;
  let stopped = false;
  for (const step of steps) {
    if (stopped) {
      summary.push(`${step.name} not run`);
      continue;
    }
    say(step.name);
    const start = performance.now();
    const code = await step.run();
    const seconds = (performance.now() - start) / 1000;
    const verdict = `${code === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`;
    say(`${step.name} ${verdict}`);
    summary.push(`${step.name} ${verdict}`);
    if (code !== 0) {
      exitCode ||= code;
      stopped = step.needed === true;
    }
  }
  say(`${exitCode === 0 ? 'all passed' : 'failed'}: ${summary.join(', ')}`);
  return exitCode;
}

const commands = {
  start: (args) =>
    chain(
      install,
      () => build('cli'),
      buildPage,
      () => node(evenhand, ['lab', ...args]),
    ),
  demo: (args) =>
    chain(
      install,
      () => build('cli'),
      () => node(evenhand, [...DEMO, ...args]),
    ),
  bench: (args) =>
    chain(
      install,
      () => build('cli', 'test/bench'),
      () => node(evenhand, ['bench', ...args]),
    ),
  test,
  installed: noteInstalled,
};

const [name, ...args] = process.argv.slice(2);
if (Object.hasOwn(commands, name ?? '')) {
  process.exitCode = await commands[name](args);
} else {
  say(`usage: node cli/bin/setup.mjs ${Object.keys(commands).join('|')} [ARGS]`);
  process.exitCode = 2;
}
