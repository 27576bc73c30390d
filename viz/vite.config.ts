import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';

import { WORKER_BUILD } from './worker/worker-build.ts';

const BUILT = fileURLToPath(new URL('../dist/lab', import.meta.url));

const manifest: unknown = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

function versionOf(document: unknown): string {
  if (typeof document === 'object' && document !== null && 'version' in document) {
    return String(document.version);
  }
  throw new Error('package.json: found no version, wanted one');
}

/** Folders of the packages that are in the page or in a worker. */
const bundled = new Set<string>();

/** Remembers which packages are built in; of workers, which are built on their own, too. */
function bundledPackages(): Plugin {
  return {
    name: 'evenhand-bundled-packages',
    apply: 'build',
    moduleParsed({ id }) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id);
      if (folder !== null) bundled.add(folder[0]);
    },
  };
}

/** Writes what the authors of those packages want to be said: `licences.txt`. */
function licences(): Plugin {
  return {
    name: 'evenhand-licences',
    apply: 'build',
    closeBundle() {
      const texts = [...bundled].toSorted().map((folder) => {
        const about: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        const { name, version, license } = about as Readonly<Record<string, string>>;
        const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
        const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
        return `${name} ${version}, ${license}\n\n${text}\n`;
      });
      writeFileSync(join(BUILT, 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
    },
  };
}

const ON_DEMAND = fileURLToPath(new URL('./worker/patterns-on-demand.ts', import.meta.url));

/** Has the session's worker load the engine of patterns when a scenario has one. */
export function patternsOnDemand(): Plugin {
  let isSession = false;
  return {
    name: 'evenhand-patterns-on-demand',
    enforce: 'pre',
    options: ({ input }) => {
      isSession = JSON.stringify(input).includes('session-worker');
    },
    resolveId: (id, importer) =>
      isSession && id === 're2js' && importer !== ON_DEMAND ? ON_DEMAND : null,
  };
}

/** Writes the page's service worker: which files there are is known when all are written. */
function offlineWorker(): Plugin {
  return {
    name: 'evenhand-offline-worker',
    apply: 'build',
    closeBundle() {
      const files = readdirSync(join(BUILT, 'assets')).map((name) => `assets/${name}`);
      const index = readFileSync(join(BUILT, 'index.html'));
      const build = createHash('sha256').update(index).update(files.join()).digest('hex');
      const code = readFileSync(new URL('./shell/offline-worker.js', import.meta.url), 'utf8');
      const known = `const EVENHAND_BUILD = '${build.slice(0, 16)}';
const EVENHAND_FILES = ${JSON.stringify(files, null, 1)};
`;
      writeFileSync(join(BUILT, 'offline.js'), known + code);
    },
  };
}

/** What marks calls for bundlers is for nobody who reads the built files; licences stay. */
const UNMARKED = { comments: { annotation: false } };

/**
 * The page, built into dist/lab: `vite build viz`. All addresses in it are relative, so that it
 * works from any static host and below any path.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  define: { EVENHAND_VERSION: JSON.stringify(versionOf(manifest)) },
  worker: {
    format: 'es',
    plugins: () => [bundledPackages(), patternsOnDemand()],
    rolldownOptions: WORKER_BUILD,
  },
  plugins: [bundledPackages(), licences(), offlineWorker()],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: { output: UNMARKED },
    // Which file is the page's, which the worker's: for `npm run size`.
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: ['..'] } },
});
