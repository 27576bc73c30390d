import { writeResources } from '../../core/resources/resource-notation.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { ModelCycle } from './mesos-model-rules.ts';
import {
  type Grant,
  beginStage2,
  newCycle,
  serveFairShares,
  serveGuarantees,
} from './mesos-model-stages.ts';
import type { ModelState } from './mesos-model-state.ts';

/** An offer as an allocator made it. */
export interface ModelOffer {
  readonly framework: number;
  readonly role: string;
  readonly agent: number;
  readonly resources: Resources;
}

/** What of an offer no grant has accounted for yet. */
interface Open {
  readonly offer: ModelOffer;
  left: Resources;
  /** Whether a grant has begun it: offers stand in the order of their first pieces. */
  begun: boolean;
}

/**
 * Replays a cycle: are these the offers that the rules demand, whatever the order in which agents
 * were visited in the two stages? Finds such an order, asks the rules at each agent, and enters
 * what was offered. The pieces of both stages for a framework, role and agent are one offer.
 *
 * @param scope agents the cycle is about
 * @throws Error naming the offer that is not to be, or the agent that somebody had to be offered
 */
export function replay(
  state: ModelState,
  time: { readonly nowUs: number; readonly periodic: boolean },
  scope: readonly number[],
  offers: readonly ModelOffer[],
): void {
  const replayed = new Replay(state, newCycle(state, time.nowUs, time.periodic), scope, offers);
  const before = state.held.length;
  replayed.stage1();
  beginStage2(replayed.cycle);
  replayed.stage2();
  // One entry for each offer, however many pieces it had.
  state.held.length = before;
  for (const offer of offers) state.held.push({ ...offer, used: false });
}

class Replay {
  readonly cycle: ModelCycle;
  private readonly state: ModelState;
  private readonly scope: readonly number[];
  private readonly open: Open[];

  constructor(
    state: ModelState,
    cycle: ModelCycle,
    scope: readonly number[],
    offers: readonly ModelOffer[],
  ) {
    this.state = state;
    this.cycle = cycle;
    // An agent with nothing free is for nobody, now and until the cycle ends.
    this.scope = scope.filter((agent) => state.isOffered(agent) && !state.free(agent).isEmpty);
    this.open = offers.map((offer) => ({ offer, left: offer.resources, begun: false }));
    for (const { agent } of offers) {
      if (!this.scope.includes(agent)) throw new Error(`agent ${agent} was not to be offered`);
    }
  }

  /**
   * Pieces of stage 1 come first, so the agent of the next offer is the next visited, as long as
   * the rules grant anything there.
   */
  stage1(): void {
    if (this.state.quotas.size === 0) return;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const grants = serveGuarantees(this.state, this.cycle, next.offer.agent);
      if (grants.length === 0) break;
      const problem = this.match(grants, false);
      if (problem !== null) throw new Error(`guarantees at agent ${next.offer.agent}: ${problem}`);
    }
    for (const agent of this.scope) {
      const grants = serveGuarantees(this.state, this.cycle, agent);
      if (grants.length > 0) throw new Error(`a guarantee had to be served: ${textOf(grants)}`);
    }
  }

  /** Agents whose offers only grew in stage 2 may have been visited at any time: tries all. */
  stage2(): void {
    const agents = this.nextAgents();
    if (agents.length === 0) {
      this.checkNothingLeft();
      return;
    }
    const problems: string[] = [];
    for (const agent of agents) {
      const undo = this.mark();
      const grants = serveFairShares(this.state, this.cycle, agent);
      try {
        const problem = this.match(grants, true);
        if (problem !== null) throw new Error(`fair shares at agent ${agent}: ${problem}`);
        this.stage2();
        return;
      } catch (error) {
        if (agents.length === 1 || !(error instanceof Error)) throw error;
        problems.push(error.message);
        undo();
      }
    }
    throw new Error(problems.join(' | '));
  }

  private next(): Open | undefined {
    return this.open.find(({ begun }) => !begun);
  }

  /** Agents that stage 2 may have come to next. */
  private nextAgents(): number[] {
    const open = this.open.filter(({ left }) => !left.isEmpty);
    const next = this.next();
    const agents = new Set(open.map(({ offer }) => offer.agent));
    return [...agents].filter(
      (agent) =>
        agent === next?.offer.agent ||
        open.every(({ offer, begun }) => offer.agent !== agent || begun),
    );
  }

  /**
   * Takes grants out of the offers they must be parts of; what is wrong, or null.
   * @param all whether nothing may be left of the agent's offers then
   */
  private match(grants: readonly Grant[], all: boolean): string | null {
    for (const { client, agent, resources } of grants) {
      const open = this.open.find(
        ({ offer }) =>
          offer.framework === client.framework &&
          offer.role === client.role &&
          offer.agent === agent,
      );
      const isInTurn = open !== undefined && (open.begun || open === this.next());
      if (!isInTurn || !open.left.contains(resources)) return this.difference(grants);
      open.left = open.left.minus(resources);
      open.begun = true;
    }
    const agents = new Set(grants.map(({ agent }) => agent));
    const isRest =
      all && this.open.some(({ offer, left }) => agents.has(offer.agent) && !left.isEmpty);
    return isRest || (all && grants.length === 0) ? this.difference(grants) : null;
  }

  private difference(grants: readonly Grant[]): string {
    const found = this.open.map(({ offer, left }) => offerText({ ...offer, resources: left }));
    return `found ${found.join(', ')}, wanted ${textOf(grants)}`;
  }

  private checkNothingLeft(): void {
    for (const agent of this.scope) {
      if (this.state.free(agent).isEmpty) continue;
      const grants = serveFairShares(this.state, this.cycle, agent);
      if (grants.length > 0) throw new Error(`left over: ${textOf(grants)}`);
    }
  }

  /** Remembers everything a visit changes. */
  private mark(): () => void {
    const { state, cycle, open } = this;
    const held = state.held.length;
    const counts = state.counts.snapshot();
    const own = state.clients.map(({ count }) => count);
    const { required, available, surplus } = cycle;
    const shared = [...cycle.sharedOffered];
    const opens = open.map((one) => ({ ...one }));
    return () => {
      state.held.length = held;
      state.counts.restore(counts);
      for (const [at, client] of state.clients.entries()) client.count = own[at];
      Object.assign(cycle, { required, available, surplus });
      cycle.sharedOffered.clear();
      for (const [agent, volumes] of shared) cycle.sharedOffered.set(agent, volumes);
      for (const [at, one] of opens.entries()) Object.assign(open[at], one);
    };
  }
}

function textOf(grants: readonly Grant[]): string {
  if (grants.length === 0) return 'nothing';
  return grants
    .map(({ client: { framework, role }, agent, resources }) =>
      offerText({ framework, role, agent, resources }),
    )
    .join(', ');
}

function offerText({ framework, role, agent, resources }: ModelOffer): string {
  return `<${framework} in ${role}: agent ${agent} ${writeResources(resources)}>`;
}
