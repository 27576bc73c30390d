import * as fc from 'fast-check';
import { it } from 'vitest';
import {
  RandomWorld,
  type Step,
  type Weighted,
  drawn,
} from '../../test/support/mesos-model-operations.ts';
import { ModelPair, type PairOptions, USUAL_MINIMUM } from '../../test/support/mesos-model-pair.ts';

/** How often which operation is drawn. */
const CYCLES: Weighted = [
  [9, (world) => world.pair.batch()],
  [5, (world) => world.pair.settle()],
  [14, (world, a, b, c) => world.answer(a, b, c)],
  [7, (world, a, b) => world.giveBack(a, b)],
  [2, (world, a) => world.advance(a)],
];

const CLUSTER: Weighted = [
  [2, (world, a, b, c) => world.addAgent(a, b, c)],
  [1, (world, a) => world.removeAgent(a)],
  [2, (world, a) => world.toggleAgent(a)],
  [4, (world, a, b, c) => world.updateAgent(a, b, c)],
  [2, (world, a) => world.setWhitelist(a)],
  [3, (world, a, b) => world.setUnavailability(a, b)],
  [4, (world, a, b, c) => world.answerInverseOffer(a, b, c)],
];

const FRAMEWORKS: Weighted = [
  [2, (world, a, b, c) => world.addFramework(a, b, c)],
  [1, (world, a) => world.removeFramework(a)],
  [2, (world, a) => world.toggleFramework(a)],
  [2, (world, a, b, c) => world.updateFramework(a, b, c)],
  [2, (world, a, b) => world.suppress(a, b)],
  [3, (world, a, b) => world.revive(a, b)],
];

const OPERATOR: Weighted = [
  [2, (world, a, b) => world.setWeight(a, b)],
  [4, (world, a, b) => world.setQuota(a, b)],
  [1, (world, a) => world.pause(a)],
];

const SPECIAL: Weighted = [
  [5, (world, a, b, c) => world.operate(a, b, c)],
  [3, (world, a, b, c) => world.operateFree(a, b, c)],
  [2, (world, a, b, c) => world.addAgentResources(a, b, c)],
];

const USUAL = [...CYCLES, ...CLUSTER, ...FRAMEWORKS, ...OPERATOR];

const number = fc.nat({ max: 839 });
const step: fc.Arbitrary<Step> = fc.tuple(number, number, number, number);
const steps = fc.array(step, { minLength: 8, maxLength: 30, size: 'max' });

/** Most clusters are as most are. */
const clusters: fc.Arbitrary<Omit<PairOptions, 'seed'>> = fc.record({
  explained: fc.boolean(),
  filterGpu: fc.constantFrom(true, true, false),
  fairnessExclude: fc.constantFrom([], [], ['mem'], ['cpus', 'disk']),
  minAllocatable: fc.constantFrom(USUAL_MINIMUM, USUAL_MINIMUM, []),
  masterDomain: fc.constantFrom({ region: 'near', zone: 'z' }, null),
});

it.each([
  ['scalars alone', false, USUAL],
  ['resources of every kind', true, [...USUAL, ...SPECIAL]],
])('%s: the rules of the model demand every offer made', (_, special, weighted) => {
  const operations = drawn(weighted);
  fc.assert(
    fc.property(steps, step, fc.nat(), clusters, (sequence, start, seed, options) => {
      const world = new RandomWorld(new ModelPair({ ...options, seed }), special, start);
      world.run(operations, sequence);
    }),
    { numRuns: 1000 },
  );
});

/** Everything offered is declined: shares are equal, and numbers of allocations decide. */
const ROUNDS: Weighted = [
  [8, (world) => world.round()],
  [3, (world, a, b, c) => world.addFramework(a, b, c)],
  [3, (world, a) => world.removeFramework(a)],
  [2, (world, a, b, c) => world.updateFramework(a, b, c)],
  [2, (world, a, b) => world.suppress(a, b)],
  [3, (world, a, b) => world.revive(a, b)],
  [2, (world, a, b) => world.setWeight(a, b)],
  [1, (world, a, b) => world.setQuota(a, b)],
  [1, (world, a, b, c) => world.addAgent(a, b, c)],
  [1, (world, a) => world.removeAgent(a)],
];

it('equal shares: the model finds the numbers of allocations by which ties are broken', () => {
  const operations = drawn(ROUNDS);
  fc.assert(
    fc.property(steps, step, fc.nat(), (sequence, start, seed) => {
      const world = new RandomWorld(new ModelPair({ seed }), false, start);
      world.run(operations, sequence);
    }),
    { numRuns: 600 },
  );
});
