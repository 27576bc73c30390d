import type { Micros } from '../../core/machine.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { type NewStage, StageList } from '../../traces/model/stage-list.ts';
import { StageKind, type Workload } from '../../traces/model/workload.ts';
import { readDuration } from './duration-text.ts';
import { readResources } from './resource-values.ts';
import type { ResourcesText } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';
import type { JobDocument, StageDocument } from './workload-document.ts';

/** What a task of a job holds that does not say it: a map of the SWIM model. */
export const DEFAULT_TASK_RESOURCES = 'cpus:1;mem:1024';

/** Most jobs of a framework, repeats counted: a mistyped repeat ends in words, not in a swamp. */
const MOST_JOBS = 1_000_000;

interface Submission {
  readonly name: string;
  readonly submitUs: Micros;
  readonly stages: readonly NewStage[];
}

/** The workload of jobs written into the scenario: tasks take exactly the time that stands there. */
export function inlineJobs(
  framework: string,
  jobs: readonly JobDocument[],
  path: DocumentPath,
  problems: ScenarioProblems,
): Workload {
  const submissions = jobs.flatMap((job, i) => submissionsOf(job, i, [...path, i], problems));
  refuseTwins(jobs, path, problems);
  // Those of one instant stay in the order of the document.
  const ordered = submissions.toSorted((a, b) => a.submitUs - b.submitUs);
  const list = new StageList();
  const firstStage = [0];
  const graph = jobs.some(({ stages }) => stages?.some(({ after }) => after !== undefined));
  for (const { stages } of ordered) {
    for (const [i, stage] of stages.entries()) {
      list.add(graph ? { parents: i === 0 ? [] : [i - 1], ...stage } : stage);
    }
    firstStage.push(list.count);
  }
  return {
    name: framework,
    format: 'scenario',
    jobs: {
      count: ordered.length,
      names: ordered.map(({ name }) => name),
      submitUs: Float64Array.from(ordered, ({ submitUs }) => submitUs),
      framework: new Uint16Array(ordered.length),
      firstStage: Int32Array.from(firstStage),
    },
    stages: list.columns(),
    demands: list.demands,
    frameworks: [framework],
    durations: { skewSigma: 0, minTaskUs: 1 },
  };
}

function submissionsOf(
  job: JobDocument,
  index: number,
  path: DocumentPath,
  problems: ScenarioProblems,
): Submission[] {
  const name = job.name ?? `job${index}`;
  const firstUs = problems.value([...path, 'at'], readDuration(job.at ?? '0s'), 0);
  const stages = stagesOf(job, path, problems);
  const { repeat } = job;
  if (repeat === undefined) return [{ name, submitUs: firstUs, stages }];
  const everyUs = positive(repeat.every, [...path, 'repeat', 'every'], problems);
  if (!(Number.isInteger(repeat.times) && repeat.times >= 1 && repeat.times <= MOST_JOBS)) {
    const wanted = `wanted a whole number from 1 to ${MOST_JOBS}`;
    problems.refuse([...path, 'repeat', 'times'], `found ${repeat.times}, ${wanted}`);
    return [];
  }
  return Array.from({ length: repeat.times }, (_, i) => ({
    name: `${name}#${i + 1}`,
    submitUs: firstUs + i * everyUs,
    stages,
  }));
}

function stagesOf(job: JobDocument, path: DocumentPath, problems: ScenarioProblems): NewStage[] {
  const { stages, tasks, duration } = job;
  if (stages !== undefined) {
    for (const field of ['tasks', 'duration'] as const) {
      if (job[field] === undefined) continue;
      problems.refuse([...path, field], `found ${field} beside stages, wanted them in the stages`);
    }
    return stages.map((stage, i) =>
      stageOf(stage, i, job.resources, [...path, 'stages', i], problems),
    );
  }
  if (tasks === undefined || duration === undefined) {
    const missing = tasks === undefined ? 'tasks' : 'duration';
    problems.refuse([...path, missing], 'found nothing, wanted tasks and duration, or stages');
    return [];
  }
  return [stageOf({ tasks, duration }, 0, job.resources, path, problems)];
}

function stageOf(
  { kind, tasks, duration, resources, after }: StageDocument,
  index: number,
  ofJob: ResourcesText | undefined,
  path: DocumentPath,
  problems: ScenarioProblems,
): NewStage {
  const taskUs = positive(duration, [...path, 'duration'], problems);
  const text = resources ?? ofJob ?? DEFAULT_TASK_RESOURCES;
  const demand = problems.value([...path, 'resources'], readResources(text), NOTHING);
  for (const [i, parent] of (after ?? []).entries()) {
    if (parent < index) continue;
    const wanted = index === 0 ? 'nothing: it is the first' : `one of 0 to ${index - 1}`;
    problems.refuse([...path, 'after', i], `found stage ${parent}, wanted ${wanted}`);
  }
  return {
    kind: kind === 'reduce' ? StageKind.REDUCE : StageKind.MAP,
    ...{ tasks, demand, taskUs, lastTaskUs: taskUs },
    ...(after !== undefined && { parents: [...new Set(after)].toSorted((a, b) => a - b) }),
  };
}

const NOTHING: ResourceMap = new Map();

function positive(text: string, path: DocumentPath, problems: ScenarioProblems): Micros {
  const micros = problems.value(path, readDuration(text), 1);
  if (micros === 0) problems.refuse(path, `found "${text}", wanted more than 0`);
  return micros;
}

function refuseTwins(
  jobs: readonly JobDocument[],
  path: DocumentPath,
  problems: ScenarioProblems,
): void {
  const names = new Set<string>();
  for (const [i, job] of jobs.entries()) {
    const name = job.name ?? `job${i}`;
    if (names.has(name)) problems.refuse([...path, i], `the job ${name} is named twice`);
    names.add(name);
  }
}
