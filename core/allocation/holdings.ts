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
}

/** Who holds what on which agent, offered or used: for inverse offers, and for roles that end. */
export class Holdings {
  /** Holdings on each agent, few on most. */
  private readonly byAgent: Held[][] = [];
  /** Number of agents on which each client holds something. */
  private readonly agentsOf: number[] = [];

  add(client: ClientId, agent: number, { plain, rest }: Portion): void {
    while (this.byAgent.length <= agent) this.byAgent.push([]);
    const held = this.find(client, agent);
    if (held !== undefined) {
      held.plain = held.plain.map((amount, r) => amount + plain[r]);
      held.rest = held.rest.plus(rest);
    } else if (!isNothing(plain, rest)) {
      this.byAgent[agent].push({ client, plain, rest });
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
    const onAgent = this.byAgent[agent];
    const last = onAgent.pop();
    if (last !== undefined && last !== held) onAgent[onAgent.indexOf(held)] = last;
    this.agentsOf[client]--;
  }

  /** Clients that hold something on an agent. */
  holdersOn(agent: number): ClientId[] {
    return (this.byAgent[agent] ?? []).map(({ client }) => client);
  }

  holdsAnything(client: ClientId): boolean {
    return (this.agentsOf[client] ?? 0) > 0;
  }

  private find(client: ClientId, agent: number): Held | undefined {
    if (agent >= this.byAgent.length) return undefined;
    for (const held of this.byAgent[agent]) if (held.client === client) return held;
    return undefined;
  }
}

function isNothing(plain: Quantities, rest: Resources): boolean {
  if (!rest.isEmpty) return false;
  for (const amount of plain) if (amount !== 0) return false;
  return true;
}
