import type { Operation } from './operation.ts';
import {
  type Resource,
  isDivisible,
  isPersistentVolume,
  reservedTo,
  sameKind,
  withoutPersistence,
} from './resource.ts';
import { problemOfStack } from './reservation-stack.ts';
import { writeResources } from './resource-text.ts';
import { Resources } from './resources.ts';

/** Who asks for an operation, as far as its validity depends on it. */
export interface OperationCaller {
  /** Role of the offer it is done with; null for an operator. */
  readonly offeredTo: string | null;
  readonly principal: string | null;
  /** Whether it may make shared volumes (Mesos `SHARED_RESOURCES`). */
  readonly mayShare: boolean;
}

/** A rule for one of an operation's resources: what is wrong with it, or null. */
type Rule = (resource: Resource) => string | null;

/**
 * What is wrong with an operation wherever it is applied, or null (Mesos
 * `src/master/validation.cpp`, `operation`). What it needs from a pool is for `applyOperations`;
 * who may do it, and whether tasks use a volume, is for the master.
 * @param caller without it, rules on roles, principals and capabilities are left out
 */
export function problemOfOperation(operation: Operation, caller?: OperationCaller): string | null {
  switch (operation.type) {
    case 'RESERVE':
      return (
        firstProblem(operation.resources, (one) => problemOfReserve(one, caller)) ??
        problemOfSource(operation.resources, operation.source ?? Resources.EMPTY)
      );
    case 'UNRESERVE':
      return firstProblem(operation.resources, problemOfUnreserve);
    case 'CREATE':
      return (
        firstProblem(operation.resources, (one) => problemOfCreate(one, caller)) ??
        problemOfIds(operation.resources)
      );
    case 'DESTROY':
      return firstProblem(operation.resources, problemOfVolume);
    case 'GROW_VOLUME':
      return (
        problemOfResized(operation.volume) ??
        problemOfAddition([...operation.volume][0], operation.addition)
      );
    case 'SHRINK_VOLUME':
      return (
        problemOfResized(operation.volume) ??
        problemOfSubtract([...operation.volume][0], operation.subtract)
      );
    case 'REMOVE':
      return firstProblem(operation.resources, () => null);
  }
}

function firstProblem(resources: Resources, rule: Rule): string | null {
  if (resources.isEmpty) return 'found no resources, wanted some';
  for (const resource of resources) {
    const problem = rule(resource);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfReserve(resource: Resource, caller: OperationCaller | undefined): string | null {
  const text = writeResources([resource]);
  const problem = problemOfTop(resource) ?? problemOfStack(resource.reservations)?.problem ?? null;
  if (problem !== null) return problem;
  if (isPersistentVolume(resource)) return `found a volume, ${text}, wanted what holds no data yet`;
  if (resource.revocable) return `found ${text}, wanted nothing revocable`;
  const top = resource.reservations.at(-1);
  if (caller === undefined || top === undefined) return null;
  if (caller.offeredTo !== null && top.role !== caller.offeredTo) {
    return `found role "${top.role}", wanted that of the offer, "${caller.offeredTo}"`;
  }
  if (top.principal !== null && top.principal !== caller.principal) {
    const wanted = caller.principal === null ? 'none' : `the caller's, "${caller.principal}"`;
    return `found principal "${top.principal}", wanted ${wanted}`;
  }
  return null;
}

/** A re-reservation changes dynamic reservations and nothing else. */
function problemOfSource(resources: Resources, source: Resources): string | null {
  if (source.isEmpty) return null;
  const changed = resources.map(withStaticOnly);
  if (source.map(withStaticOnly).equals(changed)) return null;
  return `found source ${writeResources(source)}, wanted the same but for dynamic reservations`;
}

function withStaticOnly(resource: Resource): Resource {
  const reservations = resource.reservations.filter(({ type }) => type === 'STATIC');
  return { ...resource, reservations };
}

function problemOfUnreserve(resource: Resource): string | null {
  const problem = problemOfTop(resource);
  if (problem !== null) return problem;
  if (!isPersistentVolume(resource)) return null;
  return `found a volume, ${writeResources([resource])}, wanted it destroyed first`;
}

function problemOfTop(resource: Resource): string | null {
  if (resource.reservations.at(-1)?.type === 'DYNAMIC') return null;
  return `found ${writeResources([resource])}, wanted a dynamic reservation on top`;
}

function problemOfCreate(resource: Resource, caller: OperationCaller | undefined): string | null {
  const text = writeResources([resource]);
  const problem = problemOfVolume(resource);
  if (problem !== null) return problem;
  const id = resource.disk?.persistence ?? '';
  if (!isDirectoryName(id)) return `found id "${id}", wanted a name that a directory can have`;
  if (resource.reservations.length === 0) return `found ${text}, wanted it reserved`;
  if (resource.revocable) return `found ${text}, wanted nothing revocable`;
  if (resource.shared && caller?.mayShare === false) {
    return `found ${text}, wanted the capability SHARED_RESOURCES for it`;
  }
  return null;
}

/** Mesos part of `common/validation.cpp`: ids become names of directories. */
function isDirectoryName(id: string): boolean {
  if (id === '' || id === '.' || id === '..' || id.length > 255) return false;
  return !/[/\\\u0000-\u001f\u007f]/.test(id);
}

function problemOfIds(volumes: Resources): string | null {
  const seen = new Set<string>();
  for (const volume of volumes) {
    const id = volume.disk?.persistence ?? '';
    const key = JSON.stringify([reservedTo(volume), id]);
    if (seen.has(key)) return `found volume id "${id}" twice, wanted distinct ids`;
    seen.add(key);
  }
  return null;
}

function problemOfVolume(resource: Resource): string | null {
  const isVolume = isPersistentVolume(resource) && resource.name === 'disk';
  if (isVolume && resource.value.kind === 'scalar') return null;
  return `found ${writeResources([resource])}, wanted disk with a persistence id`;
}

/** What is wrong with a volume that is to grow or shrink. */
function problemOfResized(volumes: Resources): string | null {
  if (volumes.size !== 1) return `found ${volumes.size} volumes, wanted one`;
  return firstProblem(volumes, (volume) => {
    const problem = problemOfVolume(volume);
    if (problem !== null) return problem;
    const text = writeResources([volume]);
    if (volume.shared) return `found ${text}, wanted a volume that is not shared`;
    if (isDivisible(withoutPersistence(volume))) return null;
    return `found ${text}, wanted a disk that can be divided`;
  });
}

function problemOfAddition(volume: Resource, additions: Resources): string | null {
  const wanted = `wanted disk as under ${writeResources([volume])}`;
  if (additions.size !== 1) return `found ${additions.size} additions, ${wanted}`;
  const [addition] = additions;
  if (sameKind(addition, withoutPersistence(volume))) return null;
  return `found addition ${writeResources([addition])}, ${wanted}`;
}

function problemOfSubtract({ value }: Resource, subtract: number): string | null {
  const size = value.kind === 'scalar' ? value.milli : 0;
  if (Number.isInteger(subtract) && subtract > 0 && subtract < size) return null;
  return `found ${subtract / 1000} to subtract, wanted more than 0 and less than ${size / 1000}`;
}
