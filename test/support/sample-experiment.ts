import type { Experiment } from '../../sim/experiment/experiment.ts';
import { sampleWorkload } from './sample-workload.ts';

/** A small experiment that can be run, with any part of it replaced. */
export function sampleExperiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    workload: sampleWorkload(60),
    policy: 'drf',
    seed: '1',
    cluster: {
      agents: [
        {
          count: 20,
          resources: new Map([
            ['cpus', 16_000],
            ['mem', 65_536_000],
          ]),
        },
      ],
      slotsPerAgent: null,
    },
    weights: new Map(),
    master: { allocationIntervalUs: 1_000_000, maxOffersPerFramework: 0 },
    scheduler: { jobOrder: 'fair', slowstart: 0.05, refuseSeconds: 5, locality: null },
    network: { kind: 'constant', us: 500 },
    quotas: new Map(),
    faults: [],
    untilUs: null,
    ...changes,
  };
}
