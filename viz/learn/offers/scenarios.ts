import type {
  FrameworkDocument,
  ScenarioDocument,
} from '../../../sim/scenario/scenario-document.ts';

/** Figure 3 of the Mesos paper: one agent with 4 CPUs and 4 GB, and two frameworks. */
export const TWO_FRAMEWORKS: ScenarioDocument = {
  name: 'what a framework sees',
  cluster: { agents: [{ count: 1, resources: 'cpus:4;mem:4096' }] },
  frameworks: [
    {
      name: 'framework 1',
      kind: 'mapreduce',
      jobs: [
        { name: 'task 1', tasks: 1, duration: '60s', resources: 'cpus:2;mem:1024' },
        { name: 'task 2', tasks: 1, duration: '60s', resources: 'cpus:1;mem:2048' },
      ],
    },
    {
      name: 'framework 2',
      kind: 'mapreduce',
      jobs: [{ name: 'task 1', tasks: 1, duration: '60s', resources: 'cpus:1;mem:1024' }],
    },
  ],
  network: { latency: '500us' },
  until: '30s',
};

/** Frameworks that wait for more memory than any agent has left. */
export const WAITING = 12;

/** SPARK-13001 in small: many who decline everything, and one who could use it. */
export function starvation(refuseSeconds: number): ScenarioDocument {
  const waiting = Array.from(
    { length: WAITING },
    (_, index): FrameworkDocument => ({
      name: `big${index + 1}`,
      kind: 'mapreduce',
      jobs: [{ at: '10s', tasks: 1, duration: '60s', resources: 'cpus:1;mem:8192' }],
    }),
  );
  return {
    name: 'filters starve',
    cluster: { agents: [{ count: 2, resources: 'cpus:8;mem:16384' }] },
    scheduler: { refuseSeconds },
    frameworks: [
      {
        name: 'resident',
        kind: 'mapreduce',
        jobs: [{ tasks: 2, duration: '30m', resources: 'cpus:5;mem:9216' }],
      },
      {
        name: 'small',
        kind: 'mapreduce',
        jobs: [
          {
            name: 'small',
            at: '20s',
            tasks: 4,
            duration: '5s',
            repeat: { every: '10s', times: 10 },
          },
        ],
      },
      ...waiting,
    ],
    until: '150s',
  };
}
