import type { IncomingMessage } from 'node:http';

/** Where the leading master is, as far as those who follow it know: agents, schedulers, tools. */
export interface MasterFinder {
  /** Null while nobody is known to lead. */
  readonly leader: URL | null;
  /** Whether no other master can be hoped for. */
  readonly isSole: boolean;
  /**
   * @param changed called when there is another leader, or none
   * @returns what ends that
   */
  follow(changed: () => void): () => void;
  /**
   * What was tried at the leader did not work.
   * @param pointed where it said that the leader is, if it did
   */
  failed(pointed: URL | null): void;
  close(): void;
}

/** Masters at known addresses: tried in turn until one leads, or points to the one that does. */
export class ListedMasters implements MasterFinder {
  private readonly masters: readonly URL[];
  private at = 0;
  private pointed: URL | null = null;

  /** @param masters at least one */
  constructor(masters: readonly URL[]) {
    this.masters = masters;
  }

  get leader(): URL {
    return this.pointed ?? this.masters[this.at];
  }

  get isSole(): boolean {
    return this.masters.length === 1;
  }

  /** Nobody tells when another leads: it shows when the one there is fails. */
  follow(): () => void {
    return () => undefined;
  }

  failed(pointed: URL | null): void {
    if (pointed === null) this.at = (this.at + 1) % this.masters.length;
    this.pointed = pointed;
  }

  close(): void {}
}

/**
 * The leader, as soon as there is one.
 * @throws Error when nobody leads for so long
 */
export async function leaderOf(finder: MasterFinder, withinMs: number): Promise<URL> {
  const known = finder.leader;
  if (known !== null) return known;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no master leads, wanted one within ${withinMs / 1000} s`));
    }, withinMs);
    const stop = finder.follow(() => {
      const { leader } = finder;
      if (leader === null) return;
      stop();
      clearTimeout(timer);
      resolve(leader);
    });
  });
}

/** Where an answer of 307 points to; null for any other. */
export function pointedTo({ statusCode, headers }: IncomingMessage, asked: URL): URL | null {
  if (statusCode !== 307 || headers.location === undefined) return null;
  const target = URL.parse(headers.location, asked.href);
  return target === null ? null : new URL(target.origin);
}
