import { expect, it } from 'vitest';

import { sampleWorkload } from '../../test/support/sample-workload.ts';
import { pickJobs } from './pick-jobs.ts';
import type { Workload } from './workload.ts';

/** What the job at a place is, whatever it stands beside. */
function jobAt({ jobs, stages, demands }: Workload, job: number): object {
  const first = jobs.firstStage[job];
  return {
    ...{ name: jobs.names[job], submitUs: jobs.submitUs[job], framework: jobs.framework[job] },
    stages: Array.from({ length: jobs.firstStage[job + 1] - first }, (_, i) => ({
      kind: stages.kind[first + i],
      tasks: stages.tasks[first + i],
      taskUs: [stages.taskUs[first + i], stages.lastTaskUs[first + i]],
      demand: demands[stages.demand[first + i]],
    })),
  };
}

it('keeps the jobs at the places given, with all that they are', () => {
  const workload = sampleWorkload(9);
  const picked = pickJobs(workload, [2, 3, 7]);
  expect(picked.jobs.count).toBe(3);
  expect([0, 1, 2].map((job) => jobAt(picked, job))).toEqual(
    [2, 3, 7].map((job) => jobAt(workload, job)),
  );
  expect(picked.frameworks).toEqual(workload.frameworks);
});

it('keeps a workload as it is when all are picked', () => {
  const workload = sampleWorkload(5);
  const { jobs, stages } = pickJobs(workload, [0, 1, 2, 3, 4]);
  expect([jobs, stages]).toMatchObject([workload.jobs, workload.stages]);
});
