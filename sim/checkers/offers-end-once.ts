import type { OpenOffer, TaskRecord } from '../../core/master/records.ts';
import type { Offer, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { BytePages } from './accounts/byte-pages.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Launching } from './accounts/launching.ts';
import type { OpenOffers } from './accounts/open-offers.ts';
import { PerMaster } from './accounts/per-master.ts';
import { agentText, frameworkText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** What has become of an offer, by its id. */
const MADE = 1;
const SENT = 2;
const ENDED = 3;

class OffersEndOnce implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly states = new BytePages();
  private readonly offers: OpenOffers;
  private readonly launching: Launching;
  private readonly unsent = new PerMaster(() => ({ count: 0 }));

  constructor(world: CheckedWorld, fail: Fail, { offers, launching }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.offers = offers;
    this.launching = launching;
  }

  masterLeads(master: number): void {
    this.unsent.forget(master);
  }

  offerMade(master: number, { id }: OpenOffer): void {
    if (this.states.get(id) !== 0) {
      return this.fail(`offer ${id} was made, and there was one of that id before`);
    }
    this.states.set(id, MADE);
    this.unsent.of(master).count++;
  }

  offerEnded(master: number, { id }: OpenOffer): void {
    const state = this.states.get(id);
    if (state === ENDED) return this.fail(`offer ${id} has ended a second time`);
    if (state === 0) return this.fail(`offer ${id} has ended and was never made`);
    if (state === MADE) this.unsent.of(master).count--;
    this.states.set(id, ENDED);
  }

  saidToScheduler(master: number, _framework: number, event: SchedulerEvent): void {
    if (event.type === 'OFFERS') {
      for (const offer of event.offers) this.sent(master, offer);
    } else if (event.type === 'RESCIND' && this.states.get(event.offerId) !== ENDED) {
      this.fail(`offer ${event.offerId} was rescinded to its scheduler and has not ended`);
    }
  }

  taskEntered(_master: number, task: TaskRecord): void {
    const { launched, usable } = this.launching;
    if (!launched) return;
    const { info, agent, framework } = task;
    const whose = frameworkText(this.world, framework.id);
    if (usable === null) {
      this.fail(`task ${info.taskId} of ${whose} was launched on offers that cannot be used`);
    } else if (usable[0].agentId !== agent.id) {
      const offered = agentText(this.world, usable[0].agentId);
      this.fail(
        `task ${info.taskId} of ${whose} is on ${agentText(this.world, agent.id)}, ` +
          `offered was ${offered}`,
      );
    }
  }

  cycleEnded(master: number): void {
    const machine = this.world.master(master);
    if (machine === null) return;
    const open = this.offers.count(master);
    if (machine.offers.size !== open) {
      this.fail(`the master has ${machine.offers.size} open offers: ${open} have not ended`);
    }
    const unsent = this.unsent.of(master).count;
    if (unsent > 0) this.fail(`${unsent} offers were made and not sent when the cycle was over`);
  }

  private sent(master: number, { id, agentId, resources }: Offer): void {
    const made = this.offers.get(master, id);
    if (this.states.get(id) !== MADE || made === undefined) {
      return this.fail(`offer ${id} was sent: wanted one that was made, did not end and is new`);
    }
    if (made.agentId !== agentId || resources.some((amount, r) => amount !== made.resources[r])) {
      return this.fail(`offer ${id} was sent otherwise than it was made`);
    }
    this.states.set(id, SENT);
    this.unsent.of(master).count--;
  }
}

/** Each offer is made and sent once, and ends once: accepted, declined, rescinded, discarded. */
export const offersEndOnce: CheckerType = {
  name: 'offers-end-once',
  says: 'each offer ends once, and nothing is launched on one that has ended',
  make: (world, fail, shared) => new OffersEndOnce(world, fail, accountsOf(shared)),
};
