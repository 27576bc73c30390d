import type { Quantities } from '../../resources/quantities.ts';
import type { Agents } from '../policy.ts';

/** Agents with equal totals. */
export interface AgentKind {
  readonly total: Quantities;
  readonly count: number;
}

/** The kinds of agents there are, counted anew when a total changed: O(agents) then. */
export function agentKinds(agents: Agents, resources: number): () => readonly AgentKind[] {
  let version = Number.NaN;
  let kinds: readonly AgentKind[] = [];
  return () => {
    if (agents.version !== version) {
      version = agents.version;
      kinds = count(agents, resources);
    }
    return kinds;
  };
}

function count(agents: Agents, resources: number): AgentKind[] {
  const kinds = new Map<string, { total: Quantities; count: number }>();
  for (let agent = 0; agent < agents.count; agent++) {
    const total = agents.totals.subarray(agent * resources, (agent + 1) * resources);
    const name = total.join();
    const kind = kinds.get(name);
    if (kind === undefined) kinds.set(name, { total: [...total], count: 1 });
    else kind.count++;
  }
  return [...kinds.values()];
}
