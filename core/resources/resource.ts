import type { IntegerRange } from './ranges.ts';
import type { Value } from './value.ts';

export type { IntegerRange, Value };

/**
 * One resource object as agents, offers and tasks name it: a value, and everything that makes it
 * a different kind from another of the same name (Mesos v1 `Resource`, `docs/reservation.md`,
 * `docs/persistent-volume.md`, `docs/shared-resources.md`, `docs/multiple-disk.md`).
 */
export interface Resource {
  /** `cpus`, `mem` (MB), `disk` (MB), `gpus`, `ports`; any other name is legal. */
  readonly name: string;
  readonly value: Value;
  /** Outermost (lowest) first, top last; none when unreserved. */
  readonly reservations: readonly Reservation[];
  /** May be taken away at any time: given by oversubscription. */
  readonly revocable: boolean;
  /** May be used by several at once; only persistent volumes are. */
  readonly shared: boolean;
  readonly disk: Disk | null;
  /** The resource provider it comes from; null for the agent itself. */
  readonly provider: string | null;
  /** Copies of a shared one; 1 for all others. */
  readonly count: number;
}

/** One entry of a stack of reservations. */
export interface Reservation {
  /** STATIC comes from the agent's configuration and is the lowest; DYNAMIC from RESERVE. */
  readonly type: 'STATIC' | 'DYNAMIC';
  /** Below another entry, a strict descendant of its role. */
  readonly role: string;
  readonly principal: string | null;
  readonly labels: readonly Label[];
}

export interface Label {
  readonly key: string;
  readonly value: string | null;
}

export interface Disk {
  /** Id of a persistent volume, unique per role and agent; null when data ends with tasks. */
  readonly persistence: string | null;
  /** null for the agent's own work directory. */
  readonly source: DiskSource | null;
}

export interface DiskSource {
  /** PATH can be divided, MOUNT and BLOCK cannot, RAW can while it has no id. */
  readonly type: 'PATH' | 'MOUNT' | 'BLOCK' | 'RAW';
  readonly root: string | null;
  readonly id: string | null;
}

/** Names people expect first, in this order; all others follow by code units. */
const FIRST_NAMES: readonly string[] = ['cpus', 'mem', 'disk', 'gpus', 'ports'];

/** Unreserved, not revocable, not shared, of the agent's own disk: `what`, and nothing else. */
export function plainResource(name: string, value: Value): Resource {
  return {
    name,
    value,
    reservations: [],
    revocable: false,
    shared: false,
    disk: null,
    provider: null,
    count: 1,
  };
}

/** Role of the top reservation, which is the resource's role; null when unreserved. */
export function reservedTo(resource: Resource): string | null {
  return resource.reservations.at(-1)?.role ?? null;
}

/** True when `role` is `ancestor` or below it: `eng/dev` is within `eng`, `english` is not. */
export function isWithinRole(role: string, ancestor: string): boolean {
  return role === ancestor || isBelowRole(role, ancestor);
}

/** True when `role` is a strict descendant of `ancestor`. */
export function isBelowRole(role: string, ancestor: string): boolean {
  return role.startsWith(ancestor) && role.charAt(ancestor.length) === '/';
}

/** Unreserved, or reserved to the role or an ancestor of it; never to descendants or siblings. */
export function usableBy(resource: Resource, role: string): boolean {
  const owner = reservedTo(resource);
  return owner === null || isWithinRole(role, owner);
}

export function isPersistentVolume(resource: Resource): boolean {
  return resource.disk !== null && resource.disk.persistence !== null;
}

/** The disk that a persistent volume lies on: not persistent, not shared, of the same size. */
export function withoutPersistence(volume: Resource): Resource {
  const source = volume.disk?.source ?? null;
  const disk = source === null ? null : { persistence: null, source };
  return { ...volume, disk, shared: false, count: 1 };
}

/**
 * Whether parts of it can be taken and pieces merged. Persistent volumes, MOUNT and BLOCK disks
 * and RAW disks with an id are handed out, added and subtracted whole.
 */
export function isDivisible(resource: Resource): boolean {
  if (resource.shared) return false;
  if (resource.disk === null) return true;
  const { persistence, source } = resource.disk;
  if (persistence !== null) return false;
  if (source === null || source.type === 'PATH') return true;
  return source.type === 'RAW' && source.id === null;
}

/**
 * True when two objects are alike in all but their value and copies: name, kind of value, stack
 * of reservations, revocable, shared, provider, disk source, persistence id. Such objects merge
 * and can be subtracted from each other, unless they are indivisible (Mesos `Resources::addable`).
 */
export function sameKind(a: Resource, b: Resource): boolean {
  return kindKey(a) === kindKey(b);
}

/**
 * What {@link sameKind} compares, as a text. Parts stand on lines of their own, and JSON has no
 * raw line breaks: two kinds never have one key.
 */
export function kindKey(resource: Resource): string {
  const { name, value, reservations, revocable, shared, disk, provider } = resource;
  const first = FIRST_NAMES.indexOf(name);
  const head = `${first < 0 ? FIRST_NAMES.length : first}${name}\n${value.kind}`;
  const source = disk?.source ?? null;
  const persistence = disk?.persistence ?? null;
  const hasMarks = revocable || shared || persistence !== null;
  if (reservations.length === 0 && !hasMarks && source === null && provider === null) return head;
  const stack = reservations.map(({ type, role, principal, labels }) => [
    ...[role, type, principal],
    labelsInOrder(labels).map((label) => [label.key, label.value]),
  ]);
  const place = source === null ? null : [source.type, source.root, source.id];
  const rest = [stack, provider, place, persistence, shared, revocable];
  return `${head}\n${JSON.stringify(rest)}`;
}

/** Labels are compared as a bag, so they get an order. */
export function labelsInOrder(labels: readonly Label[]): Label[] {
  const keyed = labels.map((label) => ({ label, key: JSON.stringify([label.key, label.value]) }));
  return keyed
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ label }) => label);
}
