import type { AgentTable } from './agent-table.ts';
import { type ClientId, type ClientTable, EXHAUSTED, NO_RULES } from './client-table.ts';
import type { Minimums } from './minimums.ts';
import type { Quota, QuotaTable } from './quota-table.ts';
import type { RoleTree } from './role-tree.ts';

interface Accounts {
  readonly tree: RoleTree;
  readonly quota: QuotaTable;
  readonly clients: ClientTable;
  readonly agents: AgentTable;
  readonly minimums: Minimums;
}

/**
 * Takes the clients of a role at its limit out of the order, or lets them back in, so that a
 * cycle does not ask each of them at each agent. Only where nothing is reserved, revocable or
 * shared anywhere, and ports alone are not worth an offer: limits do not bind those.
 * @param review told of each client whose flag changed
 */
export function reviewExhausted(
  { tree, quota, clients, agents, minimums }: Accounts,
  role: Quota,
  review: (client: ClientId) => void,
): void {
  const allBound = agents.special === 0 && minimums.usual.needsScalars;
  const exhausted = role.hasLimit && allBound && quota.isExhausted(role);
  // Nearly always none are out, and none have to be.
  if (!exhausted && !quota.exhausted.delete(role.node)) return;
  if (exhausted) quota.exhausted.add(role.node);
  for (const client of tree.ownClients(role.node)) {
    const set = exhausted && clients.rules[client] === NO_RULES;
    if (set === ((clients.flags[client] & EXHAUSTED) !== 0)) continue;
    clients.flags[client] ^= EXHAUSTED;
    review(client);
  }
}
