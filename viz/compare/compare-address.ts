import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { type CompareWish, seedsInWords } from './setup-bar.ts';
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

/** Reads an address; what cannot be read is the plan one begins with. */
export function wishOf(tail: string): { readonly wish: CompareWish; readonly asked: boolean } {
  const [scenario, kind, values = '', seeds = ''] = tail.split('/');
  const vary = KINDS.find((one) => one === kind);
  const known = SHIPPED_SCENARIOS.some(({ id }) => id === scenario);
  const read = seedsFrom(decodeURIComponent(seeds));
  if (!known || vary === undefined || typeof read === 'string') {
    return { wish: FIRST, asked: false };
  }
  const names = values.split(',').map((value) => decodeURIComponent(value));
  return { wish: { scenario, plan: { vary, values: names, seeds: read } }, asked: true };
}
