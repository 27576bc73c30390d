import type { Explainer, PassedOver, Stage, Verdict } from '../../core/allocation/explanation.ts';
import { resourcesOf } from '../../core/allocation/portion.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { writeResources } from '../../core/resources/resource-notation.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { Json } from '../output/json.ts';

/** Names for the allocator's numbers. */
export interface ExplanationNames {
  readonly space: ResourceSpace;
  framework(client: number): string;
  role(client: number): string;
  agent(agent: number): string;
}

/** A client at an agent: what it was offered, or the rule that passed it over. */
export interface ExplainedCandidate {
  readonly framework: string;
  readonly role: string;
  /** The number by which the policy ordered it: its dominant share under DRF. */
  readonly key: number;
  readonly offered: string | null;
  readonly passedOver: PassedOver | null;
  readonly detail: string | null;
}

/** An agent as a stage of a cycle came to it. */
export interface ExplainedVisit {
  readonly stage: Stage;
  readonly agent: string;
  readonly free: string;
  /** In the order in which they were asked. */
  readonly candidates: readonly ExplainedCandidate[];
}

export interface ExplainedCycle {
  readonly atSeconds: number;
  readonly periodic: boolean;
  readonly visits: readonly ExplainedVisit[];
  readonly leftOut: readonly {
    readonly framework: string;
    readonly role: string;
    readonly rule: PassedOver;
  }[];
  /** Agents at which nobody was left to ask. */
  readonly unvisited: number;
}

interface Draft {
  readonly atSeconds: number;
  readonly periodic: boolean;
  readonly visits: {
    stage: Stage;
    agent: string;
    free: string;
    candidates: ExplainedCandidate[];
  }[];
  readonly leftOut: ExplainedCycle['leftOut'][number][];
}

/** Puts the decisions of an allocator together, cycle by cycle, in names that people gave. */
export class Explanation implements Explainer {
  private readonly names: ExplanationNames;
  private readonly told: (cycle: ExplainedCycle) => void;
  private cycle: Draft = { atSeconds: 0, periodic: false, visits: [], leftOut: [] };

  /** @param told gets each cycle when it is over */
  constructor(names: ExplanationNames, told: (cycle: ExplainedCycle) => void) {
    this.names = names;
    this.told = told;
  }

  cycleBegins(nowUs: number, periodic: boolean): void {
    this.cycle = { atSeconds: nowUs / 1e6, periodic, visits: [], leftOut: [] };
  }

  agentVisited(stage: Stage, agent: number, plain: Quantities, rest: Resources): void {
    const free = this.text(plain, rest);
    this.cycle.visits.push({ stage, agent: this.names.agent(agent), free, candidates: [] });
  }

  considered(client: number, key: number, verdict: Verdict): void {
    const offered = verdict.kind === 'offered';
    this.cycle.visits.at(-1)?.candidates.push({
      framework: this.names.framework(client),
      role: this.names.role(client),
      key,
      offered: offered ? this.text(verdict.plain, verdict.rest) : null,
      passedOver: offered ? null : verdict.rule,
      detail: offered ? null : (verdict.detail ?? null),
    });
  }

  leftOut(client: number, rule: PassedOver): void {
    const { names } = this;
    this.cycle.leftOut.push({ framework: names.framework(client), role: names.role(client), rule });
  }

  cycleEnds(unvisited: number): void {
    this.told({ ...this.cycle, unvisited });
  }

  private text(plain: Quantities, rest: Resources): string {
    return writeResources(resourcesOf(this.names.space, { plain, rest }));
  }
}

/** A cycle for JSON documents. */
export function cycleDocument({
  atSeconds,
  periodic,
  visits,
  leftOut,
  unvisited,
}: ExplainedCycle): Json {
  return {
    ...{ atSeconds, periodic, unvisited },
    visits: visits.map(({ stage, agent, free, candidates }) => ({
      ...{ stage, agent, free, candidates: candidates.map((candidate) => ({ ...candidate })) },
    })),
    leftOut: leftOut.map((client) => ({ ...client })),
  };
}

/** A cycle as text: each agent with its candidates below it, in order. */
export function explanationText(cycle: ExplainedCycle): string {
  const kind = cycle.periodic ? 'periodic cycle' : 'cycle after an event';
  const lines = [`${cycle.atSeconds} s: ${kind}`];
  for (const { stage, agent, free, candidates } of cycle.visits) {
    lines.push(`  ${agent} (${stage}), free ${free || 'nothing'}`);
    for (const candidate of candidates) lines.push(`    ${candidateText(candidate)}`);
  }
  for (const { framework, role, rule } of cycle.leftOut) {
    lines.push(`  not asked: ${framework} in ${role}: ${rule}`);
  }
  if (cycle.unvisited > 0) lines.push(`  nobody left to ask for ${cycle.unvisited} agents`);
  return `${lines.join('\n')}\n`;
}

function candidateText(candidate: ExplainedCandidate): string {
  const { framework, role, key, offered, passedOver, detail } = candidate;
  const who = `${framework} in ${role}, at ${Number(key.toPrecision(6))}`;
  if (offered !== null) return `${who}: offered ${offered}`;
  return `${who}: passed over, ${passedOver}${detail === null ? '' : ` (${detail})`}`;
}
