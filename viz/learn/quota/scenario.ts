import type { ScenarioDocument } from '../../../sim/scenario/scenario-document.ts';

export const CLUSTER_CPUS = 40;
export const RUSH_AT_SECONDS = 60;
export const RUSH_TASKS = 16;

/** What the operator promises and allows, in CPUs; 0 for no guarantee, the cluster for no limit. */
export interface Quota {
  readonly webGuarantee: number;
  readonly batchLimit: number;
}

/** Batch work fills the cluster; after a minute the shop has a rush and needs 16 CPUs at once. */
export function rush({ webGuarantee, batchLimit }: Quota): ScenarioDocument {
  return {
    name: 'the rush',
    cluster: { agents: [{ count: 10, resources: 'cpus:4;mem:8192' }] },
    roles: {
      web: webGuarantee === 0 ? {} : { quota: { guarantees: { cpus: webGuarantee } } },
      batch: batchLimit >= CLUSTER_CPUS ? {} : { quota: { limits: { cpus: batchLimit } } },
    },
    frameworks: [
      {
        name: 'batch',
        role: 'batch',
        kind: 'mapreduce',
        jobs: [{ tasks: 100, duration: '120s', resources: 'cpus:1;mem:1024' }],
      },
      {
        name: 'web',
        role: 'web',
        kind: 'mapreduce',
        jobs: [
          {
            at: `${RUSH_AT_SECONDS}s`,
            tasks: RUSH_TASKS,
            duration: '90s',
            resources: 'cpus:1;mem:1024',
          },
        ],
      },
    ],
    until: '300s',
  };
}
