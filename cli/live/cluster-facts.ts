import { z } from 'zod';

import { isUnreservedScalar } from '../../core/allocation/portion.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { OperatorClient } from '../../live/client/operator-client.ts';
import { MasterAnswer } from '../../live/client/scheduler-client.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import { readResources, resourceSchema } from '../../live/mesos/resource-codec.ts';
import { readDuration } from '../../sim/scenario/duration-text.ts';

/** What a real cluster is, as far as a run on it depends on that. */
export interface ClusterFacts {
  /** What each active agent has that is not reserved, thousandths. */
  readonly agents: readonly ResourceMap[];
  /** Of the master's allocator; null for a master that does not say. */
  readonly policy: string | null;
  readonly allocationIntervalUs: number | null;
  /** By role, as operators set them. */
  readonly weights: ReadonlyMap<string, number>;
  /** Roles with a quota. */
  readonly quotas: ReadonlySet<string>;
}

const agentsSchema = z.looseObject({
  agents: z
    .array(
      z.looseObject({
        active: z.boolean().default(true),
        deactivated: z.boolean().default(false),
        total_resources: z.array(resourceSchema).default([]),
      }),
    )
    .default([]),
});
const flagsSchema = z.looseObject({
  flags: z.array(z.looseObject({ name: z.string(), value: z.string().default('') })).default([]),
});
const weightsSchema = z.looseObject({
  weight_infos: z.array(z.looseObject({ role: z.string(), weight: z.number() })).default([]),
});
const quotaSchema = z.looseObject({
  status: z
    .looseObject({ configs: z.array(z.looseObject({ role: z.string() })).default([]) })
    .default({ configs: [] }),
});

/** Asks a master what cluster it has. */
export async function clusterFacts(client: OperatorClient): Promise<ClusterFacts> {
  const { agents } = agentsSchema.parse(await client.call('GET_AGENTS'));
  const { flags } = flagsSchema.parse(await unlessForbidden(client, 'GET_FLAGS'));
  const { weight_infos: weights } = weightsSchema.parse(await client.call('GET_WEIGHTS'));
  const { status } = quotaSchema.parse(await client.call('GET_QUOTA'));
  const flag = (name: string): string | null =>
    flags.find((one) => one.name === name)?.value ?? null;
  const interval = readDuration(flag('allocation_interval') ?? '');
  return {
    agents: agents
      .filter(({ active, deactivated }) => active && !deactivated)
      .map(({ total_resources: total }) =>
        readResources(total).filter(isUnreservedScalar).quantities(),
      ),
    policy: flag('policy'),
    allocationIntervalUs: typeof interval === 'number' ? interval : null,
    weights: new Map(weights.map(({ role, weight }) => [role, weight])),
    quotas: new Set(status.configs.map(({ role }) => role)),
  };
}

/** What a call says; nothing for whoever may not know. */
async function unlessForbidden(client: OperatorClient, type: string): Promise<JsonObject> {
  try {
    return await client.call(type);
  } catch (error) {
    if (error instanceof MasterAnswer && error.status === 403) return {};
    throw error;
  }
}
