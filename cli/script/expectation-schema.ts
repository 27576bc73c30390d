import { z } from 'zod';

import {
  count,
  distinctNames,
  fields,
  listOf,
  mapOf,
  name,
  oneOf,
  quantities,
  resources,
  role,
  wanted,
} from './schema-parts.ts';
import type { Expectations, Grant, HeldNow, HeldTotals } from './script.ts';

const grants: z.ZodType<Grant[]> = listOf(
  fields({ framework: name, role, agent: name, resources }),
  'a list of offers',
);

const totals: z.ZodType<HeldTotals> = fields({
  agents: count.optional(),
  quantities: quantities.optional(),
});

const held: z.ZodType<HeldNow> = fields({
  agents: z
    .union(
      [count, distinctNames(name, 'agents')],
      wanted('the number of agents, or a list of them'),
    )
    .optional(),
  quantities: quantities.optional(),
});

const statuses = mapOf(
  mapOf(oneOf(['ACCEPT', 'DECLINE']), 'answers by framework'),
  'answers by agent and framework',
);

const metric = z.number(wanted('a number, or null for a metric that must be absent')).nullable();

/** What a checking step may look at; several at once look at the same moment. */
const EXPECTATIONS = {
  offers: grants.optional(),
  offers_one_of: listOf(grants, 'a list of lists of offers').optional(),
  offer_totals: mapOf(totals, 'totals by framework').optional(),
  offer_agents: distinctNames(name, 'agents').optional(),
  count_per_framework: fields({
    since: name,
    counts: mapOf(count, 'numbers of offers by framework'),
  }).optional(),
  held: mapOf(held, 'what is held, by framework').optional(),
  inverse_offers: listOf(
    fields({ framework: name, agent: name }),
    'a list of inverse offers',
  ).optional(),
  inverse_statuses: statuses.optional(),
  metrics: mapOf(metric, 'values of metrics by name').optional(),
  known_roles: distinctNames(role, 'roles').optional(),
  allocation_runs: count.optional(),
};

export const EXPECTATION_NAMES: readonly string[] = Object.keys(EXPECTATIONS);

export const expectations: z.ZodType<Expectations> = fields(EXPECTATIONS);
