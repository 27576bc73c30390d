import type { ScenarioDocument } from '../../../sim/scenario/scenario-document.ts';

const AGENTS = [{ count: 4, resources: 'cpus:4;mem:8192' }];
const NETWORK = { latency: '500us' };
export const TASK_SECONDS = 30;

/** Four agents in waves of tasks of 30 seconds; one of them dies for a minute. */
export function agentDies(atSeconds: number): ScenarioDocument {
  return {
    name: 'an agent dies',
    cluster: { agents: AGENTS },
    frameworks: [
      {
        name: 'batch',
        kind: 'mapreduce',
        jobs: [{ name: 'job', tasks: 64, duration: `${TASK_SECONDS}s` }],
      },
    ],
    network: NETWORK,
    faults: [{ at: `${atSeconds}s`, kind: 'agent-crash', agents: [0], for: '60s' }],
    until: '240s',
  };
}

export const MASTER_DIES_SECONDS = 60;

/** Three masters behind ZooKeeper; the one that leads dies. */
export const MASTER_DIES: ScenarioDocument = {
  name: 'the master fails over',
  cluster: { agents: AGENTS },
  masters: 3,
  frameworks: [
    {
      name: 'batch',
      kind: 'mapreduce',
      checkpoint: true,
      failoverTimeout: '5m',
      jobs: [{ name: 'job', tasks: 12, duration: '10s', repeat: { every: '10s', times: 12 } }],
    },
  ],
  network: NETWORK,
  faults: [{ at: `${MASTER_DIES_SECONDS}s`, kind: 'master-crash', masters: [0], for: '60s' }],
  until: '150s',
};

export const CUT_OFF_SECONDS = 29;

/** Nothing reaches agent 0 while its first tasks are launched. */
export const LAUNCH_LOST: ScenarioDocument = {
  name: 'a launch is lost',
  cluster: { agents: [{ count: 2, resources: 'cpus:4;mem:8192' }] },
  frameworks: [
    {
      name: 'batch',
      kind: 'mapreduce',
      partitionAware: true,
      jobs: [{ name: 'job', at: '30s', tasks: 8, duration: '20s' }],
    },
  ],
  network: NETWORK,
  faults: [{ at: `${CUT_OFF_SECONDS}s`, kind: 'partition-in', agents: [0], for: '20s' }],
  until: '120s',
};
