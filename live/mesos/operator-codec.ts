import { z } from 'zod';

import type { MachineId } from '../../core/protocol/maintenance.ts';
import type { OperatorCall } from '../../core/protocol/operator-api.ts';
import { type ResourceMap, toMilli } from '../../core/resources/quantities.ts';
import { idSchema } from './call-schema.ts';
import type { MesosIds } from './ids.ts';
import { amountSchema, readResources, resourceSchema } from './resource-codec.ts';

const scalars = z.record(z.string(), z.object({ value: amountSchema })).default({});
const resources = z.array(resourceSchema);
const machine = z.object({ hostname: z.string().default(''), ip: z.string().default('') });
const machines = z.object({ machines: z.array(machine) });
const onAgent = z.object({ agent_id: idSchema });
/** A protobuf Duration is a text in JSON, `30s`; Mesos's own is nanoseconds. */
const duration = z.union([
  z.string().regex(/^\d+(\.\d+)?s$/, 'wanted seconds such as 30s'),
  z.object({ nanoseconds: z.number().min(0) }),
]);
const time = z.object({ nanoseconds: z.number() });

export const scheduleSchema = z.object({
  windows: z
    .array(
      z.object({
        machine_ids: z.array(machine),
        unavailability: z.object({ start: time, duration: time.optional() }),
      }),
    )
    .default([]),
});
export const weightsSchema = z.array(z.object({ role: z.string(), weight: z.number() }));
export const machinesSchema = z.array(machine);
export const quotaRequestSchema = z.object({
  force: z.boolean().default(false),
  role: z.string(),
  guarantee: resources.default([]),
});

/** Mesos v1 `master::Call`, as far as it says more than its type. */
export const operatorSchema = z.object({
  type: z.string(),
  set_logging_level: z
    .object({
      level: z.number().int().min(0).max(3),
      duration: z.object({ nanoseconds: z.number().min(0) }),
    })
    .optional(),
  list_files: z.object({ path: z.string() }).optional(),
  read_file: z.object({ path: z.string() }).optional(),
  update_weights: z.object({ weight_infos: weightsSchema }).optional(),
  reserve_resources: onAgent.extend({ resources, source: resources.optional() }).optional(),
  unreserve_resources: onAgent.extend({ resources }).optional(),
  create_volumes: onAgent.extend({ volumes: resources }).optional(),
  destroy_volumes: onAgent.extend({ volumes: resources }).optional(),
  grow_volume: onAgent.extend({ volume: resourceSchema, addition: resourceSchema }).optional(),
  shrink_volume: onAgent
    .extend({ volume: resourceSchema, subtract: z.object({ value: amountSchema }) })
    .optional(),
  update_maintenance_schedule: z.object({ schedule: scheduleSchema }).optional(),
  start_maintenance: machines.optional(),
  stop_maintenance: machines.optional(),
  drain_agent: onAgent
    .extend({ max_grace_period: duration.optional(), mark_gone: z.boolean().default(false) })
    .optional(),
  deactivate_agent: onAgent.optional(),
  reactivate_agent: onAgent.optional(),
  mark_agent_gone: onAgent.optional(),
  update_quota: z
    .object({
      force: z.boolean().default(false),
      quota_configs: z
        .array(z.object({ role: z.string(), guarantees: scalars, limits: scalars }))
        .default([]),
    })
    .optional(),
  set_quota: z.object({ quota_request: quotaRequestSchema }).optional(),
  remove_quota: z.object({ role: z.string() }).optional(),
  teardown: z.object({ framework_id: idSchema }).optional(),
});

export type MesosOperatorCall = z.infer<typeof operatorSchema>;

/**
 * The machine's call for one of an operator's that changes something.
 * @param principal of the operator, to be that of his reservations and volumes; null for none
 * @returns a text: the field that is missing; null for a call that is no such call
 */
export function readOperatorCall(
  said: MesosOperatorCall,
  ids: MesosIds,
  principal: string | null = null,
): OperatorCall | string | null {
  const { type } = said;
  const missing = `Expecting '${type.toLowerCase()}' to be present`;
  switch (type) {
    case 'UPDATE_WEIGHTS': {
      const { update_weights: payload } = said;
      return payload === undefined ? missing : { type, weights: payload.weight_infos };
    }
    case 'UPDATE_QUOTA': {
      const { update_quota: payload } = said;
      if (payload === undefined) return missing;
      const configs = payload.quota_configs.map(({ role, guarantees, limits }) => {
        return { role, guarantees: amountsOf(guarantees), limits: amountsOf(limits) };
      });
      return { type, configs, force: payload.force };
    }
    case 'SET_QUOTA': {
      const { set_quota: payload } = said;
      return payload === undefined ? missing : readQuotaRequest(payload.quota_request);
    }
    case 'REMOVE_QUOTA': {
      const { remove_quota: payload } = said;
      return payload === undefined ? missing : { type, role: payload.role };
    }
    case 'UPDATE_MAINTENANCE_SCHEDULE': {
      const { update_maintenance_schedule: payload } = said;
      return payload === undefined ? missing : readSchedule(payload.schedule);
    }
    case 'START_MAINTENANCE':
    case 'STOP_MAINTENANCE': {
      const payload = type === 'START_MAINTENANCE' ? said.start_maintenance : said.stop_maintenance;
      return payload === undefined ? missing : { type, machines: readMachines(payload.machines) };
    }
    default:
      return (
        readAgentCall(said, ids, missing) ??
        ofPrincipal(readResourcesCall(said, ids, missing), principal)
      );
  }
}

function ofPrincipal<Call extends object>(
  call: Call | string | null,
  principal: string | null,
): Call | string | null {
  const isNamed = principal !== null && call !== null && typeof call !== 'string';
  return isNamed ? { ...call, principal } : call;
}

function readAgentCall(said: MesosOperatorCall, ids: MesosIds, missing: string) {
  const { type } = said;
  switch (type) {
    case 'MARK_AGENT_GONE':
    case 'DEACTIVATE_AGENT':
    case 'REACTIVATE_AGENT': {
      const payload = {
        MARK_AGENT_GONE: said.mark_agent_gone,
        DEACTIVATE_AGENT: said.deactivate_agent,
        REACTIVATE_AGENT: said.reactivate_agent,
      }[type];
      if (payload === undefined) return missing;
      return { type, agentId: ids.readAgent(payload.agent_id.value) } as const;
    }
    case 'DRAIN_AGENT': {
      const { drain_agent: payload } = said;
      if (payload === undefined) return missing;
      const { max_grace_period: grace, mark_gone: markGone } = payload;
      return {
        type,
        agentId: ids.readAgent(payload.agent_id.value),
        markGone,
        ...(grace === undefined ? {} : { maxGraceUs: microsOf(grace) }),
      } as const;
    }
    default:
      return null;
  }
}

function microsOf(said: z.infer<typeof duration>): number {
  if (typeof said === 'string') return Math.round(Number(said.slice(0, -1)) * 1e6);
  return Math.round(said.nanoseconds / 1000);
}

function readResourcesCall(said: MesosOperatorCall, ids: MesosIds, missing: string) {
  const { type } = said;
  switch (type) {
    case 'RESERVE_RESOURCES': {
      const { reserve_resources: payload } = said;
      if (payload === undefined) return missing;
      const { source } = payload;
      return {
        type,
        agentId: ids.readAgent(payload.agent_id.value),
        resources: readResources(payload.resources),
        ...(source === undefined ? {} : { source: readResources(source) }),
      } as const;
    }
    case 'UNRESERVE_RESOURCES': {
      const { unreserve_resources: payload } = said;
      if (payload === undefined) return missing;
      const agentId = ids.readAgent(payload.agent_id.value);
      return { type, agentId, resources: readResources(payload.resources) } as const;
    }
    case 'CREATE_VOLUMES':
    case 'DESTROY_VOLUMES': {
      const payload = type === 'CREATE_VOLUMES' ? said.create_volumes : said.destroy_volumes;
      if (payload === undefined) return missing;
      const agentId = ids.readAgent(payload.agent_id.value);
      return { type, agentId, volumes: readResources(payload.volumes) } as const;
    }
    case 'GROW_VOLUME': {
      const { grow_volume: payload } = said;
      if (payload === undefined) return missing;
      return {
        type,
        agentId: ids.readAgent(payload.agent_id.value),
        volume: readResources([payload.volume]),
        addition: readResources([payload.addition]),
      } as const;
    }
    case 'SHRINK_VOLUME': {
      const { shrink_volume: payload } = said;
      if (payload === undefined) return missing;
      return {
        type,
        agentId: ids.readAgent(payload.agent_id.value),
        volume: readResources([payload.volume]),
        subtract: toMilli(payload.subtract.value),
      } as const;
    }
    default:
      return null;
  }
}

export function readQuotaRequest(said: z.infer<typeof quotaRequestSchema>): OperatorCall {
  const { role, guarantee, force } = said;
  return { type: 'SET_QUOTA', role, guarantee: readResources(guarantee).quantities(), force };
}

export function readSchedule(said: z.infer<typeof scheduleSchema>): OperatorCall {
  const schedule = said.windows.map(({ machine_ids: ids, unavailability }) => {
    const { start, duration: length } = unavailability;
    return {
      machines: readMachines(ids),
      unavailability: {
        startUs: Math.round(start.nanoseconds / 1000),
        durationUs: length === undefined ? null : Math.round(length.nanoseconds / 1000),
      },
    };
  });
  return { type: 'UPDATE_MAINTENANCE_SCHEDULE', schedule };
}

export function readMachines(said: z.infer<typeof machinesSchema>): MachineId[] {
  return said.map(({ hostname, ip }) => ({ hostname: hostname.toLowerCase(), ip }));
}

function amountsOf(said: z.infer<typeof scalars>): ResourceMap {
  return new Map(Object.entries(said).map(([name, { value }]) => [name, toMilli(value)]));
}
