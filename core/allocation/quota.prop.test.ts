import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Operate,
  RandomWorld,
  type Step,
  type Weighted,
  drawn,
} from '../../test/support/mesos-model-operations.ts';
import { ModelPair, USUAL_MINIMUM } from '../../test/support/mesos-model-pair.ts';
import { NOTHING, frameworkFacts } from '../../test/support/mesos-model-samples.ts';
import { allowance } from '../../test/support/mesos-model-stages.ts';
import type { ModelOptions, ModelState } from '../../test/support/mesos-model-state.ts';
import { readResources, writeResources } from '../resources/resource-notation.ts';
import { USUAL_AGENT } from './agent-facts.ts';

/** What quota promises, said without the steps by which a cycle keeps it. */

interface Account {
  readonly role: string;
  readonly consumed: readonly number[];
  readonly allowance: readonly number[];
}

function accountsOf(state: ModelState): Account[] {
  return [...state.quotas.keys()].map((role) => ({
    ...{ role, consumed: state.consumed(role), allowance: allowance(state, role) },
  }));
}

/** What is free beyond what guarantees lack, below zero when there is not enough. */
function surplusOf(state: ModelState): number[] {
  const required = state.requiredHeadroom();
  return state.availableHeadroom().map((amount, r) => amount - required[r]);
}

/** A cycle takes no more than the limit allows, in a role that has one. */
function assertWithinLimits(state: ModelState, before: readonly Account[]): void {
  for (const { role, consumed, allowance: allowed } of before) {
    for (const [r, now] of state.consumed(role).entries()) {
      const most = consumed[r] + allowed[r];
      if (isTopLevelAlone(state, role) && now > most) {
        throw new Error(`${role} consumes ${now} of resource ${r}, wanted at most ${most}`);
      }
    }
  }
}

/** Sub-roles are charged to the role above but not stopped by its limit. */
function isTopLevelAlone(state: ModelState, role: string): boolean {
  return !state.clients.some((client) => client.role.startsWith(`${role}/`));
}

/** Where a guarantee still lacks something, only guarantees have eaten into what is held back. */
function assertHeadroom(state: ModelState, before: readonly number[]): void {
  const required = state.requiredHeadroom();
  for (const [r, surplus] of surplusOf(state).entries()) {
    const least = Math.min(before[r], 0);
    if (required[r] > 0 && surplus < least) {
      throw new Error(`surplus of resource ${r} is ${surplus}, wanted at least ${least}`);
    }
  }
}

/** After a periodic cycle nobody lacks a guarantee while there is something to offer it. */
function assertGuarantees(world: RandomWorld): void {
  const { state, model } = world.pair;
  if (model.paused) return;
  for (const role of state.quotas.keys()) {
    const clients = state.clients.filter((one) => one.role === role && state.isEligible(one));
    const refused = state.filters.some((filter) => filter.role === role);
    if (clients.length === 0 || refused) continue;
    const missing = state.missing(role);
    for (const agent of state.agents.keys()) {
      const free = state.vector(state.free(agent));
      const isLeft = [10, 32_000].some((least, r) => missing[r] >= least && free[r] >= least);
      if (state.isOffered(agent) && isLeft) {
        throw new Error(`${role} lacks ${missing.join()} while agent ${agent} has ${free.join()}`);
      }
    }
  }
}

function guarded(world: RandomWorld, run: () => void): void {
  const { state } = world.pair;
  const [accounts, surplus] = [accountsOf(state), surplusOf(state)];
  run();
  assertWithinLimits(state, accounts);
  assertHeadroom(state, surplus);
}

const batch: Operate = (world) => guarded(world, () => world.pair.batch());
const settle: Operate = (world) => guarded(world, () => world.pair.settle());

const OPERATIONS: Weighted = [
  [8, batch],
  [4, settle],
  [8, (world, a, b, c) => world.answer(a, b, c)],
  [5, (world, a, b) => world.giveBack(a, b)],
  [8, (world, a, b) => world.setQuota(a, b)],
  [2, (world, a, b, c) => world.addAgent(a, b, c)],
  [1, (world, a) => world.removeAgent(a)],
  [1, (world, a, b, c) => world.updateAgent(a, b, c)],
  [2, (world, a, b, c) => world.addFramework(a, b, c)],
  [1, (world, a) => world.removeFramework(a)],
  [1, (world, a, b) => world.suppress(a, b)],
  [2, (world, a, b) => world.revive(a, b)],
];

const SPECIAL: Weighted = [
  ...OPERATIONS,
  [3, (world, a, b, c) => world.operate(a, b, c)],
  [3, (world, a, b, c) => world.operateFree(a, b, c)],
];

const number = fc.nat({ max: 839 });
const step: fc.Arbitrary<Step> = fc.tuple(number, number, number, number);
const steps = fc.array(step, { minLength: 8, maxLength: 30, size: 'max' });
const quotas = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 });

it.each([
  ['scalars alone', false, OPERATIONS],
  ['resources of every kind', true, SPECIAL],
])('%s: limits are kept, and headroom is left for guarantees', (_, special, weighted) => {
  const operations = drawn(weighted);
  fc.assert(
    fc.property(steps, step, quotas, fc.nat(), (sequence, start, given, seed) => {
      const world = new RandomWorld(new ModelPair({ seed }), special, start);
      for (const [role, kind] of given) world.setQuota(role, kind);
      world.run(operations, sequence);
    }),
    { numRuns: 500 },
  );
});

it('a role with a guarantee lacks nothing that it could be offered', () => {
  const operations = drawn(OPERATIONS);
  fc.assert(
    fc.property(steps, step, quotas, fc.nat(), (sequence, start, given, seed) => {
      const world = new RandomWorld(new ModelPair({ seed, masterDomain: null }), false, start);
      for (const [role, kind] of given) world.setQuota(role, kind);
      world.run(operations, sequence);
      batch(world, 0, 0, 0);
      assertGuarantees(world);
    }),
    { numRuns: 500 },
  );
});

it('a role at its limit is offered what limits do not bind, where that is worth an offer', () => {
  const offered = (minAllocatable: ModelOptions['minAllocatable']): string[] => {
    const pair = new ModelPair({ seed: 1, minAllocatable });
    pair.setQuota('a', new Map(), NOTHING);
    pair.addFramework(0, frameworkFacts(0, ['a'], 0, false), true, []);
    pair.addAgent(0, readResources('cpus:4;mem:128;ports:[1-4]'), USUAL_AGENT);
    pair.batch();
    return pair.offers().map(({ resources }) => writeResources(resources));
  };
  expect(offered(USUAL_MINIMUM)).toEqual([]);
  expect(offered([])).toEqual(['ports:[1-4]']);
});
