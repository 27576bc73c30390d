import { FAULT_KINDS, type FaultKind, type FaultTarget } from '../faults/fault-spec.ts';
import { type ClusterShape, populationOf, rackNames, zoneNames } from './cluster-shape.ts';
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
  for (const place of ['rack', 'zone'] as const) {
    if (target === 'agent' || fault[place] === undefined) continue;
    const wanted = TARGET_FIELDS[target];
    problems.refuse([...path, place], `${articled(fault.kind)} hits no ${place}, wanted ${wanted}`);
  }
  if (target === 'agent') return namedAgents(fault, articled(fault.kind), shape, path, problems);
  if (target === 'framework') return namedFrameworks(fault, shape, path, problems);
  return numbered(fault, target, shape, path, problems);
}

function articled(kind: FaultKind): string {
  return `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** How a part of a document says which agents it is about: by rack, by zone, or by number. */
export interface AgentsNamed {
  readonly rack?: string | undefined;
  readonly zone?: string | undefined;
  readonly agents?: readonly number[] | undefined;
}

/**
 * The agents that a part of a document names; all of them where it names none.
 * @param what the part, in messages: `a rack-outage`
 */
export function namedAgents(
  named: AgentsNamed,
  what: string,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  const { rack, zone, agents } = named;
  const given = (['rack', 'zone', 'agents'] as const).filter((way) => named[way] !== undefined);
  if (given.length > 1) {
    const [first, second] = given;
    const other = second === 'agents' ? 'agents' : `a ${second}`;
    problems.refuse([...path, second], `${what} names a ${first} or ${other}, not both`);
  }
  if (rack !== undefined) return agentsAt('rack', rack, shape, path, problems);
  if (zone !== undefined) return agentsAt('zone', zone, shape, path, problems);
  const size = shape.racks.length;
  if (agents === undefined) return Array.from({ length: size }, (_, one) => one);
  return withinSize('agent', agents, size, [...path, 'agents'], problems);
}

function agentsAt(
  place: 'rack' | 'zone',
  name: string,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  const places = place === 'rack' ? shape.racks : shape.zones;
  const members = [...places.keys()].filter((agent) => places[agent] === name);
  if (members.length === 0) {
    const known = place === 'rack' ? rackNames(shape) : zoneNames(shape);
    const wanted = known.length === 0 ? `agents with ${place}s` : `one of ${known.join(', ')}`;
    const guess = suggestion(name, known);
    problems.refuse([...path, place], `found ${place} "${name}", wanted ${wanted}${guess}`);
  }
  return members;
}

/** The frameworks that a part of a document names; all of them where it names none. */
export function namedFrameworks(
  { frameworks }: { readonly frameworks?: readonly string[] | undefined },
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
  target: 'master' | 'server',
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
  const named = target === 'master' ? fault.masters : fault.servers;
  if (named === undefined) return Array.from({ length: size }, (_, one) => one);
  return withinSize(target, named, size, [...path, field], problems);
}

function withinSize(
  what: string,
  named: readonly number[],
  size: number,
  path: DocumentPath,
  problems: ScenarioProblems,
): readonly number[] {
  for (const [i, one] of named.entries()) {
    if (one < size) continue;
    problems.refuse([...path, i], `found ${what} ${one}, wanted one of 0 to ${size - 1}`);
  }
  return named;
}
