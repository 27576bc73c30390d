import type { Workload } from '../../traces/model/workload.ts';
import { FAULT_KINDS } from '../faults/fault-spec.ts';
import { type ClusterShape, populationOf, shapeOf } from '../scenario/cluster-shape.ts';
import { TARGET_FIELDS } from '../scenario/fault-targets.ts';
import type {
  FaultDocument,
  FrameworkDocument,
  PresetDocument,
  ScenarioDocument,
} from '../scenario/scenario-document.ts';

/** A list of a scenario that entries can be taken out of. */
export interface ScenarioList {
  readonly length: number;
  /** The scenario with only those entries whose places are given, in rising order. */
  readonly keep: (places: readonly number[]) => ScenarioDocument;
}

type Fault = FaultDocument | PresetDocument;

/** Workloads of the traces that a scenario names. */
export type Traces = ReadonlyMap<string, Workload>;

/** What goes wrong; presets have to be written out before. */
export function faultsOf(document: ScenarioDocument): ScenarioList {
  const { faults = [] } = document;
  const list = typeof faults === 'string' ? [{ preset: faults }] : faults;
  return {
    length: list.length,
    keep: (places) => {
      const kept = places.map((place) => list[place]);
      return { ...document, faults: kept.length === 0 ? undefined : kept };
    },
  };
}

/** What an operator does. */
export function operationsOf(document: ScenarioDocument): ScenarioList {
  const { operations = [] } = document;
  return {
    length: operations.length,
    keep: (places) => {
      const kept = places.map((place) => operations[place]);
      return { ...document, operations: kept.length === 0 ? undefined : kept };
    },
  };
}

/** Sites where machines may do otherwise than usual. */
export function buggifyOf(document: ScenarioDocument): ScenarioList {
  const { buggify = [] } = document;
  return {
    length: buggify.length,
    keep: (places) => {
      const kept = places.map((place) => buggify[place]);
      return { ...document, buggify: kept.length === 0 ? undefined : kept };
    },
  };
}

/** Something a framework runs: a job, an app, a cron job. */
interface Piece {
  readonly framework: number;
  readonly place: number;
}

/**
 * All that is run, over all frameworks: jobs, apps and cron jobs. A framework that is left with
 * nothing leaves as well, and with it what names it.
 */
export function piecesOf(document: ScenarioDocument, traces: Traces = new Map()): ScenarioList {
  const works = document.frameworks.map((framework) => workOf(framework, traces));
  const pieces = works.flatMap((work, index): Piece[] =>
    work.map((_, place) => ({ framework: index, place })),
  );
  return {
    length: pieces.length,
    keep: (places) => {
      const kept = places.map((place) => pieces[place]);
      const frameworks = document.frameworks.flatMap((framework, index) => {
        const mine = kept.filter((piece) => piece.framework === index);
        // A trace that was not read is nobody's list: the framework stays, or goes as a whole.
        if (works[index].length === 0) return [framework];
        return mine.length === 0 ? [] : [withWork(framework, works[index], mine)];
      });
      return tidied({ ...document, frameworks });
    },
  };
}

export function frameworksOf(document: ScenarioDocument): ScenarioList {
  const { frameworks } = document;
  return {
    length: frameworks.length,
    keep: (places) => tidied({ ...document, frameworks: places.map((place) => frameworks[place]) }),
  };
}

/** The number of things a scenario runs, over all frameworks. */
export function countPieces({ frameworks }: ScenarioDocument, traces: Traces = new Map()): number {
  return frameworks.reduce((sum, framework) => sum + workOf(framework, traces).length, 0);
}

/** The number of entries in the list of faults. */
export function countFaults(document: ScenarioDocument): number {
  return faultsOf(document).length;
}

function workOf(
  { jobs, apps, schedule, trace, traceJobs }: FrameworkDocument,
  traces: Traces,
): readonly unknown[] {
  const read = trace === undefined ? undefined : traces.get(trace);
  const ofTrace = read && Array.from({ length: read.jobs.count }, (_, job) => job);
  return jobs ?? apps ?? schedule ?? traceJobs ?? ofTrace ?? [];
}

/** @param work all that it runs */
function withWork(
  framework: FrameworkDocument,
  work: readonly unknown[],
  pieces: readonly Piece[],
): FrameworkDocument {
  const { jobs, apps, schedule, trace } = framework;
  const only = <One>(list: readonly One[] | undefined): readonly One[] | undefined =>
    list && pieces.map(({ place }) => list[place]);
  return {
    ...framework,
    ...(trace !== undefined && { traceJobs: only(work as readonly number[]) }),
    ...(jobs && { jobs: only(jobs) }),
    ...(apps && { apps: only(apps) }),
    ...(schedule && { schedule: only(schedule) }),
  };
}

/** Without what names a framework, a role or a target that is not there any more. */
export function tidied(document: ScenarioDocument): ScenarioDocument {
  const roles = Object.entries(document.roles ?? {}).filter(([role]) =>
    document.frameworks.some(
      (framework) => framework.role === role || framework.role?.startsWith(`${role}/`) === true,
    ),
  );
  const { faults } = document;
  const shape = shapeOf(document);
  return {
    ...document,
    roles: roles.length === 0 ? undefined : Object.fromEntries(roles),
    ...(document.operations && { operations: knownOperations(document, shape) }),
    faults:
      faults === undefined || typeof faults === 'string'
        ? faults
        : faults.flatMap((fault) => withTargets(fault, shape)),
  };
}

/** Those of which everything they name is there. */
function knownOperations(
  { operations = [], frameworks }: ScenarioDocument,
  shape: ClusterShape,
): ScenarioDocument['operations'] {
  const roles = frameworks.flatMap(({ name, role = name }) => role);
  const isRole = (named: string): boolean =>
    roles.some((role) => role === named || role.startsWith(`${named}/`));
  const kept = operations.filter(
    ({ agents = [], frameworks: names = [], role, weights = {} }) =>
      agents.every((agent) => agent < shape.racks.length) &&
      names.every((name) => shape.frameworks.includes(name)) &&
      [...(role === undefined ? [] : [role]), ...Object.keys(weights)].every(isRole),
  );
  return kept.length === 0 ? undefined : kept;
}

function withTargets(fault: Fault, shape: ClusterShape): Fault[] {
  if ('preset' in fault) return [fault];
  const { target } = FAULT_KINDS[fault.kind];
  if (target === 'framework') {
    if (fault.frameworks === undefined) return [fault];
    const frameworks = fault.frameworks.filter((name) => shape.frameworks.includes(name));
    return frameworks.length === 0 ? [] : [{ ...fault, frameworks }];
  }
  const size = populationOf(shape)[target];
  const field = TARGET_FIELDS[target];
  const named = fault[field];
  if (size === 0) return [];
  if (named === undefined || fault.rack !== undefined) return [fault];
  const numbers = named.filter((one) => Number(one) < size);
  return numbers.length === 0 ? [] : [{ ...fault, [field]: numbers }];
}
