import type { Micros } from '../../core/machine.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { readJob } from '../../core/schedulers/cron/cron-job.ts';
import { parentsFirst } from '../../core/schedulers/cron/job-graph.ts';
import { parseSchedule } from '../../core/schedulers/cron/repeating-interval.ts';
import type { TimedCronJob } from '../experiment/experiment.ts';
import { readDuration } from './duration-text.ts';
import { given } from './given.ts';
import { suggestion } from './nearest-name.ts';
import { readResources } from './resource-values.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';
import type { CronJobDocument } from './workload-document.ts';

/** What a run holds that does not say it (Chronos `docs/docs/configuration.md`). */
export const DEFAULT_RUN_RESOURCES = 'cpus:0.1;mem:128';

/** A run of the simulator begins at 0 and has no date. */
const CLOCK = { nowUs: 0, originUs: null };

/** The jobs of a `cron` framework, as its scheduler is given them. */
export function cronSchedule(
  jobs: readonly CronJobDocument[],
  path: DocumentPath,
  problems: ScenarioProblems,
): TimedCronJob[] {
  const before = problems.list.length;
  const names = jobs.map(({ name }) => name);
  const specs = jobs.map((job, i) => {
    const at = [...path, i];
    if (names.indexOf(job.name) < i) {
      problems.refuse([...at, 'name'], `the job ${job.name} is named twice`);
    }
    for (const [p, parent] of (job.parents ?? []).entries()) {
      if (names.includes(parent)) continue;
      const wanted = `wanted one of ${names.join(', ')}${suggestion(parent, names)}`;
      problems.refuse([...at, 'parents', p], `found parent "${parent}", ${wanted}`);
    }
    return jobOf(job, at, problems);
  });
  if (problems.list.length === before) refuseCycle(jobs, path, problems);
  return specs;
}

function jobOf(job: CronJobDocument, path: DocumentPath, problems: ScenarioProblems): TimedCronJob {
  const before = problems.list.length;
  const { name, schedule, parents, retries, concurrent, disabled } = job;
  const { disableAfterFailures, softError, highPriority } = job;
  const time = (field: 'epsilon' | 'retryAfter'): Micros | undefined => {
    const text = job[field];
    return text === undefined ? undefined : problems.value([...path, field], readDuration(text), 0);
  };
  const durationUs = problems.value([...path, 'duration'], readDuration(job.duration), 1);
  if (durationUs === 0) {
    problems.refuse([...path, 'duration'], `found "${job.duration}", wanted more than 0`);
  }
  const resources = readResources(job.resources ?? DEFAULT_RUN_RESOURCES);
  const spec = {
    ...{ name, durationUs },
    resources: problems.value([...path, 'resources'], resources, new Map<string, number>()),
    ...given({ schedule, parents, retries, concurrent, disabled, softError, highPriority }),
    ...given({
      disableAfterFailures,
      epsilonUs: time('epsilon'),
      retryAfterUs: time('retryAfter'),
    }),
  };
  if (schedule !== undefined) {
    const interval = parseSchedule(schedule, CLOCK);
    if (typeof interval === 'string') problems.refuse([...path, 'schedule'], interval);
  }
  // The scheduler itself says what it would not take.
  const read = readJob(spec, ResourceSpace.of([spec.resources]));
  if (typeof read === 'string' && problems.list.length === before) problems.refuse(path, read);
  return spec;
}

/** Of jobs with different names and parents that are there. */
function refuseCycle(
  jobs: readonly CronJobDocument[],
  path: DocumentPath,
  problems: ScenarioProblems,
): void {
  const ordered = parentsFirst(jobs.map(({ name, parents }) => ({ name, ...given({ parents }) })));
  if (typeof ordered !== 'string') return;
  const index = jobs.findIndex((job) => waitsForItself(job, jobs));
  problems.refuse([...path, Math.max(0, index), 'parents'], ordered);
}

function waitsForItself(job: CronJobDocument, jobs: readonly CronJobDocument[]): boolean {
  const before = new Set(job.parents);
  // A set is walked with what is added on the way.
  for (const name of before) {
    for (const parent of jobs.find((one) => one.name === name)?.parents ?? []) before.add(parent);
  }
  return before.has(job.name);
}
