import { NO_RULES } from '../../core/allocation/client-table.ts';
import type { Master } from '../../core/master/master.ts';
import { Resources } from '../../core/resources/resources.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { PerMaster } from './accounts/per-master.ts';
import { agentText, amountsText, frameworkText } from './accounts/texts.ts';
import { keepsNothingBack, offersToAll } from './accounts/work-conserving.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

class FreeIsOffered implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly accounts: Accounts;
  /** The agent of each master that is looked at after the next cycle. */
  private readonly turns = new PerMaster(() => ({ agent: 0 }));

  constructor(world: CheckedWorld, fail: Fail, accounts: Accounts) {
    this.world = world;
    this.fail = fail;
    this.accounts = accounts;
  }

  /** Once a cycle over all agents is done, nobody is left who would have taken what is left. */
  cycleEnded(master: number): void {
    const machine = this.world.master(master);
    const { standing } = this.accounts;
    const agents = standing.agents(master);
    const turn = this.turns.of(master);
    turn.agent = turn.agent + 1 < agents.length ? turn.agent + 1 : 0;
    const agent = agents[turn.agent];
    if (machine !== null && agent !== undefined && !machine.allocator.paused) {
      if (standing.agentBar(master, agent.id) === null) this.check(master, machine, agent.id);
    }
  }

  private check(master: number, machine: Master, agentId: number): void {
    const { ledger, refusals, standing } = this.accounts;
    const account = ledger.agent(master, agentId);
    if (account === undefined) return;
    const { total, held } = account;
    const free = total.map((amount, r) => amount - held[r]);
    const { minimums, clients } = machine.allocator;
    if (!minimums.usual.isMetBy(free, 0, Resources.EMPTY)) return;
    const bound = this.world.experiment.master.maxOffersPerFramework;
    for (const framework of standing.frameworks(master)) {
      if (framework === undefined) continue;
      const { record, open } = framework;
      if (standing.frameworkBar(master, record.id) !== null) continue;
      // Who was at the bound waits until half of its offers are answered.
      if (bound > 0 && open * 2 > bound) continue;
      if (clients.rules[record.client] !== NO_RULES) continue;
      if (refusals.covering(master, record.id, agentId, free, this.world.now)) continue;
      const whose = frameworkText(this.world, record.id);
      const left = amountsText(this.world, free);
      return this.fail(
        `${left} of ${agentText(this.world, agentId)} was left by a cycle, ` +
          `and ${whose} refuses none of it`,
      );
    }
  }
}

/** A cycle leaves nothing that somebody would take. */
export const freeIsOffered: CheckerType = {
  name: 'free-is-offered',
  says: 'after a periodic cycle nothing is free that a framework wants and does not refuse',
  make: (world, fail, shared) => {
    const { experiment } = world;
    const isSure = keepsNothingBack(experiment) && offersToAll(experiment.policy);
    return isSure ? new FreeIsOffered(world, fail, accountsOf(shared)) : {};
  },
};
