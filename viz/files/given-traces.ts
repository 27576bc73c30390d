import type { Workload } from '../../traces/model/workload.ts';
import { type Fingerprint, type LinkedFile, sameContent } from '../links/linked-file.ts';

interface GivenTrace extends LinkedFile {
  readonly workload: Workload;
}

/** A trace that a scenario needs and nobody has given. */
export interface MissingTrace {
  readonly path: string;
  /** Which content it has to have; null where any trace will do. */
  readonly file: LinkedFile | null;
}

/**
 * Traces that the reader gave, for as long as the page is open: the lab and comparisons have them
 * alike, and a link says which they were.
 */
export class GivenTraces {
  private readonly given: GivenTrace[] = [];

  /** A trace by a name: its file's, or the path by which a scenario asked for it. */
  give(path: string, workload: Workload, { bytes, sha256 }: Fingerprint): void {
    const trace = { path, workload, bytes, sha256 };
    const known = this.given.findIndex((one) => one.path === path && sameContent(one, trace));
    if (known >= 0) this.given.splice(known, 1);
    this.given.push(trace);
  }

  /** The workload for a path: with this content if it is said, else the one of that name. */
  find(path: string, file: LinkedFile | null): Workload | null {
    return this.named(path, file)?.workload ?? null;
  }

  /** What a link has to say of the traces of a scenario that are not everybody's. */
  filesOf(paths: readonly string[]): LinkedFile[] {
    return paths.flatMap((path) => {
      const found = this.named(path, null);
      return found === undefined ? [] : [{ path, bytes: found.bytes, sha256: found.sha256 }];
    });
  }

  private named(path: string, file: LinkedFile | null): GivenTrace | undefined {
    if (file !== null) return this.given.find((one) => sameContent(one, file));
    // Of several with one name the latest: another file was dropped under it.
    const latest = (name: string): GivenTrace | undefined =>
      this.given.findLast((one) => one.path === name);
    return latest(path) ?? latest(nameOf(path));
  }
}

/** Those of this page. */
export const givenTraces: GivenTraces = new GivenTraces();

/** A path's last part. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Which of the missing traces a file is: the one with its content, or the one with its name, or
 * the only one of which nothing is known. Null when it is none of them.
 */
export function missingOf(
  missing: readonly MissingTrace[],
  name: string,
  fingerprint: Fingerprint,
): MissingTrace | null {
  const same = missing.find(({ file }) => file !== null && sameContent(file, fingerprint));
  if (same !== undefined) return same;
  const open = missing.filter(({ file }) => file === null);
  return open.find(({ path }) => nameOf(path) === name) ?? (open.length === 1 ? open[0] : null);
}
