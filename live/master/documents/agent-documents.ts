import { fromMilli } from '../../../core/resources/quantities.ts';
import { reservedTo } from '../../../core/resources/resource.ts';
import type { Resources } from '../../../core/resources/resources.ts';
import { attributeDocument, domainDocument, timeDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument, secondsOf } from '../../mesos/json.ts';
import { resourceDocuments, resourceTotals } from '../../mesos/resource-codec.ts';
import { MESOS_VERSION, type MasterSite } from '../master-site.ts';
import { type Holdings, type PresentAgent, totalOfAgent } from './holdings.ts';

function pidOf({ place: { ip, port } }: PresentAgent): string {
  return `slave(1)@${ip}:${port}`;
}

/** Whether an operator keeps it from being offered. */
function isDeactivated({ mode }: PresentAgent): boolean {
  return mode !== 'active';
}

/** An agent as `/slaves` and `/state` write it. */
export function agentModel(
  site: MasterSite,
  holdings: Holdings,
  agent: PresentAgent,
  isFull: boolean,
): JsonObject {
  const { id, hostname, facts, place } = agent;
  const total = totalOfAgent(agent);
  const [used, offered] = [holdings.usedByAgent.of(id), holdings.offeredByAgent.of(id)];
  const { registeredUs, reregisteredUs } = agent.story;
  const unreserved = total.hasReserved ? total.unreserved() : total;
  return {
    id: site.ids.agent(id),
    hostname,
    port: place.port,
    attributes: Object.fromEntries(
      facts.attributes.map((attribute) => {
        const { name, value } = attribute;
        if (value.kind === 'text') return [name, value.text];
        if (value.kind === 'scalar') return [name, fromMilli(value.milli)];
        return [name, `[${value.ranges.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`];
      }),
    ),
    ...domainDocument(facts.domain),
    pid: pidOf(agent),
    registered_time: secondsOf(registeredUs),
    ...(reregisteredUs === null ? {} : { reregistered_time: secondsOf(reregisteredUs) }),
    resources: resourceTotals(total),
    used_resources: resourceTotals(used),
    offered_resources: resourceTotals(offered),
    reserved_resources: byRole(total, resourceTotals),
    unreserved_resources: resourceTotals(unreserved),
    active: agent.connected,
    deactivated: isDeactivated(agent),
    version: MESOS_VERSION,
    capabilities: facts.capabilities,
    ...drainOf(agent),
    ...(isFull ? fullOf(holdings, id, total, unreserved) : {}),
  };
}

/** What `/slaves` says besides: resources as documents. */
function fullOf(
  holdings: Holdings,
  id: number,
  total: Resources,
  unreserved: Resources,
): JsonObject {
  const { used, offered } = holdings.resourcesOnAgent(id);
  return {
    reserved_resources_full: byRole(total, (some) => resourceDocuments(some)),
    unreserved_resources_full: resourceDocuments(unreserved),
    used_resources_full: used,
    offered_resources_full: offered,
  };
}

function byRole<T extends JsonObject | JsonObject[]>(
  total: Resources,
  written: (some: Resources) => T,
): { readonly [role: string]: T } {
  if (!total.hasReserved) return {};
  const roles = new Set([...total.reserved()].map((one) => reservedTo(one) ?? '*'));
  return Object.fromEntries([...roles].map((role) => [role, written(total.reserved(role))]));
}

/** Mesos v1 `DrainInfo`, of an agent that is being drained or has been. */
function drainOf({ mode, drainGraceUs }: PresentAgent): JsonObject {
  if (mode === 'active' || mode === 'deactivated') return {};
  const grace = drainGraceUs === null ? {} : { max_grace_period: `${drainGraceUs / 1e6}s` };
  return {
    drain_info: {
      state: mode === 'drained' ? 'DRAINED' : 'DRAINING',
      config: { ...grace, mark_gone: mode === 'gone-when-drained' },
    },
  };
}

/** Mesos v1 `Response.GetAgents.Agent`. */
export function agentDocument(
  site: MasterSite,
  holdings: Holdings,
  agent: PresentAgent,
): JsonObject {
  const { id, hostname, facts, place } = agent;
  const total = totalOfAgent(agent);
  const allotted = holdings.resourcesOnAgent(id);
  const { registeredUs, reregisteredUs } = agent.story;
  const resources = resourceDocuments(total);
  return {
    agent_info: {
      hostname,
      port: place.port,
      resources,
      attributes: facts.attributes.map(attributeDocument),
      id: idDocument(site.ids.agent(id)),
      checkpoint: true,
      ...domainDocument(facts.domain),
    },
    active: agent.connected,
    deactivated: isDeactivated(agent),
    version: MESOS_VERSION,
    pid: pidOf(agent),
    registered_time: timeDocument(registeredUs),
    ...(reregisteredUs === null ? {} : { reregistered_time: timeDocument(reregisteredUs) }),
    total_resources: resources,
    allocated_resources: allotted.used,
    offered_resources: allotted.offered,
    capabilities: facts.capabilities.map((type) => ({ type })),
    ...drainOf(agent),
  };
}

/** An agent of an earlier leader that has not come back. */
export interface RecoveredAgent {
  readonly id: string;
  readonly hostname: string;
}

export function recoveredAgents({ host, ids }: MasterSite): RecoveredAgent[] {
  const { registry, agents } = host.master;
  return Array.from(registry.admitted).flatMap(([id, { hostname }]) => {
    return agents[id] ? [] : [{ id: ids.agent(id), hostname }];
  });
}
