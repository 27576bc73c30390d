import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { type CompareWish, isPacked, seedsInWords } from './setup-bar.ts';
import { type Vary, seedsFrom } from './variants.ts';

/** What is there for who comes without a plan. */
const FIRST: CompareWish = {
  scenario: 'rack-outage',
  plan: { vary: 'policy', values: ['drf', 'fifo'], seeds: ['1', '2', '3'] },
};

const KINDS: readonly Vary[] = ['policy', 'faults', 'seed'];

/** A comparison in the address: `rack-outage/policy/drf,fifo/1..3`. */
export function addressOf({ scenario, plan }: CompareWish): string {
  const values = plan.values.map((value) => encodeURIComponent(value)).join(',');
  return [scenario, plan.vary, values, encodeURIComponent(seedsInWords(plan.seeds))].join('/');
}

/** A comparison to begin with, for a run of the lab: its policy against another, a few seeds. */
export function wishFor(scenario: string, policy: string, seed: string): CompareWish {
  const first = /^\d{1,8}$/.test(seed) ? Number(seed) : null;
  const seeds = first === null ? [seed] : [first, first + 1, first + 2].map(String);
  const values = [policy, policy === 'drf' ? 'fifo' : 'drf'];
  return { scenario, plan: { vary: 'policy', values, seeds } };
}

/** Reads an address; what cannot be read is the plan one begins with. */
export function wishOf(tail: string): CompareWish {
  const [scenario, kind, values = '', seeds = ''] = tail.split('/');
  const vary = KINDS.find((one) => one === kind);
  const known = isPacked(scenario) || SHIPPED_SCENARIOS.some(({ id }) => id === scenario);
  const read = seedsFrom(decodeURIComponent(seeds));
  if (!known || vary === undefined || typeof read === 'string') {
    return FIRST;
  }
  const names = values.split(',').map((value) => decodeURIComponent(value));
  return { scenario, plan: { vary, values: names, seeds: read } };
}
