import { workloadOf } from '../experiment/job-list.ts';
import type { FrameworkSpec } from '../experiment/experiment.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { cronSchedule } from './cron-schedule.ts';
import { readDuration } from './duration-text.ts';
import { given } from './given.ts';
import { inlineJobs } from './inline-jobs.ts';
import type { FrameworkDocument, ScenarioDocument } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';
import { frameworkScheduler, sparkSettings } from './scheduler-settings.ts';
import { serviceApps } from './service-apps.ts';

/** A framework of a scenario, with what it runs. */
export interface PlannedFramework {
  readonly name: string;
  readonly spec: FrameworkSpec;
  /** Its jobs, or the path of the trace that has them. */
  readonly jobs: Workload | TraceJobs;
}

/** Jobs of a trace: all of them, or those at these places. */
export interface TraceJobs {
  readonly trace: string;
  readonly places?: readonly number[];
}

type Work = 'trace' | 'jobs' | 'apps' | 'schedule';

const WORK: readonly Work[] = ['trace', 'jobs', 'apps', 'schedule'];

/** What each kind of framework runs: one of these fields. */
const WORK_OF: { readonly [kind in FrameworkDocument['kind']]: readonly Work[] } = {
  mapreduce: ['trace', 'jobs'],
  spark: ['trace', 'jobs'],
  'spark-fine': ['trace', 'jobs'],
  service: ['apps'],
  cron: ['schedule'],
};

export function planFrameworks(
  { frameworks, until }: ScenarioDocument,
  problems: ScenarioProblems,
): PlannedFramework[] {
  const names = new Set<string>();
  return frameworks.map((framework, i) => {
    const path = ['frameworks', i];
    const { name, kind } = framework;
    if (names.has(name)) problems.refuse([...path, 'name'], `${name} is named twice`);
    names.add(name);
    checkWork(framework, path, problems);
    if (WORK_OF[kind][0] !== 'trace' && until === undefined) {
      const wanted = 'which has no end by itself; wanted "until", such as until: 2h';
      problems.refuse([...path, 'kind'], `found a framework of kind ${kind}, ${wanted}`);
    }
    return {
      name,
      spec: specOf(framework, path, problems),
      jobs: jobsOf(framework, path, problems),
    };
  });
}

function checkWork(
  framework: FrameworkDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): void {
  const { kind } = framework;
  const wanted = WORK_OF[kind];
  const found = WORK.filter((field) => framework[field] !== undefined);
  const stranger = found.find((field) => !wanted.includes(field));
  if (stranger !== undefined) {
    const message = `a framework of kind ${kind} has no ${stranger}, wanted ${wanted.join(' or ')}`;
    problems.refuse([...path, stranger], message);
  } else if (found.length > 1) {
    problems.refuse([...path, found[1]], `found ${found.join(' and ')}, wanted one of them`);
  } else if (found.length === 0) {
    problems.refuse([...path, wanted[0]], `found nothing, wanted ${wanted.join(' or ')}`);
  }
}

function specOf(
  framework: FrameworkDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): FrameworkSpec {
  const { kind, role, checkpoint, failoverTimeout, partitionAware, apps, schedule } = framework;
  return {
    kind,
    ...given({
      role,
      checkpoint,
      partitionAware,
      failoverTimeoutUs:
        failoverTimeout === undefined
          ? undefined
          : problems.value([...path, 'failoverTimeout'], readDuration(failoverTimeout), 0),
      apps: apps && serviceApps(apps, [...path, 'apps'], problems),
      schedule: schedule && cronSchedule(schedule, [...path, 'schedule'], problems),
      scheduler: frameworkScheduler(framework, path, problems),
      spark: sparkSettings(framework, path, problems),
    }),
  };
}

function jobsOf(
  { name, trace, traceJobs, jobs }: FrameworkDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): PlannedFramework['jobs'] {
  if (traceJobs !== undefined) checkPlaces(traceJobs, trace, [...path, 'traceJobs'], problems);
  if (trace !== undefined) return { trace, ...given({ places: traceJobs }) };
  if (jobs !== undefined) return inlineJobs(name, jobs, [...path, 'jobs'], problems);
  return workloadOf({ name, frameworks: [name], demands: [], jobs: [] });
}

function checkPlaces(
  places: readonly number[],
  trace: string | undefined,
  path: DocumentPath,
  problems: ScenarioProblems,
): void {
  if (trace === undefined) problems.refuse(path, 'found jobs of a trace, wanted the trace too');
  for (const [i, place] of places.entries()) {
    if (i === 0 || place > places[i - 1]) continue;
    problems.refuse([...path, i], `found ${place} after ${places[i - 1]}, wanted rising places`);
  }
}
