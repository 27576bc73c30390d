import { FAULT_KINDS, FAULT_NAMES, type FaultKind } from '../faults/fault-spec.ts';
import type { FaultDocument } from '../scenario/scenario-document.ts';
import type { Dice } from './dice.ts';
import type { SwarmShape } from './swarm.ts';

/**
 * One in so many kinds of faults is there: in most seeds few of them, where everything breaks
 * nothing gets far enough to go wrong.
 */
const KIND_IN: readonly number[] = [3, 4, 4, 4, 6, 12];

/** Where masters are elected that is what there is to see. */
const ELECTION_IN = 2;

const LENGTHS: readonly string[] = ['1s', '5s', '12s', '30s', '90s'];

/** What goes wrong in a seed: kinds, each with the rate at which a part is hit, and how long. */
export function faultsOf(dice: Dice, shape: SwarmShape, election: boolean): FaultDocument[] {
  const kindIn = dice.pick('fault kinds', KIND_IN);
  return FAULT_NAMES.flatMap((kind): FaultDocument[] => {
    const { target, needs } = FAULT_KINDS[kind];
    const isElection = target === 'master' || target === 'server';
    if (!election && isElection) return [];
    if (!dice.oneIn(`fault ${kind}`, isElection ? Math.min(kindIn, ELECTION_IN) : kindIn))
      return [];
    const what = (part: string): string => `fault ${kind} ${part}`;
    return [
      {
        kind,
        ...when(dice, kind, shape.minutes),
        for: dice.pick(what('for'), LENGTHS),
        ...(needs.includes('ratio')
          ? { ratio: `1/${dice.pick(what('ratio'), [5, 20, 100])}` }
          : {}),
        ...(needs.includes('factor') ? { factor: dice.between(what('factor'), 2, 5) } : {}),
        ...(needs.includes('byUs') ? { by: dice.pick(what('by'), ['100ms', '1s', '5s']) } : {}),
        ...(kind === 'rack-outage' ? { rack: 'r1' } : {}),
        ...(kind === 'zone-outage' ? { zone: 'z1' } : {}),
      },
    ];
  });
}

/** Half of the faults come once, half again and again. */
function when(
  dice: Dice,
  kind: FaultKind,
  minutes: number,
): { readonly at: string } | { readonly rate: string } {
  const { target, together } = FAULT_KINDS[kind];
  if (dice.oneIn(`fault ${kind} once`, 2)) {
    return { at: `${dice.number(`fault ${kind} at`, minutes * 55)}s` };
  }
  const each = together ? '' : ` per ${target}`;
  return { rate: `1 per ${dice.between(`fault ${kind} rate`, 1, minutes)}m${each}` };
}
