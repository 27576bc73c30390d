import type {
  AgentRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../../core/master/records.ts';
import { type TaskState, holdsResources } from '../../../core/protocol/task-states.ts';
import type { Quantities } from '../../../core/resources/quantities.ts';
import { PerMaster } from './per-master.ts';

/** What is given out of an agent, or to a framework; thousandths by resource. */
export interface Account {
  readonly id: number;
  readonly held: number[];
  /** Stands in the list of those that have changed. */
  touched: boolean;
}

/** A framework's. */
export interface FrameworkAccount extends Account {
  readonly record: FrameworkRecord;
}

/** An agent's, with what it has. */
export interface AgentAccount extends Account {
  readonly total: Quantities;
}

/** Accounts that have changed since somebody emptied the lists. */
export interface Changed {
  agents: AgentAccount[];
  frameworks: FrameworkAccount[];
}

interface Accounts {
  readonly agents: (AgentAccount | undefined)[];
  readonly frameworks: (FrameworkAccount | undefined)[];
  readonly changed: Changed;
  /** Of all agents there are. */
  readonly total: number[];
  /** Given out of them. */
  readonly held: number[];
}

/**
 * What each master has offered and allocated: kept from what its observer is told, and not from
 * its allocator's accounts. Resources come back with an offer's end and with the first state of a
 * task that holds none.
 */
export class Ledger {
  private readonly resources: number;
  private readonly accounts: PerMaster<Accounts>;

  constructor(resources: number) {
    this.resources = resources;
    this.accounts = new PerMaster(() => ({
      agents: [],
      frameworks: [],
      changed: { agents: [], frameworks: [] },
      total: this.zeros(),
      held: this.zeros(),
    }));
  }

  masterLeads(master: number): void {
    this.accounts.forget(master);
  }

  agentEntered(master: number, { id, resources: total }: AgentRecord): void {
    const accounts = this.accounts.of(master);
    const account = { id, total, held: this.zeros(), touched: true };
    accounts.agents[id] = account;
    accounts.changed.agents.push(account);
    for (let r = 0; r < this.resources; r++) accounts.total[r] += total[r];
  }

  agentLeft(master: number, { id }: AgentRecord): void {
    const accounts = this.accounts.of(master);
    const account = accounts.agents[id];
    if (account === undefined) return;
    accounts.agents[id] = undefined;
    for (let r = 0; r < this.resources; r++) {
      accounts.total[r] -= account.total[r];
      accounts.held[r] -= account.held[r];
    }
  }

  offerMade(master: number, { agentId, framework, resources }: OpenOffer): void {
    this.give(master, agentId, framework, resources, 1);
  }

  offerEnded(master: number, { agentId, framework, resources }: OpenOffer): void {
    this.give(master, agentId, framework, resources, -1);
  }

  taskEntered(master: number, { agent, framework, info, state }: TaskRecord): void {
    if (holdsResources(state)) this.give(master, agent.id, framework, info.resources, 1);
  }

  taskChanged(master: number, task: TaskRecord, before: TaskState): void {
    const held = holdsResources(before);
    if (held === holdsResources(task.state)) return;
    const { agent, framework, info } = task;
    this.give(master, agent.id, framework, info.resources, held ? -1 : 1);
  }

  /** Undefined for an agent that the master does not have. */
  agent(master: number, id: number): AgentAccount | undefined {
    return this.accounts.of(master).agents[id];
  }

  /** Undefined for a framework that was never given anything. */
  framework(master: number, id: number): FrameworkAccount | undefined {
    return this.accounts.of(master).frameworks[id];
  }

  /** Of all agents together. */
  total(master: number): readonly number[] {
    return this.accounts.of(master).total;
  }

  held(master: number): readonly number[] {
    return this.accounts.of(master).held;
  }

  changed(master: number): Changed {
    return this.accounts.of(master).changed;
  }

  private give(
    master: number,
    agentId: number,
    record: FrameworkRecord,
    amounts: Quantities,
    sign: 1 | -1,
  ): void {
    const accounts = this.accounts.of(master);
    const agent = accounts.agents[agentId];
    let framework = accounts.frameworks[record.id];
    if (framework === undefined || framework.record !== record) {
      framework = { id: record.id, record, held: this.zeros(), touched: false };
      accounts.frameworks[record.id] = framework;
    }
    if (!framework.touched) {
      framework.touched = true;
      accounts.changed.frameworks.push(framework);
    }
    for (let r = 0; r < this.resources; r++) framework.held[r] += sign * amounts[r];
    if (agent === undefined) return;
    if (!agent.touched) {
      agent.touched = true;
      accounts.changed.agents.push(agent);
    }
    for (let r = 0; r < this.resources; r++) {
      const amount = sign * amounts[r];
      agent.held[r] += amount;
      accounts.held[r] += amount;
    }
  }

  private zeros(): number[] {
    return Array.from({ length: this.resources }, () => 0);
  }
}
