import { z } from 'zod';

import { parseScalars, scalarsFromUnits } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { LatencySpec, QuotaSpec } from '../../sim/experiment/experiment.ts';
import { parseDurationUs } from '../options/durations.ts';
import { parseLatency } from '../options/latency.ts';
import { checkPolicy } from '../options/policies.ts';
import { type ScenarioFault, scenarioFault } from './scenario-faults.ts';
import { fields, read, wantedText } from './schema-parts.ts';

/** A scenario file after validation: only what the simulator can do. */
export interface Scenario {
  readonly name?: string | undefined;
  readonly cluster: { readonly agents: readonly ScenarioAgents[] };
  readonly masters?: number | undefined;
  readonly policy?: string | undefined;
  readonly seed?: string | undefined;
  readonly roles?: Readonly<Record<string, ScenarioRole>> | undefined;
  readonly frameworks: readonly ScenarioFramework[];
  readonly network?: { readonly latency?: LatencySpec | undefined } | undefined;
  readonly faults?: readonly ScenarioFault[] | undefined;
  /** Microseconds. */
  readonly until?: number | undefined;
}

export interface ScenarioRole {
  readonly weight?: number | undefined;
  readonly quota?: QuotaSpec | undefined;
}

export interface ScenarioAgents {
  readonly count: number;
  readonly resources: ResourceMap;
  /** A name, or a pattern as `r{1..4}`, whose racks the agents of the group take in turn. */
  readonly rack?: string | undefined;
}

export interface ScenarioFramework {
  readonly name: string;
  readonly role?: string | undefined;
  readonly kind: 'mapreduce';
  /** Path of the trace, from the folder of the scenario. */
  readonly trace: string;
  /** Whether its tasks live on when an agent's process restarts; false unless given. */
  readonly checkpoint?: boolean | undefined;
}

/** What a scenario file may say, with the messages for what it may not. */
export const scenarioSchema: z.ZodType<Scenario> = z.lazy(() =>
  fields({
    name: z.string().optional(),
    cluster: fields({
      agents: z
        .array(
          fields({
            count: z.int().min(1),
            resources: read(readResources),
            rack: z.string().regex(RACK, { error: 'wanted a rack as r1 or r{1..4}' }).optional(),
          }),
        )
        .min(1),
    }),
    masters: z
      .int()
      .refine((masters) => masters === 1, {
        error: 'more than one master is not simulated yet; wanted 1',
      })
      .optional(),
    policy: read((value) => checkPolicy(wantedText(value, 'the name of a policy'), '')).optional(),
    seed: read(readSeed).optional(),
    roles: z.record(z.string(), role()).optional(),
    frameworks: z.array(framework()).min(1),
    network: fields({
      latency: read(readLatency).optional(),
      drop: notYet('dropped messages are'),
    }).optional(),
    faults: z.array(scenarioFault()).optional(),
    until: read((value) =>
      parseDurationUs(wantedText(value, 'a duration such as 2h'), ''),
    ).optional(),
  }),
);

const RACK = /^[\w.-]+(\{\d+\.\.\d+\})?$/;

function role(): z.ZodType<ScenarioRole> {
  const amounts = read(readResources).optional();
  return fields({
    weight: z.number().positive().max(1e9).optional(),
    quota: fields({ guarantees: amounts, limits: read(readLimits).optional() })
      .transform(({ guarantees, limits }) => ({
        guarantees: guarantees ?? new Map<string, number>(),
        limits: limits ?? new Map<string, number>(),
      }))
      .refine(({ guarantees, limits }) => isBelow(guarantees, limits), {
        error: 'a guarantee is above its limit',
      })
      .optional(),
  });
}

function isBelow(guarantees: ResourceMap, limits: ResourceMap): boolean {
  for (const [name, amount] of guarantees) {
    if (amount > (limits.get(name) ?? Number.POSITIVE_INFINITY)) return false;
  }
  return true;
}

function framework(): z.ZodType<ScenarioFramework> {
  return fields({
    name: z.string().min(1),
    role: z.string().min(1).optional(),
    kind: z.literal('mapreduce', {
      error: ({ input }) =>
        typeof input === 'string' && KINDS.includes(input)
          ? `frameworks of kind ${input} are not simulated yet; wanted mapreduce`
          : undefined,
    }),
    trace: z.string().min(1),
    checkpoint: z.boolean().optional(),
    apps: notYet('apps are'),
  });
}

/** Kinds that scenarios know and that are on their way. */
const KINDS = ['service', 'cron', 'dag', 'streaming', 'quorum'];

/** A field that scenario files have and that cannot be honoured: refused, never ignored. */
function notYet(what: string): z.ZodType<undefined> {
  return z.undefined({ error: `${what} not simulated yet; remove this` }).optional();
}

function readResources(value: unknown): ResourceMap {
  if (typeof value === 'string') return parseScalars(value);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return scalarsFromUnits(value as Record<string, unknown>);
  }
  throw new Error(`found ${JSON.stringify(value)}, wanted resources such as cpus:16;mem:65536`);
}

/** As resources, but a limit of zero is a limit. */
function readLimits(value: unknown): ResourceMap {
  const limits = new Map(readResources(value));
  if (typeof value === 'object' && value !== null) {
    for (const [name, amount] of Object.entries(value)) if (amount === 0) limits.set(name, 0);
  }
  return limits;
}

function readSeed(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`found ${JSON.stringify(value)}, wanted a seed: any text`);
}

function readLatency(value: unknown): LatencySpec {
  if (typeof value === 'string') return parseLatency(value, '');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const written = Object.entries(value).map(([name, part]) => `${name}=${String(part)}`);
    return parseLatency(written.join(','), '');
  }
  throw new Error(`found ${JSON.stringify(value)}, wanted 500us or { mean: 500us, p99: 5ms }`);
}
