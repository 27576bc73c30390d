import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { AgentId } from '../protocol/ids.ts';
import { markUnreachable } from './agent-removal.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord } from './records.ts';

/** How long a disconnected agent may stay away (Mesos `--agent_reregister_timeout`). */
export const AGENT_REREGISTER_TIMEOUT_US: Micros = 600 * MICROS_PER_SECOND;

/** How the master finds out that an agent is away (Mesos `--agent_ping_timeout` and its kin). */
export interface HealthOptions {
  /** Time between PINGs, and for the answer to each. */
  readonly pingTimeoutUs: Micros;
  /** Unanswered ones in a row after which an agent is unreachable. */
  readonly maxPingTimeouts: number;
  /** `--agent_removal_rate_limit`: at most so many agents are given up in a time; null for all. */
  readonly removalLimit: { readonly count: number; readonly perUs: Micros } | null;
}

/** Mesos's defaults (`docs/configuration/master.md`). */
export const USUAL_HEALTH: HealthOptions = {
  pingTimeoutUs: 15 * MICROS_PER_SECOND,
  maxPingTimeouts: 5,
  removalLimit: null,
};

/** Removals that were due: those that waited for the rate limit may be called off by an answer. */
export interface RemovalCounts {
  scheduled: number;
  completed: number;
  canceled: number;
}

/** Pings agents, and gives up those that do not answer (`mesos-semantics` part 10.2). */
export class AgentHealth {
  readonly removals: RemovalCounts = { scheduled: 0, completed: 0, canceled: 0 };
  private readonly books: Books;
  private readonly options: HealthOptions | null;
  /** When the rate limit lets the next removal pass. */
  private nextRemovalUs: Micros = 0;

  /** @param options null for a host that says itself when an agent is away */
  constructor(books: Books, options: HealthOptions | null) {
    this.books = books;
    this.options = options;
  }

  /** An agent has registered: the first PING goes out at once. */
  watch(agent: AgentRecord, now: Micros, out: MasterOutput): void {
    this.reset(agent);
    if (this.options !== null && agent.pingUs === null) this.ping(agent, this.options, now, out);
  }

  /** The time for an answer is over. */
  pingTimeout(agentId: AgentId, now: Micros, out: MasterOutput): void {
    const agent = this.books.agents[agentId];
    if (this.options === null || !agent || !isDue(agent.pingUs, now)) return;
    if (!agent.answered) {
      agent.missedPings++;
      this.books.marks?.sometimes('ping-missed');
      if (agent.missedPings >= this.options.maxPingTimeouts && agent.removalUs === null) {
        this.giveUp(agent, now, out);
        if (this.books.agents[agentId] !== agent) return;
      }
    }
    this.ping(agent, this.options, now, out);
  }

  pong(agent: AgentRecord): void {
    this.reset(agent);
  }

  /** Makes an agent unreachable as soon as the rate limit lets it. */
  giveUp(agent: AgentRecord, now: Micros, out: MasterOutput): void {
    if (agent.removalUs !== null) return;
    this.removals.scheduled++;
    agent.removalUs = this.slotFor(now);
    if (agent.removalUs === now) this.remove(agent.id, now, out);
    else out.setTimer('AGENT_REMOVAL', agent.removalUs - now, agent.id);
  }

  /** The rate limit lets a removal pass that waited. */
  removalDue(agentId: AgentId, now: Micros, out: MasterOutput): void {
    const agent = this.books.agents[agentId];
    const waits = agent ? isDue(agent.removalUs, now) : this.books.recovered.has(agentId);
    if (waits) this.remove(agentId, now, out);
  }

  /** Agents of an earlier leader that did not come back in time: the same, by the same limit. */
  giveUpRecovered(now: Micros, out: MasterOutput): void {
    for (const agentId of [...this.books.recovered.keys()].toSorted((a, b) => a - b)) {
      this.removals.scheduled++;
      this.books.marks?.sometimes('gives-up-recovered');
      const atUs = this.slotFor(now);
      if (atUs === now) this.remove(agentId, now, out);
      else out.setTimer('AGENT_REMOVAL', atUs - now, agentId);
    }
  }

  /** When the rate limit lets one more removal pass. */
  private slotFor(now: Micros): Micros {
    const limit = this.options?.removalLimit ?? null;
    if (limit === null) return now;
    const atUs = Math.max(now, this.nextRemovalUs);
    this.nextRemovalUs = atUs + Math.ceil(limit.perUs / limit.count);
    return atUs;
  }

  private remove(agentId: AgentId, now: Micros, out: MasterOutput): void {
    this.removals.completed++;
    markUnreachable(this.books, agentId, now, out);
  }

  /** An agent is there: what was counted against it is void. */
  private reset(agent: AgentRecord): void {
    agent.answered = true;
    agent.missedPings = 0;
    // An agent that answers but does not re-register is still given up for that.
    if (agent.removalUs === null || !agent.connected) return;
    agent.removalUs = null;
    this.removals.canceled++;
  }

  private ping(agent: AgentRecord, options: HealthOptions, now: Micros, out: MasterOutput): void {
    agent.answered = false;
    agent.pingUs = now + options.pingTimeoutUs;
    out.send(agent.connection, { type: 'PING', connected: agent.connected });
    out.setTimer('PING_AGENT', options.pingTimeoutUs, agent.id);
  }
}

/** Timers may fire late, and one that was set before something else was decided too early. */
export function isDue(atUs: Micros | null, now: Micros): boolean {
  return atUs !== null && atUs <= now;
}
