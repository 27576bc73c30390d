import type { Policy } from '../policy.ts';

/**
 * First in, first out: the framework whose oldest waiting job was submitted first is served
 * first, as one queue over all users would do (Hadoop's default JobQueueTaskScheduler).
 *
 * A framework says how long its oldest job has waited with the REQUEST call; one that never
 * says it counts from its last subscribe or revive.
 */
export const fifo: Policy = {
  name: 'fifo',
  summary: 'first in, first out over all frameworks, by their oldest waiting job',
  source: 'Hadoop 1 JobQueueTaskScheduler',
  properties: ['Pareto efficiency'],
  start: (accounts) => ({
    key: (node) => accounts.wants[node].waitingSinceUs,
    inherits: true,
  }),
};
