import type { AgentFacts } from '../../core/allocation/agent-facts.ts';
import type { Portion } from '../../core/allocation/portion.ts';
import { type AllocatorHost, micros } from './allocator-host.ts';
import type { AgentDefinition, AgentStep, DoStep, Grant } from './script.ts';
import type { Mismatch } from './mismatch.ts';

/** Does a step about one agent; what an operator's operations came to may not be as expected. */
export function doAgentStep(host: AllocatorHost, step: AgentStep): Mismatch | null {
  const { allocator } = host;
  const agent = host.agentId(step.agent);
  switch (step.do) {
    case 'add_agent':
      addAgent(host, step.agent, step.used, step.unavailability);
      return null;
    case 'remove_agent':
      removeAgent(host, step.agent);
      return null;
    case 'update_agent':
      updateAgent(host, step);
      return null;
    case 'add_agent_resources': {
      const used = step.used.map((one) => ({ ...one, agent: step.agent }));
      for (const grant of used) host.ledger.use(grant);
      const holdings = used.map((grant) => host.holding(grant));
      allocator.addAgentResources(agent, host.portion(step.resources), holdings);
      return null;
    }
    case 'activate_agent':
    case 'deactivate_agent':
      allocator.setAgentActive(agent, step.do === 'activate_agent');
      return null;
    case 'operator': {
      const problem = allocator.applyToFree(agent, step.operations);
      const result = problem === null ? 'ok' : 'fail';
      if (result === step.result) return null;
      const found = problem === null ? 'ok' : `fail: ${problem.message}`;
      return { expected: { operator: step.result }, found: { operator: found } };
    }
    case 'unavailability':
      scheduleMaintenance(host, step.agent, step.start_in);
      return null;
  }
}

/** Hosts that may be offered; null for all. */
export function setWhitelist(
  host: AllocatorHost,
  { hosts }: Extract<DoStep, { readonly do: 'whitelist' }>,
): void {
  host.allocator.setWhitelist(hosts === null ? null : new Set(hosts));
}

function addAgent(
  host: AllocatorHost,
  id: string,
  usedThere: readonly Omit<Grant, 'agent'>[],
  unavailability: number | null,
): void {
  const definition = host.script.agents.get(id);
  if (definition === undefined) return;
  host.agents.set(id, definition);
  const used = usedThere.map((one): Grant => ({ ...one, agent: id }));
  for (const grant of used) host.ledger.use(grant);
  host.allocator.addAgent(
    host.agentId(id),
    host.portion(definition.resources),
    factsOf(id, definition),
    used.map((grant) => host.holding(grant)),
  );
  if (unavailability !== null) scheduleMaintenance(host, id, unavailability);
}

function removeAgent(host: AllocatorHost, id: string): void {
  for (const entry of host.ledger.heldOn(id)) {
    // What runs there for a framework that never subscribed is in no account but the agent's.
    if (host.frameworks.has(entry.framework)) host.giveBack(entry);
    host.ledger.drop(entry);
  }
  for (const agents of host.unanswered.values()) agents.delete(id);
  host.agents.delete(id);
  host.allocator.removeAgent(host.agentId(id));
}

function updateAgent(
  host: AllocatorHost,
  step: Extract<AgentStep, { readonly do: 'update_agent' }>,
): void {
  const { resources, capabilities, attributes } = step;
  const change: { total?: Portion } & { -readonly [F in keyof AgentFacts]?: AgentFacts[F] } = {};
  if (resources !== undefined) change.total = host.portion(resources);
  if (capabilities !== undefined) change.capabilities = capabilities;
  if (attributes !== undefined) change.attributes = attributes;
  host.allocator.updateAgent(host.agentId(step.agent), change);
}

function scheduleMaintenance(host: AllocatorHost, id: string, startIn: number | null): void {
  for (const agents of host.unanswered.values()) agents.delete(id);
  const startUs = startIn === null ? null : host.nowUs + micros(startIn);
  host.allocator.setUnavailability(host.agentId(id), startUs);
}

function factsOf(id: string, definition: AgentDefinition): AgentFacts {
  const { hostname, attributes, capabilities, domain } = definition;
  return { hostname: hostname ?? id, attributes, capabilities, domain };
}
