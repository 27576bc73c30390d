import type { Accounts, ClientOrder } from '../policy.ts';

const ROOT = 0;
const NONE = -1;

/** Clients in the order of a list. */
export class ListedOrder implements ClientOrder {
  private readonly clients: readonly number[];
  private at = 0;

  constructor(clients: readonly number[]) {
    this.clients = clients;
  }

  next(): number {
    return this.at < this.clients.length ? this.clients[this.at++] : NONE;
  }
}

/** All clients that can be served, in the order of the keys. */
export function clientsByKey(accounts: Accounts): number[] {
  const clients: number[] = [];
  const walk = accounts.walk(ROOT);
  for (let client = walk.next(); client !== NONE; client = walk.next()) clients.push(client);
  return clients;
}

/**
 * Sorts clients by a score, smallest first, those with equal scores by another; those that are
 * equal in both stay as they stand.
 */
export function sortByScore(
  clients: readonly number[],
  score: (client: number) => number,
  tieScore: (client: number) => number = () => 0,
): number[] {
  const scored = clients.map((client) => ({
    client,
    score: score(client),
    tieScore: tieScore(client),
  }));
  scored.sort((a, b) => compare(a.score, b.score) || compare(a.tieScore, b.tieScore));
  return scored.map(({ client }) => client);
}

/** Also of infinities, whose difference is no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
