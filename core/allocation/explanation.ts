import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';

/** The rule that passed a client over at an agent. */
export type PassedOver =
  | 'disconnected'
  | 'suppressed'
  | 'at its bound of offers'
  | 'role at its limit'
  | 'offer constraint'
  | 'nothing usable'
  | 'below minimum'
  | 'capability'
  | 'guarantee met'
  | 'quota limit'
  | 'headroom'
  | 'filter';

/** What became of a client at an agent. */
export type Verdict = Offered | Refused;

export interface Offered {
  readonly kind: 'offered';
  readonly plain: Quantities;
  readonly rest: Resources;
}

export interface Refused {
  readonly kind: 'passed over';
  readonly rule: PassedOver;
  /** More about it: which capability, until when a filter holds. */
  readonly detail?: string;
}

export type Stage = 'guarantees' | 'fair shares';

/** Told of every decision of a cycle, in the order in which they are taken. */
export interface Explainer {
  cycleBegins(nowUs: number, periodic: boolean): void;
  agentVisited(stage: Stage, agent: number, free: Quantities, rest: Resources): void;
  /** @param key the number by which the policy ordered the client (its share under DRF) */
  considered(client: number, key: number, verdict: Verdict): void;
  /** A client that no agent is offered to in this cycle, and why. */
  leftOut(client: number, rule: PassedOver): void;
  /** @param unvisited agents at which nobody was left to ask */
  cycleEnds(unvisited: number): void;
}

export function passedOver(rule: PassedOver, detail?: string): Refused {
  return detail === undefined
    ? { kind: 'passed over', rule }
    : { kind: 'passed over', rule, detail };
}
