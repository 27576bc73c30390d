import type { Master } from '../../core/master/master.ts';
import type { AgentRecord, OpenOffer, TaskRecord } from '../../core/master/records.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { type TaskState, holdsResources } from '../../core/protocol/task-states.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { AgentAccount, FrameworkAccount, Ledger } from './accounts/ledger.ts';
import { agentText, amountsText, frameworkText } from './accounts/texts.ts';
import { operatorsKeepBack } from './accounts/work-conserving.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

class AgentCapacity implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly ledger: Ledger;
  /** Reservations move what is plain at an agent, and count as what is held of it. */
  private readonly isPlain: boolean;

  constructor(world: CheckedWorld, fail: Fail, { ledger }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.ledger = ledger;
    this.isPlain = !operatorsKeepBack(world.experiment);
  }

  agentLeft(master: number, agent: AgentRecord): void {
    const account = this.ledger.agent(master, agent.id);
    if (account === undefined)
      return this.fail(`${agentText(this.world, agent.id)} left and was not there`);
    if (account.held.every((amount) => amount === 0)) return;
    const held = amountsText(this.world, account.held);
    this.fail(`${agentText(this.world, agent.id)} left while ${held} of it was still given out`);
  }

  offerMade(master: number, offer: OpenOffer): void {
    this.check(master, offer.agentId, offer.framework.id, `with offer ${offer.id}`);
  }

  offerEnded(master: number, offer: OpenOffer): void {
    this.check(master, offer.agentId, offer.framework.id, `once offer ${offer.id} has ended`);
  }

  taskEntered(master: number, task: TaskRecord): void {
    this.check(master, task.agent.id, task.framework.id, `with task ${task.info.taskId}`);
  }

  taskChanged(master: number, task: TaskRecord, before: TaskState): void {
    if (holdsResources(before) === holdsResources(task.state)) return;
    const cause = `once task ${task.info.taskId} is ${task.state}`;
    this.check(master, task.agent.id, task.framework.id, cause);
  }

  taskForgotten(_master: number, { info, state, agent }: TaskRecord): void {
    if (!holdsResources(state)) return;
    this.fail(
      `task ${info.taskId} of ${agentText(this.world, agent.id)} was forgotten ` +
        `as ${state}, with all it held`,
    );
  }

  cycleEnded(master: number): void {
    const machine = this.world.master(master);
    const changed = this.ledger.changed(master);
    for (const account of changed.agents) {
      account.touched = false;
      if (machine !== null) this.compareAgent(master, machine, account);
    }
    for (const account of changed.frameworks) {
      account.touched = false;
      if (machine !== null && this.isPlain) this.compareFramework(machine, account);
    }
    changed.agents.length = 0;
    changed.frameworks.length = 0;
  }

  private check(master: number, agentId: number, frameworkId: number, cause: string): void {
    const agent = this.ledger.agent(master, agentId);
    if (agent === undefined) {
      return this.fail(
        `${agentText(this.world, agentId)} has nothing to give out ${cause}: the master lacks it`,
      );
    }
    const { held } = agent;
    const machine = this.isPlain ? null : this.world.master(master);
    const total = this.totalOf(machine, agent);
    const framework = this.ledger.framework(master, frameworkId);
    for (let r = 0; r < held.length; r++) {
      if (held[r] > total[r]) {
        const given = amountsText(this.world, held);
        const has = amountsText(this.world, total);
        return this.fail(
          `${given} of ${agentText(this.world, agentId)} is given out ${cause}: it has ${has}`,
        );
      }
      if (held[r] < 0 || (framework !== undefined && framework.held[r] < 0)) {
        const name = this.world.view.space.names[r];
        const whose = frameworkText(this.world, frameworkId);
        return this.fail(
          `more ${name} of ${agentText(this.world, agentId)} came back ` +
            `from ${whose} than went ${cause}`,
        );
      }
    }
  }

  /** What is plain of an agent: with reservations that is for its master to say. */
  private totalOf(machine: Master | null, { id, total }: AgentAccount): Quantities {
    return this.isPlain || machine === null ? total : machine.allocator.agents.totalOf(id).plain;
  }

  private compareAgent(master: number, machine: Master, account: AgentAccount): void {
    const { id, held } = account;
    // It has left since.
    if (this.ledger.agent(master, id) !== account) return;
    const { agents } = machine.allocator;
    const total = this.totalOf(machine, account);
    const base = id * held.length;
    for (let r = 0; r < held.length; r++) {
      if (agents.free[base + r] === Math.max(0, total[r] - held[r])) continue;
      const free = amountsText(this.world, agents.freeOf(id));
      const given = amountsText(this.world, held);
      const has = amountsText(this.world, total);
      return this.fail(
        `the allocator has ${free} of ${agentText(this.world, id)} free: ` +
          `of ${has}, ${given} is given out`,
      );
    }
  }

  private compareFramework(machine: Master, { record, held }: FrameworkAccount): void {
    if (machine.frameworks[record.id] !== record) return;
    const { tree } = machine.allocator;
    const base = record.client * tree.resources;
    for (let r = 0; r < held.length; r++) {
      if (tree.allocated[base + r] === held[r]) continue;
      const whose = frameworkText(this.world, record.id);
      const charged = amountsText(this.world, machine.allocator.allocatedTo(record.client));
      const holds = amountsText(this.world, held);
      return this.fail(`the allocator has charged ${whose} with ${charged}: it holds ${holds}`);
    }
  }
}

/** Offered and allocated resources are an agent's own, and no more than it has. */
export const agentCapacity: CheckerType = {
  name: 'agent-capacity',
  says: 'what is offered and used of an agent is never more than it has, and comes back once',
  make: (world, fail, shared) => new AgentCapacity(world, fail, accountsOf(shared)),
};
