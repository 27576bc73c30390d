import { attributeDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { resourceDocuments, togetherOf } from '../../mesos/resource-codec.ts';
import { Resources } from '../../../core/resources/resources.ts';
import type { AgentSite } from '../agent-site.ts';

/** All it has: as configured, or since reservations or volumes came or went. */
export function totalOf({ host, settings }: AgentSite): Resources {
  const total = host.agent.checkpoint()?.total ?? null;
  if (total === null) return settings.resources;
  return togetherOf({ ...total, rest: total.rest ?? Resources.EMPTY });
}

/** Mesos v1 `AgentInfo`. */
export function agentDocument(site: AgentSite): JsonObject {
  const { settings, ids, agentId, port } = site;
  const { hostname, attributes } = settings;
  return {
    hostname,
    port,
    resources: resourceDocuments(totalOf(site)),
    ...(attributes.length === 0 ? {} : { attributes: attributes.map(attributeDocument) }),
    ...(agentId < 0 ? {} : { id: idDocument(ids.agent(agentId)) }),
  };
}
