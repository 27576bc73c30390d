import { parseScalars } from '../../core/resources/notation.ts';
import type { AgentGroup } from '../../sim/experiment/experiment.ts';
import { UsageError, messageOf } from '../errors.ts';
import { COUNT, parseNumber } from './numbers.ts';

/** One agent when none is described: a node of the SWIM traces' time with room to spare. */
export const DEFAULT_AGENT = 'cpus:16;mem:65536';
/** Agents when no number is given. */
export const DEFAULT_AGENT_COUNT = 100;

const COUNTED = /^(\d+)\s*\*\s*(.+)$/;

/**
 * Reads the cluster: `--agents 600 --agent "cpus:16;mem:65536"`, or groups of unequal agents as
 * `--agent "40*cpus:16;mem:65536" --agent "8*cpus:32;mem:262144"`.
 * @throws UsageError when a number or a resource is malformed, when the number of agents is said
 *   twice or not at all, and when it is zero
 */
export function parseAgents(
  count: string | undefined,
  descriptions: readonly string[],
): AgentGroup[] {
  const stated =
    count === undefined ? undefined : atLeastOne(parseNumber(count, '--agents', COUNT), '--agents');
  if (descriptions.length === 0) {
    return [{ count: stated ?? DEFAULT_AGENT_COUNT, resources: parseScalars(DEFAULT_AGENT) }];
  }
  if (descriptions.length === 1 && !COUNTED.test(descriptions[0])) {
    const resources = agentResources(descriptions[0]);
    return [{ count: stated ?? DEFAULT_AGENT_COUNT, resources }];
  }
  if (stated !== undefined) {
    throw new UsageError(
      `--agents: found ${stated} beside ${groupsIn(descriptions)}; ` +
        `wanted the numbers in the groups alone, as --agent "40*${DEFAULT_AGENT}"`,
    );
  }
  return descriptions.map(parseGroup);
}

function groupsIn(descriptions: readonly string[]): string {
  return descriptions.length === 1 ? 'a counted --agent' : `${descriptions.length} times --agent`;
}

function parseGroup(text: string): AgentGroup {
  const match = COUNTED.exec(text);
  if (match === null) {
    throw new UsageError(
      `--agent: found "${text}" without a number, wanted e.g. "40*${text}" when there are several groups`,
    );
  }
  const count = atLeastOne(parseNumber(match[1], `--agent "${text}"`, COUNT), `--agent "${text}"`);
  return { count, resources: agentResources(match[2]) };
}

function atLeastOne(count: number, what: string): number {
  if (count === 0) throw new UsageError(`${what}: found 0 agents, wanted at least 1`);
  return count;
}

function agentResources(text: string): AgentGroup['resources'] {
  try {
    return parseScalars(text);
  } catch (error) {
    throw new UsageError(`--agent: ${messageOf(error)}`);
  }
}
