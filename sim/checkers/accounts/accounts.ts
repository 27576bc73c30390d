import type { Micros } from '../../../core/machine.ts';
import type {
  AgentRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../../core/master/records.ts';
import type { FrameworkId } from '../../../core/protocol/ids.ts';
import type { Call, SchedulerEvent } from '../../../core/protocol/scheduler-api.ts';
import type { TaskState } from '../../../core/protocol/task-states.ts';
import type { CheckedWorld } from '../checker.ts';
import type { Kept, Shared } from '../shared.ts';
import { Launching } from './launching.ts';
import { Ledger } from './ledger.ts';
import { OpenOffers } from './open-offers.ts';
import { Refusals } from './refusals.ts';
import { Standing } from './standing.ts';

/**
 * What several checkers need to know, kept once for all of them from the same words that they
 * hear, and not from the books of any master. The accounts hear each word before the checkers do,
 * but for the end of agents, of frameworks and of cycles, of which they hear after them.
 */
export class Accounts {
  readonly ledger: Ledger;
  readonly standing: Standing = new Standing();
  readonly offers: OpenOffers = new OpenOffers();
  readonly launching: Launching = new Launching();
  readonly refusals: Refusals;
  /**
   * Places of the frameworks whose subscription is over for good: their failover timeout has
   * passed. Nothing is owed to them, unless they come again under another id.
   */
  readonly dismissed: Set<number> = new Set();
  /** Ids that no scheduler speaks for any more: agents may still name them to a new leader. */
  readonly abandoned: Set<FrameworkId> = new Set();
  /** The id each framework was told last, by its place. */
  readonly ids: (FrameworkId | undefined)[] = [];

  /**
   * @param resources how many there are
   * @param intervalUs between periodic allocations
   */
  constructor(resources: number, intervalUs: Micros) {
    this.ledger = new Ledger(resources);
    this.refusals = new Refusals(intervalUs);
  }
}

/** The accounts of a run, kept when a checker asks for them. */
export function accountsOf(shared: Shared): Accounts {
  return shared.of(keepAccounts);
}

function keepAccounts(world: CheckedWorld): Kept<Accounts> {
  const { view, experiment } = world;
  const value = new Accounts(view.space.size, experiment.master.allocationIntervalUs);
  return { value, before: new HeardFirst(value, world), after: new HeardLast(value) };
}

/** What the accounts hear before the checkers. */
export class HeardFirst {
  private readonly accounts: Accounts;
  private readonly clock: { readonly now: Micros };

  constructor(accounts: Accounts, clock: { readonly now: Micros }) {
    this.accounts = accounts;
    this.clock = clock;
  }

  masterLeads(master: number): void {
    const { ledger, standing, offers, refusals } = this.accounts;
    ledger.masterLeads(master);
    standing.masterLeads(master);
    offers.masterLeads(master);
    refusals.masterLeads(master);
  }

  called(master: number, _framework: number, call: Call): void {
    const { offers, launching, refusals, standing } = this.accounts;
    switch (call.type) {
      case 'ACCEPT': {
        const usable = offers.usable(master, call);
        launching.accept(master, call, usable);
        if (usable !== null) refusals.accepted(master, call, usable, this.clock.now);
        return;
      }
      case 'DECLINE':
        launching.end();
        for (const id of call.offers) {
          const offer = offers.get(master, id);
          if (offer === undefined || offer.framework.id !== call.framework) continue;
          refusals.declined(master, call, offer, this.clock.now);
        }
        return;
      case 'SUPPRESS':
      case 'REVIVE':
        launching.end();
        standing.called(master, call);
        if (call.type === 'REVIVE') refusals.drop(master, call.framework);
        return;
      default:
        return launching.end();
    }
  }

  told(): void {
    this.accounts.launching.end();
  }

  saidToScheduler(master: number, framework: number, event: SchedulerEvent): void {
    const { dismissed, abandoned, ids } = this.accounts;
    const before = ids[framework];
    if (event.type === 'ERROR') {
      dismissed.add(framework);
      if (before !== undefined) abandoned.add(before);
    }
    if (event.type !== 'SUBSCRIBED') return;
    dismissed.delete(framework);
    if (before !== undefined) abandoned.add(before);
    abandoned.delete(event.framework);
    ids[framework] = event.framework;
    this.accounts.standing.subscribed(master, event.framework);
    this.accounts.refusals.drop(master, event.framework);
  }

  offerMade(master: number, offer: OpenOffer): void {
    const { ledger, offers, standing } = this.accounts;
    ledger.offerMade(master, offer);
    offers.offerMade(master, offer);
    standing.countOffer(master, offer.framework.id, 1);
  }

  offerEnded(master: number, offer: OpenOffer): void {
    const { ledger, offers, standing } = this.accounts;
    ledger.offerEnded(master, offer);
    offers.offerEnded(master, offer);
    standing.countOffer(master, offer.framework.id, -1);
  }

  taskEntered(master: number, task: TaskRecord): void {
    const { ledger, launching, refusals } = this.accounts;
    ledger.taskEntered(master, task);
    launching.entered(master, task);
    if (launching.launched) refusals.launched(task);
  }

  taskChanged(master: number, task: TaskRecord, before: TaskState): void {
    this.accounts.ledger.taskChanged(master, task, before);
  }

  agentEntered(master: number, agent: AgentRecord): void {
    this.accounts.ledger.agentEntered(master, agent);
    this.accounts.standing.agentEntered(master, agent);
  }

  frameworkEntered(master: number, framework: FrameworkRecord): void {
    this.accounts.standing.frameworkEntered(master, framework);
  }

  frameworkChanged(master: number, { id, connected }: FrameworkRecord): void {
    if (!connected) this.accounts.refusals.drop(master, id);
  }
}

/** What the accounts hear after the checkers. */
export class HeardLast {
  private readonly accounts: Accounts;

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  agentLeft(master: number, agent: AgentRecord): void {
    const { ledger, standing, refusals } = this.accounts;
    ledger.agentLeft(master, agent);
    standing.agentLeft(master, agent);
    refusals.agentLeft(master, agent);
  }

  frameworkLeft(master: number, framework: FrameworkRecord): void {
    this.accounts.standing.frameworkLeft(master, framework);
    this.accounts.refusals.drop(master, framework.id);
  }

  cycleEnded(master: number): void {
    this.accounts.refusals.cycleEnded(master);
  }
}
