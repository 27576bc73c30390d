import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import { FAULT_KINDS } from '../faults/fault-spec.ts';
import { shapeOf } from '../scenario/cluster-shape.ts';
import { durationText, readDuration } from '../scenario/duration-text.ts';
import type {
  FaultDocument,
  FrameworkDocument,
  ScenarioDocument,
} from '../scenario/scenario-document.ts';
import type { JobDocument } from '../scenario/workload-document.ts';
import { tidied } from './scenario-lists.ts';

/** Scenarios that are simpler than this one in one respect, the most hopeful first. */
export type Simplification = (document: ScenarioDocument) => Iterable<ScenarioDocument>;

/** In the order in which they are tried, again and again until none helps. */
export const SIMPLIFICATIONS: readonly Simplification[] = [
  fewerAgents,
  fewerMasters,
  withoutSettings,
  fewerTargets,
  simplerFrameworks,
  smallerWork,
  roundFaults,
];

function* fewerAgents(document: ScenarioDocument): Iterable<ScenarioDocument> {
  const { agents } = document.cluster;
  for (const [i, group] of agents.entries()) {
    if (agents.length > 1) yield withAgents(document, agents.toSpliced(i, 1));
    for (const count of smallerCounts(group.count, 1)) {
      yield withAgents(document, agents.with(i, { ...group, count }));
    }
    if (group.rack !== undefined) {
      yield withAgents(document, agents.with(i, { ...group, rack: undefined }));
    }
  }
}

function withAgents(
  document: ScenarioDocument,
  agents: ScenarioDocument['cluster']['agents'],
): ScenarioDocument {
  return tidied({ ...document, cluster: { ...document.cluster, agents } });
}

function* fewerMasters(document: ScenarioDocument): Iterable<ScenarioDocument> {
  const { masters, servers } = shapeOf(document);
  if (document.masters === undefined) return;
  yield tidied({ ...document, masters: undefined });
  for (const count of smallerCounts(masters, 2)) yield tidied({ ...document, masters: count });
  if (servers > 1) yield tidied({ ...document, masters: { count: masters, zookeeper: 1 } });
}

function* withoutSettings(document: ScenarioDocument): Iterable<ScenarioDocument> {
  for (const field of ['roles', 'network', 'master', 'scheduler', 'policy', 'heal'] as const) {
    if (document[field] !== undefined) yield { ...document, [field]: undefined };
  }
}

/** Of faults that hit many: one, or half of them. */
function* fewerTargets(document: ScenarioDocument): Iterable<ScenarioDocument> {
  const shape = shapeOf(document);
  const sizes = {
    agent: shape.racks.length,
    master: shape.masters,
    framework: shape.frameworks.length,
    server: shape.servers,
  };
  for (const [fault, put] of eachFault(document)) {
    const { target } = FAULT_KINDS[fault.kind];
    const all = Array.from({ length: sizes[target] }, (_, one) => one);
    if (target === 'framework') {
      for (const frameworks of parts(fault.frameworks ?? shape.frameworks)) {
        yield put({ ...fault, frameworks });
      }
    } else {
      const field = target === 'agent' ? 'agents' : target === 'master' ? 'masters' : 'servers';
      if (fault.rack !== undefined) continue;
      for (const some of parts(fault[field] ?? all)) yield put({ ...fault, [field]: some });
    }
  }
}

/** Each alone, then the halves. */
function* parts<One>(list: readonly One[]): Iterable<readonly One[]> {
  if (list.length < 2) return;
  for (const one of list) yield [one];
  if (list.length < 4) return;
  const half = list.length >> 1;
  yield list.slice(0, half);
  yield list.slice(half);
}

function* simplerFrameworks(document: ScenarioDocument): Iterable<ScenarioDocument> {
  for (const [framework, put] of eachFramework(document)) {
    for (const field of ['checkpoint', 'partitionAware', 'failoverTimeout'] as const) {
      const value = framework[field];
      if (value !== undefined) yield put({ ...framework, [field]: undefined });
    }
    if (framework.role !== undefined && document.roles?.[framework.role] === undefined) {
      yield put({ ...framework, role: undefined });
    }
  }
}

function* smallerWork(document: ScenarioDocument): Iterable<ScenarioDocument> {
  for (const [framework, put] of eachFramework(document)) {
    const { jobs = [], apps = [] } = framework;
    for (const [i, job] of jobs.entries()) {
      for (const smaller of smallerJobs(job))
        yield put({ ...framework, jobs: jobs.with(i, smaller) });
    }
    for (const [i, app] of apps.entries()) {
      for (const instances of smallerCounts(app.instances, 1)) {
        yield put({ ...framework, apps: apps.with(i, { ...app, instances }) });
      }
    }
  }
}

function* smallerJobs(job: JobDocument): Iterable<JobDocument> {
  const { stages, tasks, at, repeat } = job;
  if (repeat !== undefined) yield { ...job, repeat: undefined };
  if (at !== undefined) {
    yield { ...job, at: undefined };
    for (const text of rounder(at)) yield { ...job, at: text };
  }
  if (job.duration !== undefined) {
    for (const text of rounder(job.duration)) yield { ...job, duration: text };
  }
  for (const count of smallerCounts(tasks ?? 1, 1)) yield { ...job, tasks: count };
  if (stages === undefined) return;
  if (stages.length === 1) {
    const [only] = stages;
    const resources = only.resources ?? job.resources;
    yield { ...job, stages: undefined, tasks: only.tasks, duration: only.duration, resources };
  }
  for (const [i, stage] of stages.entries()) {
    if (stages.length > 1) yield { ...job, stages: stages.toSpliced(i, 1) };
    for (const count of smallerCounts(stage.tasks, 1)) {
      yield { ...job, stages: stages.with(i, { ...stage, tasks: count }) };
    }
  }
}

/** Times of faults that people can read, and no rate where once is enough. */
function* roundFaults(document: ScenarioDocument): Iterable<ScenarioDocument> {
  for (const [fault, put] of eachFault(document)) {
    if (fault.at !== undefined) for (const at of rounder(fault.at)) yield put({ ...fault, at });
    if (fault.for !== undefined) {
      for (const text of rounder(fault.for)) yield put({ ...fault, for: text });
    }
    if (fault.ratio !== undefined && fault.ratio !== '1/1') yield put({ ...fault, ratio: '1/1' });
  }
}

/** One, a half, one less. */
function smallerCounts(count: number, least: number): number[] {
  const tried = [least, Math.ceil(count / 2), count - 1];
  return [...new Set(tried)].filter((one) => one >= least && one < count);
}

/** Shorter durations that are rounder: whole minutes, tens of seconds, seconds, tenths. */
const ROUND_US: readonly Micros[] = [60, 10, 1, 0.1].map((s) => s * MICROS_PER_SECOND);

function rounder(text: string): string[] {
  const micros = readDuration(text);
  if (typeof micros === 'string') return [];
  const found = ROUND_US.map((unit) => Math.floor(micros / unit) * unit);
  // Nothing is gained by a time that is as round as before.
  const better = found.filter((one, i) => one > 0 && one < micros && found.indexOf(one) === i);
  return better.map(durationText);
}

type Put<One> = (one: One) => ScenarioDocument;

function* eachFault(
  document: ScenarioDocument,
): Iterable<readonly [FaultDocument, Put<FaultDocument>]> {
  const { faults } = document;
  if (faults === undefined || typeof faults === 'string') return;
  for (const [i, fault] of faults.entries()) {
    if ('preset' in fault) continue;
    yield [fault, (one) => ({ ...document, faults: faults.with(i, one) })];
  }
}

function* eachFramework(
  document: ScenarioDocument,
): Iterable<readonly [FrameworkDocument, Put<FrameworkDocument>]> {
  const { frameworks } = document;
  for (const [i, framework] of frameworks.entries()) {
    yield [framework, (one) => ({ ...document, frameworks: frameworks.with(i, one) })];
  }
}
