import { ResourceNotationError, parseResources } from './notation.ts';
import { MAX_SCALAR, fromMilli } from './quantities.ts';
import { type Resource, plainResource } from './resource.ts';
import { shown } from './document-fields.ts';
import { readResourceDocument } from './resource-document.ts';
import { Resources } from './resources.ts';

export { type ResourceDocument, resourcesDocument } from './resource-document.ts';
export { writeResources } from './resource-text.ts';

/**
 * Reads resources: Mesos text (`cpus:1;mem(role):64;ports:[1-2]`, where `(role)` is a static
 * reservation), an object (`{ "name": "disk", "value": 10, "disk": { "persistence": "v" } }`), or
 * an array mixing both, which is their sum. Zeros are dropped.
 * @throws ResourceNotationError naming what was found and wanted; its `path` says where in `value`
 */
export function readResources(value: unknown): Resources {
  const members = Array.isArray(value)
    ? value.map((member: unknown, at) => readMember(member, `[${at}]`))
    : [readMember(value, '')];
  const kinds = new Map<string, string>();
  for (const { path, resources } of members) {
    for (const resource of resources) checkKind(resource, kinds, path);
  }
  const sum = Resources.of(members.flatMap(({ resources }) => resources));
  checkSum(sum);
  return sum;
}

interface Member {
  readonly path: string;
  readonly resources: readonly Resource[];
}

function readMember(value: unknown, path: string): Member {
  if (typeof value === 'string') return { path, resources: readText(value, path) };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { path, resources: [readResourceDocument(value, path)] };
  }
  const wanted = path === '' ? 'a text, an object or an array of them' : 'a text or an object';
  throw new ResourceNotationError(0, `found ${shown(value)}, wanted ${wanted}`, path);
}

function readText(text: string, path: string): Resource[] {
  try {
    return parseResources(text).map(({ name, role, ...value }) => {
      const plain = plainResource(name, value);
      if (role === null) return plain;
      return { ...plain, reservations: [{ type: 'STATIC', role, principal: null, labels: [] }] };
    });
  } catch (error) {
    if (!(error instanceof ResourceNotationError)) throw error;
    throw error.at(path);
  }
}

/** @throws ResourceNotationError when the name was seen with another kind of value. */
function checkKind({ name, value }: Resource, kinds: Map<string, string>, path: string): void {
  const before = kinds.get(name) ?? value.kind;
  kinds.set(name, value.kind);
  if (before === value.kind) return;
  throw new ResourceNotationError(
    0,
    `found ${value.kind} for "${name}", which was ${before} before; ` +
      'wanted one kind of value per name',
    path,
  );
}

/** @throws ResourceNotationError when a sum leaves the range of what is counted exactly. */
function checkSum(resources: Resources): void {
  for (const { name, value } of resources) {
    if (value.kind === 'scalar' && value.milli > MAX_SCALAR * 1000) {
      throw new ResourceNotationError(
        0,
        `"${name}" adds up to ${fromMilli(value.milli)}, wanted at most ${MAX_SCALAR}`,
      );
    }
  }
}
