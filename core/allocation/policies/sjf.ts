import type { Policy } from '../policy.ts';

/**
 * Shortest job first: the framework whose next job is the least work in all is served first, and
 * frameworks take their own jobs in that order. Work is expected task-time, whatever a task needs
 * at a time. Nobody is preempted. Those who do not say come last; long jobs may starve.
 *
 * A yardstick for completion times, not for fairness.
 */
export const sjf: Policy = {
  name: 'sjf',
  summary: 'shortest job first: least work of a waiting job, all its tasks together',
  source: 'Smith, Naval Research Logistics Quarterly, 1956',
  properties: ['Pareto efficiency'],
  needs: ['jobWork'],
  jobOrder: 'shortest',
  start: (accounts) => ({
    key: (client) => accounts.wants[client].jobWork ?? Number.POSITIVE_INFINITY,
    inherits: true,
  }),
};
