import { describe, expect, it } from 'vitest';

import { parseScalars } from '../../core/resources/notation.ts';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { sampleWorkload } from '../../test/support/sample-workload.ts';
import { checkExperiment } from './check-experiment.ts';
import type { AgentGroup, Experiment } from './experiment.ts';

function messages(changes: Partial<Experiment>): string[] {
  return checkExperiment(sampleExperiment(changes)).map(({ message }) => message);
}

function cluster(...agents: AgentGroup[]): Pick<Experiment, 'cluster'> {
  return { cluster: { agents, slotsPerAgent: null } };
}

function agent(resources: string, count = 1): AgentGroup {
  return { count, resources: parseScalars(resources) };
}

describe('checkExperiment', () => {
  it('finds nothing in an experiment that can run', () => {
    expect(messages({})).toEqual([]);
  });

  it('refuses a cluster without agents', () => {
    expect(messages(cluster())).toEqual(['the cluster has no agents, wanted one']);
    expect(messages(cluster(agent('cpus:16;mem:65536', 0)))).toEqual([
      'a group has 0 agents, wanted at least one',
    ]);
  });

  it('names the first task of each demand that fits no agent, and the agent that comes closest', () => {
    expect(messages(cluster(agent('cpus:1;mem:512'), agent('cpus:1;mem:3072')))).toEqual([
      'a reduce task of job job0 needs cpus:1;mem:4096, but the biggest agent has cpus:1;mem:3072',
    ]);
    expect(messages(cluster(agent('mem:65536')))).toEqual([
      'a map task of job job0 needs cpus:1;mem:2048, but the biggest agent has mem:65536',
      'a reduce task of job job0 needs cpus:1;mem:4096, but the biggest agent has mem:65536',
    ]);
  });

  it('takes a demand that only one of several kinds of agents can hold', () => {
    expect(messages(cluster(agent('cpus:1;mem:2048'), agent('cpus:1;mem:4096')))).toEqual([]);
  });

  it('refuses weights for frameworks that are not there, and weights of zero', () => {
    expect(messages({ weights: new Map([['nobody', 2]]) })).toEqual([
      'a weight is given for nobody, but the frameworks are ads, search, mail',
    ]);
    expect(messages({ weights: new Map([['ads', new Map([['cpus', 0]])]]) })).toEqual([
      'the weight of ads is 0, wanted a number above 0',
    ]);
  });

  it('refuses a 99th percentile that no lognormal latency can have', () => {
    const network = { kind: 'lognormal', meanUs: 500, p99Us: 8000 } as const;
    expect(messages({ network })).toEqual([
      'p99 latency is 8000 us, wanted from the mean (500 us) to 14.9 times as much, all a lognormal can have',
    ]);
    expect(messages({ network: { ...network, p99Us: 5000 } })).toEqual([]);
  });

  it('refuses numbers out of range', () => {
    expect(messages({ untilUs: 0 })).toHaveLength(1);
    expect(
      messages({ master: { allocationIntervalUs: 0, maxOffersPerFramework: -1 } }),
    ).toHaveLength(2);
    const locality = { replication: 0, delayUs: -1, remoteFactor: 0.5 };
    const scheduler = { jobOrder: 'fifo', slowstart: 2, refuseSeconds: -1, locality } as const;
    expect(messages({ scheduler })).toHaveLength(5);
  });

  it('refuses a workload without jobs', () => {
    expect(messages({ workload: sampleWorkload(0) })).toEqual(['sample has no jobs, wanted one']);
  });
});
