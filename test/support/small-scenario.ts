import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';

/** Three agents in two racks, two frameworks whose jobs do not fit all at once. */
export const SMALL_SCENARIO: ScenarioDocument = {
  name: 'small',
  cluster: {
    agents: [
      { count: 2, resources: 'cpus:4;mem:8192', rack: 'r1' },
      { count: 1, resources: 'cpus:2;mem:8192', rack: 'r2' },
    ],
  },
  roles: { 'eng/ads': { weight: 2 } },
  frameworks: [
    {
      name: 'ads',
      role: 'eng/ads',
      kind: 'mapreduce',
      jobs: [{ name: 'index', at: '4s', tasks: 12, duration: '20s', resources: 'cpus:1;mem:1024' }],
    },
    {
      name: 'web',
      kind: 'mapreduce',
      jobs: [
        { name: 'sort', at: '3s', tasks: 8, duration: '10s', resources: 'cpus:0.5;mem:3072' },
        { name: 'late', at: '2m', tasks: 2, duration: '5s' },
      ],
    },
  ],
};
