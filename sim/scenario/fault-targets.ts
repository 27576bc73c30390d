import { FAULT_KINDS, type FaultKind, type FaultTarget } from '../faults/fault-spec.ts';
import { type ClusterShape, populationOf, rackNames } from './cluster-shape.ts';
import { suggestion } from './nearest-name.ts';
import type { FaultDocument } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';

/** The field of a fault that names its targets by number or by name. */
export const TARGET_FIELDS: { readonly [target in FaultTarget]: TargetField } = {
  agent: 'agents',
  master: 'masters',
  framework: 'frameworks',
  server: 'servers',
};

type TargetField = 'agents' | 'masters' | 'frameworks' | 'servers';

/**
 * Whom a fault may hit, as numbers: those it names, or everybody its kind can hit. What it names
 * and is not there, or is nothing its kind can hit, is refused.
 */
export function targetsOf(
  fault: FaultDocument,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  const { target } = FAULT_KINDS[fault.kind];
  for (const [other, field] of Object.entries(TARGET_FIELDS)) {
    if (other === target || fault[field] === undefined) continue;
    const wanted = target === 'agent' ? 'rack or agents' : TARGET_FIELDS[target];
    problems.refuse([...path, field], `${articled(fault.kind)} hits no ${other}, wanted ${wanted}`);
  }
  if (target !== 'agent' && fault.rack !== undefined) {
    const wanted = TARGET_FIELDS[target];
    problems.refuse([...path, 'rack'], `${articled(fault.kind)} hits no rack, wanted ${wanted}`);
  }
  if (target === 'agent' && fault.rack !== undefined)
    return agentsOfRack(fault, shape, path, problems);
  if (target === 'framework') return namedFrameworks(fault, shape, path, problems);
  return numbered(fault, target, shape, path, problems);
}

function articled(kind: FaultKind): string {
  return `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function agentsOfRack(
  { rack = '', agents, kind }: FaultDocument,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  if (agents !== undefined) {
    problems.refuse([...path, 'agents'], `${articled(kind)} names a rack or agents, not both`);
  }
  const members = [...shape.racks.keys()].filter((agent) => shape.racks[agent] === rack);
  if (members.length === 0) {
    const known = rackNames(shape);
    const wanted = known.length === 0 ? 'agents with racks' : `one of ${known.join(', ')}`;
    const guess = suggestion(rack, known);
    problems.refuse([...path, 'rack'], `found rack "${rack}", wanted ${wanted}${guess}`);
  }
  return members;
}

function namedFrameworks(
  { frameworks }: FaultDocument,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  if (frameworks === undefined) return [...shape.frameworks.keys()];
  return frameworks.flatMap((name, i) => {
    const index = shape.frameworks.indexOf(name);
    if (index >= 0) return [index];
    const wanted = `one of ${shape.frameworks.join(', ')}${suggestion(name, shape.frameworks)}`;
    problems.refuse([...path, 'frameworks', i], `found framework "${name}", wanted ${wanted}`);
    return [];
  });
}

function numbered(
  fault: FaultDocument,
  target: Exclude<FaultTarget, 'framework'>,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  const size = populationOf(shape)[target];
  const field = TARGET_FIELDS[target];
  if (size === 0) {
    const wanted = 'masters behind ZooKeeper, such as masters: 3';
    problems.refuse(
      [...path, 'kind'],
      `${articled(fault.kind)} hits no ${target}, wanted ${wanted}`,
    );
    return [];
  }
  const named =
    target === 'agent' ? fault.agents : target === 'master' ? fault.masters : fault.servers;
  if (named === undefined) return Array.from({ length: size }, (_, one) => one);
  for (const [i, one] of named.entries()) {
    if (one < size) continue;
    const wanted = `wanted one of 0 to ${size - 1}`;
    problems.refuse([...path, field, i], `found ${target} ${one}, ${wanted}`);
  }
  return named;
}
