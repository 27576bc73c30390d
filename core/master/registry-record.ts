import type { Micros } from '../machine.ts';
import type { AgentId, FrameworkId } from '../protocol/ids.ts';
import type { AgentMode } from './records.ts';
import { type Settings, noSettings, readSettings, storedSettings } from './settings-record.ts';

/**
 * What masters hand on to the next leader, and nothing more: frameworks, tasks, offers and
 * filters are learnt again from schedulers and agents (`mesos-semantics` part 13).
 */
export interface Registry {
  /** Agents that were admitted and neither given up nor removed. */
  readonly admitted: Map<AgentId, AdmittedAgent>;
  /** Agents that were given up and may come back. */
  readonly unreachable: Map<AgentId, AwayAgent>;
  /** Agents that may not. */
  readonly gone: Map<AgentId, AwayAgent>;
  /** What operators set. */
  readonly settings: Settings;
  /** The first id that no agent had. */
  nextAgent: AgentId;
  /** Ids below it may have been given to frameworks. */
  nextFramework: FrameworkId;
}

export interface AdmittedAgent {
  readonly hostname: string;
  readonly mode: AgentMode;
  /** Of a drain that bounds it: how long tasks may take to end. */
  readonly drainGraceUs?: Micros;
}

export interface AwayAgent extends AdmittedAgent {
  readonly sinceUs: Micros;
}

export function emptyRegistry(): Registry {
  return {
    admitted: new Map(),
    unreachable: new Map(),
    gone: new Map(),
    settings: noSettings(),
    nextAgent: 0,
    nextFramework: 0,
  };
}

/** The registry as the text that is stored. */
export function encodeRegistry(registry: Registry): string {
  const { admitted, unreachable, gone, settings, nextAgent, nextFramework } = registry;
  return JSON.stringify({
    nextAgent,
    nextFramework,
    admitted: [...admitted].map(([id, agent]): AdmittedRow => {
      const { hostname, mode, drainGraceUs } = agent;
      return [id, hostname, mode, ...graceRow(drainGraceUs)];
    }),
    unreachable: [...unreachable].map(awayRow),
    gone: [...gone].map(awayRow),
    settings: storedSettings(settings),
  });
}

/**
 * Reads what {@link encodeRegistry} wrote; the empty text is the empty registry.
 * @returns what is wrong with the text where it is none of ours
 */
export function decodeRegistry(text: string): Registry | string {
  if (text === '') return emptyRegistry();
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return `the registry is no JSON: it begins "${text.slice(0, 20)}"`;
  }
  if (!isStored(found)) return 'the registry has not the fields of a registry';
  const settings = readSettings(found.settings);
  if (settings === null) return 'the registry has not the fields of settings';
  const registry: Registry = { ...emptyRegistry(), settings };
  for (const [id, hostname, mode, grace] of found.admitted) {
    registry.admitted.set(id, { hostname, mode, ...graceOf(grace) });
  }
  for (const [id, hostname, mode, sinceUs, grace] of found.unreachable) {
    registry.unreachable.set(id, { hostname, mode, sinceUs, ...graceOf(grace) });
  }
  for (const [id, hostname, mode, sinceUs] of found.gone) {
    registry.gone.set(id, { hostname, mode, sinceUs });
  }
  registry.nextAgent = found.nextAgent;
  registry.nextFramework = found.nextFramework;
  return registry;
}

type AdmittedRow = readonly [id: AgentId, hostname: string, mode: AgentMode, drainGraceUs?: Micros];
type AwayRow = readonly [
  id: AgentId,
  hostname: string,
  mode: AgentMode,
  sinceUs: Micros,
  drainGraceUs?: Micros,
];

interface StoredRegistry {
  readonly nextAgent: AgentId;
  readonly nextFramework: FrameworkId;
  readonly admitted: readonly AdmittedRow[];
  readonly unreachable: readonly AwayRow[];
  readonly gone: readonly AwayRow[];
  readonly settings?: unknown;
}

function awayRow([id, agent]: [AgentId, AwayAgent]): AwayRow {
  const { hostname, mode, sinceUs, drainGraceUs } = agent;
  return [id, hostname, mode, sinceUs, ...graceRow(drainGraceUs)];
}

/** At the end of a row, where there is one. */
function graceRow(drainGraceUs: Micros | undefined): [] | [Micros] {
  return drainGraceUs === undefined ? [] : [drainGraceUs];
}

/** How long a drain lets tasks take, where it says. */
export function graceOf(
  drainGraceUs: Micros | null | undefined,
): Pick<AdmittedAgent, 'drainGraceUs'> {
  return drainGraceUs === undefined || drainGraceUs === null ? {} : { drainGraceUs };
}

function isStored(value: unknown): value is StoredRegistry {
  if (typeof value !== 'object' || value === null) return false;
  const { nextAgent, nextFramework, admitted, unreachable, gone } = value as Record<
    string,
    unknown
  >;
  const whole = [nextAgent, nextFramework].every((id) => Number.isSafeInteger(id));
  return whole && [admitted, unreachable, gone].every((rows) => Array.isArray(rows));
}
