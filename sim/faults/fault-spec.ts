import type { Micros } from '../../core/machine.ts';

/**
 * A fault as a scenario plans it. Times are virtual; agents are places in the cluster, from 0.
 */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** Who it may hit. */
  readonly agents: readonly number[];
  readonly when: FaultTime;
  /** How long what it hits is away. */
  readonly forUs: Micros;
}

/**
 * `agent-crash`: one agent's machine stops; its tasks are gone, its connection breaks, and it
 * comes back empty. `rack-outage`: the same for all its agents at once. `agent-restart`: only the
 * agent's process stops; tasks of frameworks that checkpoint run on, and it comes back with them.
 * `partition`: the machine runs on and nothing sent to or by it arrives; nobody is told.
 */
export type FaultKind = 'agent-crash' | 'rack-outage' | 'agent-restart' | 'partition';

/** What a fault does to an agent. */
export type FaultEffect = 'crash' | 'restart' | 'partition';

export const EFFECTS: readonly FaultEffect[] = ['crash', 'restart', 'partition'];

export function effectOf(kind: FaultKind): FaultEffect {
  switch (kind) {
    case 'agent-crash':
    case 'rack-outage':
      return 'crash';
    case 'agent-restart':
      return 'restart';
    case 'partition':
      return 'partition';
  }
}

/** Once, or again and again: `count` times in `perUs` on average, counted while all is well. */
export type FaultTime =
  | { readonly atUs: Micros }
  | { readonly rate: { readonly count: number; readonly perUs: Micros } };

/** What is wrong with a fault, or null. */
export function problemOfFault(fault: FaultSpec, agents: number): string | null {
  if (fault.agents.length === 0) return 'hits no agent, wanted one at least';
  const stranger = fault.agents.find((agent) => !(agent >= 0 && agent < agents));
  if (stranger !== undefined) return `hits agent ${stranger}, wanted one of 0 to ${agents - 1}`;
  if (!(fault.forUs > 0)) return `lasts ${fault.forUs} us, wanted more than 0`;
  if ('atUs' in fault.when) {
    return fault.when.atUs >= 0 ? null : `comes at ${fault.when.atUs} us, wanted 0 or later`;
  }
  const { count, perUs } = fault.when.rate;
  if (count > 0 && perUs > 0) return null;
  return `comes ${count} times in ${perUs} us, wanted more than 0 of both`;
}
