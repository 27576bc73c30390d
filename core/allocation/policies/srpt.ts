import type { Policy } from '../policy.ts';

/**
 * Shortest remaining processing time: the framework with the job that is nearest to its end, by
 * expected time of the tasks that have not finished, is served first, and frameworks take their
 * own jobs in that order. Tasks that run are not preempted. Those who do not say come last; long
 * jobs may starve.
 *
 * On one server it has the least mean completion time of all policies, which makes it a
 * yardstick here.
 */
export const srpt: Policy = {
  name: 'srpt',
  summary: 'shortest remaining time first: least work left of a waiting job',
  source: 'Schrage, Operations Research, 1968',
  properties: ['Pareto efficiency'],
  needs: ['remainingWork'],
  jobOrder: 'least-remaining',
  start: (accounts) => ({
    key: (client) => accounts.wants[client].remainingWork ?? Number.POSITIVE_INFINITY,
    inherits: true,
  }),
};
