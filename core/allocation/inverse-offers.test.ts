import { describe, expect, it } from 'vitest';
import { InverseOffers } from './inverse-offers.ts';
import type { CycleTime } from './offer-filters.ts';

const SECOND = 1_000_000;

function periodic(seconds: number): CycleTime {
  return { nowUs: seconds * SECOND, batch: seconds, periodic: true };
}

/** Agent 3 is to be maintained, and framework 8 was asked to leave it at second 1. */
function asked(): InverseOffers {
  const offers = new InverseOffers();
  offers.schedule(3, 100 * SECOND);
  expect(offers.ask(8, 3, periodic(1))).toBe(true);
  return offers;
}

describe('a framework is asked to leave an agent', () => {
  it('only where maintenance is scheduled', () => {
    const offers = asked();
    expect(offers.ask(8, 4, periodic(1))).toBe(false);
    expect([offers.startOf(3), offers.startOf(4)]).toEqual([100 * SECOND, null]);
    expect([offers.agents(), offers.scheduled]).toEqual([[3], true]);
  });

  it('once until it answers, and each framework for itself', () => {
    const offers = asked();
    expect(offers.ask(8, 3, periodic(2))).toBe(false);
    expect(offers.ask(9, 3, periodic(2))).toBe(true);
    offers.answer(8, 3, 'ACCEPT', 0, 2 * SECOND, 2);
    expect([offers.ask(9, 3, periodic(3)), offers.ask(8, 3, periodic(3))]).toEqual([false, true]);
  });

  it('anew when it is scheduled anew, or the agent comes back', () => {
    const offers = asked();
    offers.answer(8, 3, 'DECLINE', 1000, SECOND, 1);
    offers.schedule(3, 50 * SECOND);
    expect(offers.statuses().size).toBe(0);
    expect(offers.ask(8, 3, periodic(2))).toBe(true);
    offers.forgetAgent(3);
    expect([offers.scheduled, offers.ask(8, 3, periodic(3))]).toEqual([false, false]);
    offers.schedule(3, SECOND);
    expect(offers.ask(8, 3, periodic(3))).toBe(true);
  });

  it('not when maintenance is cancelled', () => {
    const offers = asked();
    offers.schedule(3, null);
    expect([offers.scheduled, offers.startOf(3), offers.agents()]).toEqual([false, null, []]);
    expect(offers.ask(9, 3, periodic(2))).toBe(false);
  });
});

/** Second of the first periodic cycle after second 1 that asks again after a refusal there. */
function askedAgain(filterSeconds: number): number {
  const offers = asked();
  offers.answer(8, 3, 'DECLINE', filterSeconds, SECOND, 1);
  for (let second = 2; second < 20; second++) {
    if (offers.ask(8, 3, periodic(second))) return second;
  }
  return Number.POSITIVE_INFINITY;
}

describe('a refusal holds the next one back', () => {
  it.each([
    { filter: 0, again: 2, why: 'no refusal' },
    { filter: 0.5, again: 2, why: 'not stretched to the interval' },
    { filter: 1, again: 3, why: 'the first periodic cycle honours its very end' },
    { filter: 2, again: 3, why: 'a later one does not' },
    { filter: 3.5, again: 5, why: 'as long as it says' },
    { filter: -1, again: 6, why: 'below zero counts as 5 s' },
    { filter: Number.NaN, again: 6, why: 'not a number counts as 5 s' },
  ])('for $filter s: asked again at $again s ($why)', ({ filter, again }) => {
    expect(askedAgain(filter)).toBe(again);
  });

  it('until the framework revives', () => {
    const offers = asked();
    offers.answer(8, 3, 'DECLINE', 1000, SECOND, 1);
    offers.revive(9);
    expect(offers.ask(8, 3, periodic(2))).toBe(false);
    offers.revive(8);
    expect(offers.ask(8, 3, periodic(2))).toBe(true);
  });

  it('and one that revives is still asked once', () => {
    const offers = asked();
    offers.revive(8);
    expect(offers.ask(8, 3, periodic(2))).toBe(false);
  });
});

describe('answers', () => {
  it('are kept by agent and framework, the last one given', () => {
    const offers = asked();
    offers.ask(9, 3, periodic(1));
    offers.answer(8, 3, 'DECLINE', 0, SECOND, 1);
    offers.answer(9, 3, 'ACCEPT', 0, SECOND, 1);
    offers.ask(8, 3, periodic(2));
    offers.answer(8, 3, 'ACCEPT', 5, 2 * SECOND, 2);
    expect([...(offers.statuses().get(3) ?? [])]).toEqual([
      [8, 'ACCEPT'],
      [9, 'ACCEPT'],
    ]);
  });

  it('for agents that are not maintained are dropped', () => {
    const offers = asked();
    offers.answer(8, 4, 'ACCEPT', 0, SECOND, 1);
    expect(offers.statuses().size).toBe(0);
  });

  it('stand when a framework disconnects, and go when it is removed', () => {
    const offers = asked();
    offers.answer(8, 3, 'DECLINE', 1000, SECOND, 1);
    offers.disconnect(8);
    expect(offers.statuses().get(3)?.get(8)).toBe('DECLINE');
    expect(offers.ask(8, 3, periodic(2))).toBe(true);
    offers.disconnect(8);
    expect(offers.ask(8, 3, periodic(3))).toBe(true);
    offers.forgetFramework(8);
    expect(offers.statuses().size).toBe(0);
    expect(offers.ask(8, 3, periodic(4))).toBe(true);
  });
});
