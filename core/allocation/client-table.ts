import type { AgentFacts } from './agent-facts.ts';
import type { Minimum } from './minimums.ts';
import type { OfferConstraints } from './offer-constraints.ts';

/** A framework in a role: what the allocator serves. */
export type ClientId = number;

/** Why a client may not be served; it may when only ACTIVE is set. */
export const ACTIVE = 1;
export const SUPPRESSED = 2;
export const AT_BOUND = 4;
/** Its role has reached its limit, and no agent has anything limits do not bind. */
export const EXHAUSTED = 8;

/** What the cycle must know of a client that most do not have. */
export interface ClientRules {
  /** Minimum of its own instead of the cluster's. */
  readonly minimum: Minimum | null;
  readonly constraints: OfferConstraints | null;
}

export const NO_RULES: ClientRules = { minimum: null, constraints: null };

const GONE = -1;

/** Columns of the clients, by client. */
export class ClientTable {
  readonly flags: number[] = [];
  readonly outstanding: number[] = [];
  /** Path of the role. */
  readonly role: string[] = [];
  /** Node of the role. */
  readonly roleNode: number[] = [];
  /** Bits of `capability-rules`. */
  readonly traits: number[] = [];
  readonly rules: ClientRules[] = [];
  /** Verdicts of a client's constraints by agent; forgotten when either changes. */
  private readonly verdicts: (Map<number, boolean> | null)[] = [];

  add(client: ClientId, role: string, roleNode: number, traits: number): void {
    this.flags[client] = ACTIVE;
    this.outstanding[client] = 0;
    this.role[client] = role;
    this.roleNode[client] = roleNode;
    this.traits[client] = traits;
    this.setRules(client, NO_RULES);
  }

  remove(client: ClientId): void {
    this.flags[client] = GONE;
    this.setRules(client, NO_RULES);
  }

  /** All clients there are, by id. */
  all(): ClientId[] {
    const clients: ClientId[] = [];
    // Ids of roles are holes among those of clients.
    for (const [client, flags] of this.flags.entries()) if (flags >= 0) clients.push(client);
    return clients;
  }

  setRules(client: ClientId, rules: ClientRules): void {
    this.rules[client] = rules;
    this.verdicts[client] = rules.constraints === null ? null : new Map();
  }

  /** Whether a client's constraints leave an agent out. */
  excludes(client: ClientId, agent: number, facts: AgentFacts): boolean {
    const { constraints } = this.rules[client];
    if (constraints === null) return false;
    const known = this.verdicts[client]?.get(agent);
    if (known !== undefined) return known;
    const verdict = constraints.excludes(facts);
    this.verdicts[client]?.set(agent, verdict);
    return verdict;
  }

  /** An agent's attributes changed or it left: constraints are asked anew. */
  forgetVerdicts(agent: number): void {
    for (const verdicts of this.verdicts) verdicts?.delete(agent);
  }
}
