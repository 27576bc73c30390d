import { z } from 'zod';

import {
  chosen,
  count,
  distinctNames,
  fields,
  flag,
  isObject,
  listOf,
  mapOf,
  name,
  note,
  quantities,
  resources,
  role,
  wanted,
  weight,
} from './schema-parts.ts';
import type {
  Distribution,
  SorterDoStep,
  SorterExpectations,
  SorterStep,
} from './sorter-script.ts';

/** One `do` step: its name and its own fields. */
function doing<const Name extends string, Shape extends z.ZodRawShape>(verb: Name, shape: Shape) {
  return fields({ do: z.literal(verb), ...shape, note });
}

const client = { client: role };
const total = { agent: name, resources };
const allocation = { client: role, agent: name, resources };

const DO_STEPS: Readonly<Record<SorterDoStep['do'], z.ZodType<SorterDoStep>>> = {
  add_client: doing('add_client', { ...client, active: flag.default(true) }),
  remove_client: doing('remove_client', client),
  activate: doing('activate', client),
  deactivate: doing('deactivate', client),
  set_weight: doing('set_weight', { path: role, weight }),
  add_agent: doing('add_agent', total),
  update_agent: doing('update_agent', total),
  remove_agent: doing('remove_agent', { agent: name }),
  allocated: doing('allocated', allocation),
  unallocated: doing('unallocated', allocation),
  update_allocation: doing('update_allocation', {
    ...client,
    agent: name,
    from: resources,
    to: resources,
  }),
};

/** The names of all sorter steps. */
export const SORTER_DO_NAMES: readonly string[] = Object.keys(DO_STEPS);

const BY_NAME: ReadonlyMap<string, z.ZodType<SorterDoStep>> = new Map(Object.entries(DO_STEPS));

const SAMPLES_MAX = 1_000_000;
const probability = z
  .number(wanted('a probability'))
  .min(0, wanted('a probability'))
  .max(1, wanted('a probability'));

const distribution: z.ZodType<Distribution> = fields({
  samples: count
    .refine((samples) => samples >= 1, wanted('at least one sample'))
    .refine((samples) => samples <= SAMPLES_MAX, wanted(`at most ${SAMPLES_MAX} samples`)),
  tolerance: probability,
  table: mapOf(listOf(probability, 'probabilities by position'), 'probabilities by client'),
});

/** Known clients: as truth by client, as a list, or as one name. */
const contains: z.ZodType<ReadonlyMap<string, boolean>> = chosen<ReadonlyMap<string, boolean>>(
  (value) => {
    if (typeof value === 'string') return role.transform((one) => new Map([[one, true]]));
    if (!Array.isArray(value)) return mapOf(flag, 'true or false by client');
    return distinctNames(role, 'clients').transform(
      (clients) => new Map(clients.map((one) => [one, true])),
    );
  },
);

const CHECKS = {
  sort: distinctNames(role, 'clients').optional(),
  sort_unordered: distinctNames(role, 'clients').optional(),
  contains: contains.optional(),
  count: count.optional(),
  allocation: mapOf(mapOf(resources, 'resources by agent'), 'allocations by client').optional(),
  allocation_scalars: mapOf(quantities, 'quantities by client').optional(),
  total_allocation_scalars: quantities.optional(),
  distribution: distribution.optional(),
};

/** The names of all checks of a sorter. */
export const CHECK_NAMES: readonly string[] = Object.keys(CHECKS);

const checks: z.ZodType<SorterExpectations> = fields(CHECKS);
const expectStep = fields({ expect: checks, note });

export const sorterStep: z.ZodType<SorterStep> = chosen<SorterStep>((value) => {
  if (!isObject(value)) return { path: [], message: 'wanted {"do": …} or {"expect": …}' };
  const { do: verb } = value;
  if (verb === undefined && 'expect' in value) return expectStep;
  const found = typeof verb === 'string' ? BY_NAME.get(verb) : undefined;
  return found ?? { path: ['do'], message: `wanted one of ${SORTER_DO_NAMES.join(', ')}` };
});
