import { existsSync, readFileSync } from 'node:fs';

/** The version in our package.json: part of what a run is a function of. */
export function engineVersion(): string {
  // Sources run from cli/, the build from dist/cli/: the package is one or two folders up.
  const candidates = ['../package.json', '../../package.json'];
  const url = candidates.map((path) => new URL(path, import.meta.url)).find(existsSync);
  if (url === undefined) throw new Error('package.json of evenhand not found beside the program');
  const manifest: unknown = JSON.parse(readFileSync(url, 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('package.json of evenhand has no version');
}
