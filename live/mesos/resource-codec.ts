import { z } from 'zod';

import { portionOf, resourcesOf } from '../../core/allocation/portion.ts';
import { LIVE_SPACE } from '../../core/recording/live-space.ts';
import {
  type Quantities,
  MAX_SCALAR,
  fromMilli,
  toMilli,
} from '../../core/resources/quantities.ts';
import {
  type DiskSource,
  type Reservation,
  type Resource,
  type Value,
  plainResource,
} from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { JsonObject } from './json.ts';

/** Plain quantities and all others, as tasks, offers and agents have them. */
export interface SplitResources {
  readonly resources: Quantities;
  readonly rest?: Resources;
}

/** An amount of something, in units. */
export const amountSchema = z.number().min(0).max(MAX_SCALAR);
const scalar = z.object({ value: amountSchema });
const bound = z.number().int().min(0);
const ranges = z.object({
  range: z.array(z.object({ begin: bound, end: bound })).default([]),
});
const labels = z.object({
  labels: z.array(z.object({ key: z.string(), value: z.string().optional() })).default([]),
});
const reservation = z.object({
  type: z.enum(['STATIC', 'DYNAMIC']).default('DYNAMIC'),
  role: z.string().default('*'),
  principal: z.string().optional(),
  labels: labels.optional(),
});
const disk = z.looseObject({
  persistence: z.looseObject({ id: z.string().min(1) }).optional(),
  volume: z
    .looseObject({
      container_path: z.string().optional(),
      mode: z.enum(['RW', 'RO']).optional(),
    })
    .optional(),
  source: z
    .looseObject({
      type: z.enum(['PATH', 'MOUNT', 'BLOCK', 'RAW']),
      id: z.string().optional(),
      path: z.object({ root: z.string().optional() }).optional(),
      mount: z.object({ root: z.string().optional() }).optional(),
    })
    .optional(),
});

/** Mesos v1 `Resource`. */
export const resourceSchema = z
  .looseObject({
    name: z.string().min(1),
    type: z.enum(['SCALAR', 'RANGES', 'SET']),
    scalar: scalar.optional(),
    ranges: ranges.optional(),
    set: z.object({ item: z.array(z.string()).default([]) }).optional(),
    role: z.string().optional(),
    reservation: reservation.optional(),
    reservations: z.array(reservation).optional(),
    disk: disk.optional(),
    revocable: z.object({}).optional(),
    shared: z.object({}).optional(),
    provider_id: z.object({ value: z.string() }).optional(),
    allocation_info: z.object({ role: z.string().optional() }).optional(),
  })
  .refine(hasItsValue, {
    error: 'wanted the field that its type names: scalar, ranges or set',
  });

export type MesosResource = z.infer<typeof resourceSchema>;

interface ValueFields {
  readonly type: 'SCALAR' | 'RANGES' | 'SET';
  readonly scalar?: z.infer<typeof scalar> | undefined;
  readonly ranges?: z.infer<typeof ranges> | undefined;
  readonly set?: { readonly item: string[] } | undefined;
}

/** Whether the field that its type names is there: the others may be wrong, and say so. */
function hasItsValue({ type, scalar: one, ranges: some, set }: ValueFields): boolean {
  const values = { SCALAR: one, RANGES: some, SET: set };
  return values[type] !== undefined;
}

function valueOf({ type, scalar: one, ranges: some, set }: ValueFields): Value | null {
  switch (type) {
    case 'SCALAR':
      return one === undefined ? null : { kind: 'scalar', milli: toMilli(one.value) };
    case 'RANGES':
      return some === undefined ? null : { kind: 'ranges', ranges: some.range };
    case 'SET':
      return set === undefined ? null : { kind: 'set', items: set.item };
  }
}

/** The resource that a document of {@link resourceSchema} says. */
export function readResource(said: MesosResource): Resource {
  const value = valueOf(said) ?? { kind: 'scalar', milli: 0 };
  const source = said.disk?.source;
  const diskSource: DiskSource | null =
    source === undefined
      ? null
      : {
          type: source.type,
          root: (source.path ?? source.mount)?.root ?? null,
          id: source.id ?? null,
        };
  const persistence = said.disk?.persistence?.id ?? null;
  return {
    ...plainResource(said.name, value),
    reservations: reservationsOf(said),
    revocable: said.revocable !== undefined,
    shared: said.shared !== undefined,
    disk: persistence === null && diskSource === null ? null : { persistence, source: diskSource },
    provider: said.provider_id?.value ?? null,
  };
}

/** The list, or the older form: a role, and a dynamic reservation where it has one. */
function reservationsOf({ role, reservation: old, reservations }: MesosResource): Reservation[] {
  if (reservations !== undefined) return reservations.map((one) => readReservation(one));
  if (role === undefined || role === '*') return [];
  if (old === undefined) return [{ type: 'STATIC', role, principal: null, labels: [] }];
  return [{ ...readReservation(old), type: 'DYNAMIC', role }];
}

function readReservation(said: z.infer<typeof reservation>): Reservation {
  const { type, role, principal = null } = said;
  const pairs = (said.labels?.labels ?? []).map(({ key, value = null }) => ({ key, value }));
  return { type, role, principal, labels: pairs };
}

export function readResources(said: readonly MesosResource[]): Resources {
  return Resources.of(said.map((one) => readResource(one)));
}

/** Resources as the machines' messages have them. */
export function splitResources(all: Resources): SplitResources {
  const { plain, rest } = portionOf(LIVE_SPACE, all);
  return rest.isEmpty ? { resources: plain } : { resources: plain, rest };
}

/** All of what was split. */
export function togetherOf({ resources, rest = Resources.EMPTY }: SplitResources): Resources {
  return resourcesOf(LIVE_SPACE, { plain: resources, rest });
}

/**
 * Mesos v1 `Resource` documents.
 * @param allocatedTo the role they were offered to, if they were
 */
export function resourceDocuments(all: Resources, allocatedTo?: string): JsonObject[] {
  return Array.from(all, (one) => resourceDocument(one, allocatedTo));
}

function resourceDocument(resource: Resource, allocatedTo?: string): JsonObject {
  const { name, value, reservations, revocable, shared, disk: place, provider } = resource;
  return {
    name,
    ...valueDocument(value),
    ...(reservations.length === 0
      ? { role: '*' }
      : { reservations: reservations.map((one) => reservationDocument(one)) }),
    ...(allocatedTo === undefined ? {} : { allocation_info: { role: allocatedTo } }),
    ...(place === null ? {} : { disk: diskDocument(place) }),
    ...(revocable ? { revocable: {} } : {}),
    ...(shared ? { shared: {} } : {}),
    ...(provider === null ? {} : { provider_id: { value: provider } }),
  };
}

function valueDocument(value: Value): JsonObject {
  switch (value.kind) {
    case 'scalar':
      return { type: 'SCALAR', scalar: { value: fromMilli(value.milli) } };
    case 'ranges': {
      const range = value.ranges.map(({ begin, end }) => ({ begin, end }));
      return { type: 'RANGES', ranges: { range } };
    }
    case 'set':
      return { type: 'SET', set: { item: value.items } };
  }
}

function reservationDocument({ type, role, principal, labels: pairs }: Reservation): JsonObject {
  const said = pairs.map(({ key, value }) => (value === null ? { key } : { key, value }));
  return {
    type,
    role,
    ...(principal === null ? {} : { principal }),
    ...(said.length === 0 ? {} : { labels: { labels: said } }),
  };
}

function diskDocument({ persistence, source }: NonNullable<Resource['disk']>): JsonObject {
  const root = source?.root ?? null;
  const where = root === null ? {} : { [source?.type === 'MOUNT' ? 'mount' : 'path']: { root } };
  return {
    ...(persistence === null
      ? {}
      : { persistence: { id: persistence }, volume: { container_path: persistence, mode: 'RW' } }),
    ...(source === null
      ? {}
      : {
          source: {
            type: source.type,
            ...(source.id === null ? {} : { id: source.id }),
            ...where,
          },
        }),
  };
}

/**
 * Totals by name as the read endpoints write them: `{ "cpus": 2, "ports": "[31000-32000]" }`, with
 * what may be taken back under names of its own, `cpus_revocable`.
 */
export function resourceTotals(all: Resources): JsonObject {
  const totals: Record<string, number | string> = { disk: 0, mem: 0, gpus: 0, cpus: 0 };
  if (all.isEmpty) return totals;
  // In thousandths: a sum over all agents may be more than one of them can have.
  const sums = new Map<string, number>();
  const rangesOf = new Map<string, Range[]>();
  const itemsOf = new Map<string, string[]>();
  for (const { name, value, revocable } of all) {
    const key = revocable ? `${name}_revocable` : name;
    if (value.kind === 'scalar') {
      const milli = (sums.get(key) ?? 0) + value.milli;
      sums.set(key, milli);
      totals[key] = fromMilli(milli);
    } else if (value.kind === 'ranges') {
      rangesOf.set(key, [...(rangesOf.get(key) ?? []), ...value.ranges]);
    } else {
      itemsOf.set(key, [...(itemsOf.get(key) ?? []), ...value.items]);
    }
  }
  for (const [key, some] of rangesOf) totals[key] = rangesText(some);
  for (const [key, some] of itemsOf) totals[key] = `{${[...new Set(some)].join(', ')}}`;
  return totals;
}

interface Range {
  readonly begin: number;
  readonly end: number;
}

/** In order, with those joined that meet. */
function rangesText(some: readonly Range[]): string {
  const joined: { begin: number; end: number }[] = [];
  for (const { begin, end } of [...some].sort((a, b) => a.begin - b.begin)) {
    const last = joined.at(-1);
    if (last !== undefined && begin <= last.end + 1) last.end = Math.max(last.end, end);
    else joined.push({ begin, end });
  }
  return `[${joined.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`;
}
