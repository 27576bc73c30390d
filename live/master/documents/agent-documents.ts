import type { AgentRecord } from '../../../core/master/records.ts';
import { reservedTo } from '../../../core/resources/resource.ts';
import type { Resources } from '../../../core/resources/resources.ts';
import { fromMilli } from '../../../core/resources/quantities.ts';
import { attributeDocument, timeDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals } from '../../mesos/resource-codec.ts';
import { MESOS_VERSION, type MasterSite } from '../master-site.ts';
import { type Holdings, totalOfAgent } from './holdings.ts';

function pidOf(site: MasterSite, { id }: AgentRecord): string {
  const { ip, port } = site.placeOf(id);
  return `slave(1)@${ip}:${port}`;
}

/** Whether an operator keeps it from being offered. */
function isDeactivated({ mode }: AgentRecord): boolean {
  return mode !== 'active';
}

/** An agent as `/slaves` and `/state` write it. */
export function agentModel(
  site: MasterSite,
  holdings: Holdings,
  agent: AgentRecord,
  isFull: boolean,
): JsonObject {
  const { id, hostname } = agent;
  const total = totalOfAgent(site, id);
  const facts = site.host.master.allocator.register.facts[id];
  const [used, offered] = [holdings.usedByAgent.of(id), holdings.offeredByAgent.of(id)];
  return {
    id: site.ids.agent(id),
    hostname,
    port: site.placeOf(id).port,
    attributes: Object.fromEntries(
      facts.attributes.map((attribute) => {
        const { name, value } = attribute;
        if (value.kind === 'text') return [name, value.text];
        if (value.kind === 'scalar') return [name, fromMilli(value.milli)];
        return [name, `[${value.ranges.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`];
      }),
    ),
    pid: pidOf(site, agent),
    registered_time: secondsOf(site.history.agentSince(id)),
    resources: resourceTotals(total),
    used_resources: resourceTotals(used),
    offered_resources: resourceTotals(offered),
    reserved_resources: byRole(total, resourceTotals),
    unreserved_resources: resourceTotals(total.unreserved()),
    active: agent.connected,
    deactivated: isDeactivated(agent),
    version: MESOS_VERSION,
    capabilities: facts.capabilities,
    ...(isFull
      ? {
          reserved_resources_full: byRole(total, (some) => resourceDocuments(some)),
          unreserved_resources_full: resourceDocuments(total.unreserved()),
          used_resources_full: resourceDocuments(used),
          offered_resources_full: resourceDocuments(offered),
        }
      : {}),
  };
}

function byRole<T extends JsonObject | JsonObject[]>(
  total: Resources,
  written: (some: Resources) => T,
): { readonly [role: string]: T } {
  const roles = new Set([...total.reserved()].map((one) => reservedTo(one) ?? '*'));
  return Object.fromEntries([...roles].map((role) => [role, written(total.reserved(role))]));
}

/** Mesos v1 `Response.GetAgents.Agent`. */
export function agentDocument(
  site: MasterSite,
  holdings: Holdings,
  agent: AgentRecord,
): JsonObject {
  const { id, hostname, mode } = agent;
  const total = totalOfAgent(site, id);
  const facts = site.host.master.allocator.register.facts[id];
  const roles = holdings.usedOnAgent.get(id);
  const allocated = (roles?.keys() ?? []).flatMap((role) => {
    return roles === undefined ? [] : resourceDocuments(roles.of(role), role);
  });
  const since = site.history.agentSince(id);
  return {
    agent_info: {
      hostname,
      port: site.placeOf(id).port,
      resources: resourceDocuments(total),
      attributes: facts.attributes.map(attributeDocument),
      id: idDocument(site.ids.agent(id)),
      checkpoint: true,
    },
    active: agent.connected,
    deactivated: isDeactivated(agent),
    version: MESOS_VERSION,
    pid: pidOf(site, agent),
    registered_time: timeDocument(since),
    total_resources: resourceDocuments(total),
    allocated_resources: allocated,
    offered_resources: resourceDocuments(holdings.offeredByAgent.of(id)),
    capabilities: facts.capabilities.map((type) => ({ type })),
    ...(mode === 'active' || mode === 'deactivated'
      ? {}
      : {
          drain_info: {
            state: mode === 'drained' ? 'DRAINED' : 'DRAINING',
            config: { mark_gone: mode === 'gone-when-drained' },
          },
        }),
  };
}
