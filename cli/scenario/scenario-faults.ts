import { z } from 'zod';

import type { FaultKind, FaultSpec, FaultTime } from '../../sim/faults/fault-spec.ts';
import { UsageError } from '../errors.ts';
import { parseDurationUs } from '../options/durations.ts';
import type { ScenarioFile } from './read-scenario.ts';
import { fields, read, wantedText } from './schema-parts.ts';

/** A fault as a scenario writes it. */
export interface ScenarioFault {
  readonly kind: FaultKind;
  /** Of `rack-outage`: which rack; of `partition`, instead of agents. */
  readonly rack?: string | undefined;
  /** Of the others: which agents, by number; all of them when absent. */
  readonly agents?: readonly number[] | undefined;
  readonly at?: number | undefined;
  readonly rate?: { readonly count: number; readonly perUs: number } | undefined;
  readonly for: number;
}

const KINDS = ['agent-crash', 'rack-outage', 'agent-restart', 'partition'] as const;

/** `{ at: 10m, kind: rack-outage, rack: r2, for: 5m }`, `{ rate: 1 per 6h per agent, … }`. */
export function scenarioFault(): z.ZodType<ScenarioFault> {
  const duration = read((value) => parseDurationUs(wantedText(value, 'a duration such as 5m'), ''));
  return fields({
    kind: z.enum(KINDS, {
      error: ({ input }) =>
        `found ${JSON.stringify(input)}, wanted one of ${KINDS.join(', ')}; ` +
        'other faults are not simulated yet',
    }),
    rack: z.string().min(1).optional(),
    agents: z.array(z.int().min(0)).min(1).optional(),
    at: duration.optional(),
    rate: read(readRate).optional(),
    for: duration,
  }).refine(({ at, rate }) => (at === undefined) !== (rate === undefined), {
    error: 'wanted either "at" or "rate"',
  });
}

const RATE = /^(\d+(?:\.\d+)?) per (\S+)(?: per (agent|rack))?$/;

/** Reads `1 per 6h per agent`. */
function readRate(value: unknown): { count: number; perUs: number } {
  const text = wantedText(value, 'a rate such as 1 per 6h per agent');
  const match = RATE.exec(text.trim());
  if (match === null) throw new Error(`found "${text}", wanted a rate such as 1 per 6h per agent`);
  const [count, perUs] = [Number(match[1]), parseDurationUs(match[2], '')];
  if (!(count > 0 && perUs > 0)) {
    throw new Error(`found "${text}", wanted more than 0 of both numbers`);
  }
  return { count, perUs };
}

/** @throws UsageError naming the fault whose rack or agents the cluster does not have */
export function faultsOf({ scenario, where }: ScenarioFile): FaultSpec[] {
  const racks = racksOf({ scenario });
  return (scenario.faults ?? []).map((fault, index) => {
    const at = (field: string): string =>
      `${where(['faults', index, field])}: faults[${index}].${field}`;
    const when: FaultTime =
      fault.at === undefined ? { rate: fault.rate ?? { count: 1, perUs: 1 } } : { atUs: fault.at };
    return { kind: fault.kind, when, forUs: fault.for, agents: agentsOf(fault, racks, at) };
  });
}

function agentsOf(
  { kind, rack, agents }: ScenarioFault,
  racks: readonly (string | null)[],
  at: (field: string) => string,
): readonly number[] {
  if (kind === 'rack-outage' || (kind === 'partition' && rack !== undefined)) {
    if (agents !== undefined && kind === 'partition') {
      throw new UsageError(`${at('agents')}: a partition names a rack or agents, not both`);
    }
    const known = [...new Set(racks.filter((one) => one !== null))];
    const members = racks.flatMap((one, agent) =>
      one === rack && rack !== undefined ? [agent] : [],
    );
    if (members.length > 0) return members;
    const found = rack === undefined ? 'no rack' : `rack "${rack}"`;
    const wanted = known.length === 0 ? 'agents with racks' : `one of ${known.join(', ')}`;
    throw new UsageError(`${at('rack')}: found ${found}, wanted ${wanted}`);
  }
  if (rack !== undefined) throw new UsageError(`${at('rack')}: an ${kind} names no rack`);
  const stranger = agents?.find((agent) => agent >= racks.length);
  if (stranger !== undefined) {
    const wanted = `wanted one of 0 to ${racks.length - 1}`;
    throw new UsageError(`${at('agents')}: found agent ${stranger}, ${wanted}`);
  }
  return agents ?? [...racks.keys()];
}

/** The rack of each agent, in the order of their numbers; null without one. */
function racksOf({ scenario }: Pick<ScenarioFile, 'scenario'>): (string | null)[] {
  return scenario.cluster.agents.flatMap(({ count, rack }) => {
    const names = rack === undefined ? [null] : expanded(rack);
    return Array.from({ length: count }, (_, i) => names[i % names.length]);
  });
}

/** `r{1..4}` is r1, r2, r3 and r4. */
function expanded(pattern: string): string[] {
  const match = /^(.*)\{(\d+)\.\.(\d+)\}$/.exec(pattern);
  if (match === null) return [pattern];
  const [from, to] = [Number(match[2]), Number(match[3])];
  const count = Math.max(1, to - from + 1);
  return Array.from({ length: count }, (_, i) => `${match[1]}${from + i}`);
}
