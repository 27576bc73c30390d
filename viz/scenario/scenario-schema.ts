import { z } from 'zod';

import { BUGGIFY_SITES, type BuggifySite } from '../../core/buggify.ts';
import type {
  AgentsDocument,
  MasterDocument,
  NetworkDocument,
  RoleDocument,
  ScenarioDocument,
} from '../../sim/scenario/scenario-document.ts';
import { faultsSchema } from './fault-schema.ts';
import { frameworkSchema } from './framework-schema.ts';
import { schedulerSchema } from './scheduler-schema.ts';
import { operationsSchema } from './operation-schema.ts';
import {
  duration,
  fields,
  listOf,
  numberFrom,
  oneOf,
  resources,
  text,
  wanted,
  wholeNumber,
} from './schema-parts.ts';

const SITES = Object.keys(BUGGIFY_SITES) as BuggifySite[];

/** Which fields a scenario has, and of which kinds; what its texts mean is for `planScenario`. */
export const scenarioSchema: z.ZodType<ScenarioDocument> = fields({
  name: text('a name').optional(),
  cluster: fields({ agents: listOf(agents(), 'groups of agents', 1) }),
  masters: masters().optional(),
  policy: text('the name of a policy', 'drf', 'fifo').optional(),
  seed: z.union([z.string(), z.number()], wanted('a seed: any text')).optional(),
  roles: z
    .record(z.string(), role(), wanted('settings by role, such as { eng: { weight: 2 } }'))
    .optional(),
  frameworks: listOf(frameworkSchema(), 'frameworks', 1),
  master: master().optional(),
  scheduler: schedulerSchema().optional(),
  network: network().optional(),
  faults: faultsSchema().optional(),
  buggify: listOf(oneOf(SITES), 'sites, where machines may do otherwise than usual').optional(),
  operations: operationsSchema().optional().describe('What an operator does.'),
  heal: duration().optional().describe('From then on all is healed and nothing breaks any more.'),
  until: duration().optional().describe('The run ends then; without, when all jobs have finished.'),
});

function agents(): z.ZodType<AgentsDocument> {
  return fields({
    count: wholeNumber(1, 1_000_000),
    resources: resources().describe('Of each agent.'),
    rack: text('a rack as r1 or r{1..4}', 'r1', 'r{1..4}')
      .optional()
      .describe('A name, or a pattern whose racks the agents take in turn.'),
    zone: text('a zone as z1 or z{1..2}', 'z1', 'z{1..2}')
      .optional()
      .describe('A name, or a pattern whose zones the racks (or agents without) take in turn.'),
  });
}

function masters(): z.ZodType<ScenarioDocument['masters']> {
  const most = 7;
  return z
    .union(
      [
        wholeNumber(1, most),
        fields({ count: wholeNumber(1, most), zookeeper: wholeNumber(1, most).optional() }),
      ],
      wanted('a number of masters, or { count: 3, zookeeper: 3 }'),
    )
    .describe(
      'One is at a known address; more stand for election over ZooKeeper, of 3 servers unless given.',
    );
}

function role(): z.ZodType<RoleDocument> {
  return fields({
    weight: numberFrom(0, 1e9, true).optional(),
    quota: fields({
      guarantees: resources().optional(),
      limits: resources().optional(),
    }).optional(),
  });
}

function master(): z.ZodType<MasterDocument> {
  return fields({
    allocationInterval: duration().optional(),
    offersPerFramework: wholeNumber(0, 1_000_000)
      .optional()
      .describe('Offers a framework may hold unanswered; 0 is unlimited.'),
    offerTimeout: duration().optional().describe('Unanswered offers are taken back after it.'),
  });
}

function network(): z.ZodType<NetworkDocument> {
  const ratio = text('a ratio such as 1/1000', '1/1000').optional();
  const what = 'a delay such as 500us, or { mean: 500us, p99: 5ms }';
  return fields({
    latency: z
      .union([text(what), fields({ mean: duration(), p99: duration() })], wanted(what))
      .optional()
      .describe('One-way delay of messages.'),
    drop: ratio.describe('Messages lost, in the whole run.'),
    duplicate: ratio.describe('Messages that arrive twice.'),
    reorder: ratio.describe('Messages that overtake others.'),
  });
}
