import { formatValue } from './notation-values.ts';
import type { Disk, Reservation, Resource } from './resource.ts';

/**
 * Writes resources for people, as Mesos prints them (`operator<<` of `Resource`):
 * `cpus(role):1;ports:[1-2]` where its text notation suffices, otherwise with marks that the
 * notation does not read: `disk(role)[volume]:10`, `cpus{REV}:1`, `disk(role)[v]<SHARED>:10<2>`
 * for two copies, `cpus(reservations: [(DYNAMIC,role,principal,{key: value})]):1`. Equal
 * collections are written alike.
 */
export function writeResources(resources: Iterable<Resource>): string {
  return Array.from(resources, writeResource).join(';');
}

function writeResource(resource: Resource): string {
  const { name, value, reservations, revocable, shared, disk, provider, count } = resource;
  const marks = [
    reservationsText(reservations),
    disk === null ? '' : `[${diskText(disk)}]`,
    provider === null ? '' : `<provider ${provider}>`,
    revocable ? '{REV}' : '',
    shared ? '<SHARED>' : '',
  ];
  return `${name}${marks.join('')}:${formatValue(value)}${count === 1 ? '' : `<${count}>`}`;
}

function reservationsText(reservations: readonly Reservation[]): string {
  if (reservations.length === 0) return '';
  const [{ type, role, principal, labels }] = reservations;
  const isText = type === 'STATIC' && principal === null && labels.length === 0;
  if (reservations.length === 1 && isText) return `(${role})`;
  return `(reservations: [${reservations.map(reservationText).join(',')}])`;
}

function reservationText({ type, role, principal, labels }: Reservation): string {
  const parts = [type, role];
  if (principal !== null) parts.push(principal);
  if (labels.length > 0) {
    const pairs = labels.map(({ key, value }) => (value === null ? key : `${key}: ${value}`));
    parts.push(`{${pairs.join(', ')}}`);
  }
  return `(${parts.join(',')})`;
}

function diskText({ persistence, source }: Disk): string {
  const parts: string[] = [];
  if (source !== null) {
    const place = [source.type, source.root ?? '', source.id ?? ''];
    parts.push(place.join(':').replace(/:+$/, ''));
  }
  if (persistence !== null) parts.push(persistence);
  return parts.join(',');
}
