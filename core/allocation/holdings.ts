import { assert } from '../assert.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { ClientId } from './client-table.ts';
import type { Portion } from './portion.ts';

interface Held {
  readonly client: ClientId;
  /** Never changed in place: it may be the offer's own vector. */
  plain: Quantities;
  rest: Resources;
  /** The next holding on the same agent. */
  next: Held | null;
}

/** Who holds what on which agent, offered or used: for inverse offers, and for roles that end. */
export class Holdings {
  /** The first holding on each agent; few agents have many. */
  private readonly byAgent: (Held | null)[] = [];
  /** Number of agents on which each client holds something. */
  private readonly agentsOf: number[] = [];

  add(client: ClientId, agent: number, { plain, rest }: Portion): void {
    while (this.byAgent.length <= agent) this.byAgent.push(null);
    const held = this.find(client, agent);
    if (held !== undefined) {
      held.plain = held.plain.map((amount, r) => amount + plain[r]);
      held.rest = held.rest.plus(rest);
    } else if (!isNothing(plain, rest)) {
      this.append({ client, plain, rest, next: null }, agent);
      this.agentsOf[client] = (this.agentsOf[client] ?? 0) + 1;
    }
  }

  take(client: ClientId, agent: number, { plain, rest }: Portion): void {
    const held = this.find(client, agent);
    if (held === undefined) {
      assert(isNothing(plain, rest), `client ${client} holds what it gives back`);
      return;
    }
    // An offer comes back as it was made: nothing to compute.
    if (held.plain !== plain || held.rest !== rest) {
      held.plain = held.plain.map((amount, r) => amount - plain[r]);
      held.rest = held.rest.minus(rest);
      if (!isNothing(held.plain, held.rest)) return;
    }
    this.unlink(held, agent);
    this.agentsOf[client]--;
  }

  /** Clients that hold something on an agent. */
  holdersOn(agent: number): ClientId[] {
    const clients: ClientId[] = [];
    for (let held = this.byAgent[agent] ?? null; held !== null; held = held.next) {
      clients.push(held.client);
    }
    return clients;
  }

  holdsAnything(client: ClientId): boolean {
    return (this.agentsOf[client] ?? 0) > 0;
  }

  private find(client: ClientId, agent: number): Held | undefined {
    for (let held = this.byAgent[agent] ?? null; held !== null; held = held.next) {
      if (held.client === client) return held;
    }
    return undefined;
  }

  private append(held: Held, agent: number): void {
    let last = this.byAgent[agent];
    if (last === null) {
      this.byAgent[agent] = held;
      return;
    }
    while (last.next !== null) last = last.next;
    last.next = held;
  }

  private unlink(held: Held, agent: number): void {
    const first = this.byAgent[agent];
    if (first === held) {
      this.byAgent[agent] = held.next;
      return;
    }
    for (let before = first; before !== null; before = before.next) {
      if (before.next === held) before.next = held.next;
    }
  }
}

function isNothing(plain: Quantities, rest: Resources): boolean {
  if (!rest.isEmpty) return false;
  for (const amount of plain) if (amount !== 0) return false;
  return true;
}
