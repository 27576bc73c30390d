import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';

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
  worker: { format: 'es', rolldownOptions: { output: UNMARKED } },
  plugins: [offlineWorker()],
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
