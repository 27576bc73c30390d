import { describe, expect, it } from 'vitest';

import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { checkExperiment } from './check-experiment.ts';
import { frameworksWithoutAgents } from './check-partitions.ts';
import type { Experiment } from './experiment.ts';

/** Three frameworks (ads, mail, search) on some agents. */
function partitioned(agents: number, weights: Experiment['weights'] = new Map()): Experiment {
  const { cluster } = sampleExperiment();
  const [group] = cluster.agents;
  return sampleExperiment({
    policy: 'static',
    weights,
    cluster: { ...cluster, agents: [{ ...group, count: agents }] },
  });
}

describe('frameworksWithoutAgents', () => {
  it('is nobody when there is an agent for each', () => {
    expect(frameworksWithoutAgents(partitioned(3))).toEqual([]);
  });

  it('is who comes last when there are too few', () => {
    expect(frameworksWithoutAgents(partitioned(2))).toEqual(['search']);
  });

  it('is who weighs next to nothing', () => {
    const weights = new Map([['ads', 0.01]]);
    expect(frameworksWithoutAgents(partitioned(20, weights))).toEqual(['ads']);
    expect(frameworksWithoutAgents(partitioned(400, weights))).toEqual([]);
  });

  it('is nobody under a policy that shares', () => {
    expect(frameworksWithoutAgents({ ...partitioned(1), policy: 'drf' })).toEqual([]);
  });

  it('is what checkExperiment reports, unless the run has an end', () => {
    expect(checkExperiment(partitioned(2))).toEqual([
      {
        field: 'cluster.agents',
        message:
          'policy static has no agent for search: 2 agents for 3 frameworks by weight, ' +
          'so that its jobs would wait for ever',
      },
    ]);
    expect(checkExperiment({ ...partitioned(2), untilUs: 1e6 })).toEqual([]);
  });
});
