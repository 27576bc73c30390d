import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OfferFilters } from '../../../core/allocation/offer-filters.ts';
import { refusalUs } from '../../../core/allocation/refusal-time.ts';
import type { OpenOffer } from '../../../core/master/records.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { BytePages } from './byte-pages.ts';
import { Refusals } from './refusals.ts';

const INTERVAL_US = 1_000_000;

/** What happens to two frameworks that are offered two agents. */
type Step =
  | {
      readonly kind: 'decline';
      readonly framework: number;
      readonly agent: number;
      readonly amounts: readonly number[];
      readonly seconds: number;
    }
  | { readonly kind: 'revive'; readonly framework: number }
  | { readonly kind: 'pass'; readonly halves: number }
  | { readonly kind: 'cycle'; readonly periodic: boolean; readonly amounts: readonly number[] }
  | { readonly kind: 'leave'; readonly agent: number };

const one = fc.integer({ min: 0, max: 1 });
const amounts = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const seconds = fc.constantFrom(0, 0.3, 1, 1.5, 2, 3, -1, Number.NaN, 1e9);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('decline'), framework: one, agent: one, amounts, seconds }),
    fc.record({ kind: fc.constant('revive'), framework: one }),
    fc.record({ kind: fc.constant('pass'), halves: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ kind: fc.constant('cycle'), periodic: fc.boolean(), amounts }),
    fc.record({ kind: fc.constant('leave'), agent: one }),
  ),
  { maxLength: 40 },
);

/** The model and the allocator's own filters, side by side. */
class Both {
  readonly model = new Refusals(INTERVAL_US);
  readonly filters = new OfferFilters(2);
  private now = 0;
  private batch = 0;

  /** Whether both say the same of what is refused. */
  perform(step: Step): boolean {
    switch (step.kind) {
      case 'decline':
        this.decline(step);
        return true;
      case 'revive':
        this.model.drop(0, step.framework);
        this.filters.clearClient(step.framework);
        return true;
      case 'pass':
        this.now += step.halves * 500_000;
        return true;
      case 'leave':
        this.model.agentLeft(0, { id: step.agent });
        this.filters.clearAgent(step.agent);
        return true;
      case 'cycle': {
        if (step.periodic) this.batch++;
        const agree = this.agree(step.periodic, step.amounts);
        if (step.periodic) this.model.cycleEnded(0);
        return agree;
      }
    }
  }

  private decline({
    framework,
    agent,
    amounts: resources,
    seconds: asked,
  }: Step & { kind: 'decline' }) {
    const call = { type: 'DECLINE', framework, offers: [0], refuseSeconds: asked } as const;
    const offer = { agentId: agent, resources, rest: Resources.EMPTY } as unknown as OpenOffer;
    this.model.declined(0, call, offer, this.now);
    const lifetimeUs = refusalUs(asked);
    if (lifetimeUs === 0) return;
    const expiresUs = this.now + Math.max(lifetimeUs, INTERVAL_US);
    this.filters.add(framework, agent, resources, Resources.EMPTY, expiresUs, this.batch);
  }

  private agree(periodic: boolean, offered: readonly number[]): boolean {
    const time = { nowUs: this.now, batch: this.batch, periodic };
    for (const framework of [0, 1]) {
      for (const agent of [0, 1]) {
        const held = this.filters.refusalUntil(framework, agent, offered, Resources.EMPTY, time);
        const refusal = this.model.covering(0, framework, agent, offered, this.now);
        if ((refusal === null) !== (held === null)) return false;
      }
    }
    return true;
  }
}

describe('refusals', () => {
  it('are in force exactly while the allocator keeps them', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const both = new Both();
        for (const step of history) expect(both.perform(step)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('byte pages', () => {
  it('keep a byte an id, wherever ids begin', () => {
    const id = fc.oneof(
      fc.nat(20_000),
      fc.nat(9000).map((n) => n + 7 * 4_294_967_296),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat(255))), fc.array(id), (sets, gets) => {
        const pages = new BytePages();
        const known = new Map<number, number>();
        for (const [at, value] of sets) {
          pages.set(at, value);
          known.set(at, value);
        }
        for (const at of [...gets, ...known.keys()]) expect(pages.get(at)).toBe(known.get(at) ?? 0);
      }),
    );
  });
});
