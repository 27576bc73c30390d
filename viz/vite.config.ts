import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const manifest: unknown = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

function versionOf(document: unknown): string {
  if (typeof document === 'object' && document !== null && 'version' in document) {
    return String(document.version);
  }
  throw new Error('package.json: found no version, wanted one');
}

/**
 * The page, built into dist/lab: `vite build viz`. All addresses in it are relative, so that it
 * works from any static host and below any path.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  define: { EVENHAND_VERSION: JSON.stringify(versionOf(manifest)) },
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../dist/lab', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Which file is the page's, which the worker's: for `npm run size`.
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: ['..'] } },
});
