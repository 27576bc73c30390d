import { expect, it } from 'vitest';

import { makeMaster } from '../../core/recording/made-master.ts';
import { allocationRules, policyOf } from './allocation-options.ts';
import { parseMesosDurationUs } from './mesos-duration.ts';

const made = {
  ...{ policy: 'drf', seed: 's', allocationIntervalUs: 1e6, offerTimeoutUs: null },
  health: { pingTimeoutUs: 15e6, maxPingTimeouts: 5, removalLimit: null },
};

it("reads Mesos's flags of the allocator, and makes a master of them", () => {
  const rules = allocationRules({
    ...{ policy: 'drf', weights: 'web=2, db=0.5', minAllocatableResources: 'cpus:1|mem:64;disk:1' },
    ...{ fairSharingExcludedResourceNames: 'gpus', filterGpuResources: false },
  });
  expect(rules).toEqual({
    weights: [
      ['web', 2],
      ['db', 0.5],
    ],
    minAllocatable: [
      [['cpus', 1000]],
      [
        ['mem', 64_000],
        ['disk', 1000],
      ],
    ],
    ...{ fairnessExclude: ['gpus'], filterGpu: false },
  });
  const master = makeMaster(JSON.parse(JSON.stringify({ ...made, rules })));
  expect([...master.weights()]).toEqual(rules.weights);
  expect(allocationRules({ policy: 'drf' })).toEqual({});
});

it("takes Mesos's two sorters for one policy", () => {
  expect(policyOf({ policy: 'wdrf' })).toBe('wdrf');
  expect(policyOf({ policy: 'drf', roleSorter: 'random' })).toBe('random');
  expect(policyOf({ policy: 'drf', roleSorter: 'drf', frameworkSorter: 'drf' })).toBe('drf');
  const two = { policy: 'drf', roleSorter: 'drf', frameworkSorter: 'random' };
  expect(() => policyOf(two)).toThrow('--framework-sorter: found "random", wanted that of the');
  expect(() => policyOf({ policy: 'fifo', roleSorter: 'drf' })).toThrow('--policy: found "fifo"');
  expect(() => policyOf({ policy: 'drf', roleSorter: 'x' })).toThrow('--role-sorter: found "x"');
});

it('says what is wrong with them', () => {
  const rules = (more: object) => () => allocationRules({ policy: 'drf', ...more });
  expect(rules({ weights: 'web' })).toThrow('--weights: found "web", wanted a role and its weight');
  expect(rules({ weights: 'web=0' })).toThrow('--weights: found "0", wanted a weight above 0');
  expect(rules({ minAllocatableResources: 'cpus' })).toThrow('--min-allocatable-resources: ');
});

it('takes durations as Mesos writes them, and as they are written here', () => {
  const texts = ['10secs', '1.5mins', '2hrs', '1days', '2weeks', '500ms', '15s'];
  expect(texts.map((text) => parseMesosDurationUs(text, '--t') / 1e6)).toEqual([
    ...[10, 90, 7200, 86_400, 1_209_600, 0.5, 15],
  ]);
  expect(() => parseMesosDurationUs('10 fortnights', '--t')).toThrow('--t: found "10 fortnights"');
});
