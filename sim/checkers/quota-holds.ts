import type { FrameworkRecord, OpenOffer } from '../../core/master/records.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Launching } from './accounts/launching.ts';
import type { Ledger } from './accounts/ledger.ts';
import { PerMaster } from './accounts/per-master.ts';
import { amountsText } from './accounts/texts.ts';
import { operatorsKeepBack } from './accounts/work-conserving.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

interface Quota {
  readonly role: string;
  /** Thousandths by resource; infinite where there is no limit. */
  readonly limits: Quantities;
  readonly guarantees: Quantities;
}

interface Consumers {
  readonly frameworks: Map<number, FrameworkRecord>;
  /** Offers since the last periodic cycle to roles that nothing was owed to. */
  readonly unowed: OpenOffer[];
  /** Something else than the allocator has changed what is free. */
  disturbed: boolean;
}

class QuotaHolds implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly quotas: readonly Quota[];
  private readonly ledger: Ledger;
  private readonly launching: Launching;
  private readonly consumers = new PerMaster<Consumers>(() => ({
    frameworks: new Map(),
    unowed: [],
    disturbed: false,
  }));

  constructor(world: CheckedWorld, fail: Fail, { ledger, launching }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.ledger = ledger;
    this.launching = launching;
    const { space } = world.view;
    this.quotas = [...world.experiment.quotas].map(([role, { guarantees, limits }]) => ({
      role,
      guarantees: space.names.map((name) => guarantees.get(name) ?? 0),
      limits: space.names.map((name) => limits.get(name) ?? Number.POSITIVE_INFINITY),
    }));
  }

  masterLeads(master: number): void {
    this.consumers.forget(master);
  }

  frameworkEntered(master: number, framework: FrameworkRecord): void {
    this.consumers.of(master).frameworks.set(framework.id, framework);
  }

  frameworkLeft(master: number, { id }: FrameworkRecord): void {
    this.consumers.of(master).frameworks.delete(id);
  }

  agentLeft(master: number): void {
    this.consumers.of(master).disturbed = true;
  }

  taskEntered(master: number): void {
    // Tasks that come back with their agent ask nobody whether they may.
    if (!this.launching.launched) this.consumers.of(master).disturbed = true;
  }

  offerMade(master: number, offer: OpenOffer): void {
    const { role } = offer.framework;
    const quota = this.quotas.find((one) => isBelow(role, one.role));
    // By what it had before the offer.
    const owed = quota !== undefined && this.missing(master, quota, offer).some((r) => r > 0);
    if (!owed) this.consumers.of(master).unowed.push(offer);
    if (quota?.role === role) this.checkLimit(master, quota, offer);
  }

  cycleEnded(master: number): void {
    const consumers = this.consumers.of(master);
    if (!consumers.disturbed && consumers.unowed.length > 0) this.checkHeadroom(master, consumers);
    consumers.unowed.length = 0;
    consumers.disturbed = false;
  }

  /** A limit stops offers; what its subroles and returning tasks hold may go beyond it. */
  private checkLimit(master: number, { role, limits }: Quota, offer: OpenOffer): void {
    const held = this.held(master, (of) => of === role);
    for (let r = 0; r < limits.length; r++) {
      if (offer.resources[r] === 0 || held[r] <= limits[r]) continue;
      const name = this.world.view.space.names[r];
      return this.fail(
        `role ${role} has ${amountsText(this.world, held)} with offer ${offer.id}: ` +
          `its limit of ${name} is ${limits[r] / 1000}`,
      );
    }
  }

  /** What is missing of guarantees was not offered to others. */
  private checkHeadroom(master: number, { unowed }: Consumers): void {
    const total = this.ledger.total(master);
    const held = this.ledger.held(master);
    const missing = total.map(() => 0);
    for (const quota of this.quotas) {
      for (const [r, amount] of this.missing(master, quota).entries()) missing[r] += amount;
    }
    for (const { id, resources, framework } of unowed) {
      for (let r = 0; r < missing.length; r++) {
        if (resources[r] === 0 || missing[r] <= total[r] - held[r]) continue;
        const name = this.world.view.space.names[r];
        return this.fail(
          `offer ${id} gave ${resources[r] / 1000} ${name} to role ${framework.role}: ` +
            `${missing[r] / 1000} are missing of guarantees, ${(total[r] - held[r]) / 1000} free`,
        );
      }
    }
  }

  /** What is missing of a guarantee, or was without an offer. */
  private missing(master: number, { role, guarantees }: Quota, without?: OpenOffer): number[] {
    const held = this.held(master, (of) => isBelow(of, role));
    return guarantees.map((amount, r) => {
      return Math.max(0, amount - held[r] + (without?.resources[r] ?? 0));
    });
  }

  /** What frameworks of some roles hold together. */
  private held(master: number, counts: (role: string) => boolean): number[] {
    const sum = this.world.view.space.names.map(() => 0);
    for (const { id, role } of this.consumers.of(master).frameworks.values()) {
      if (!counts(role)) continue;
      const account = this.ledger.framework(master, id);
      if (account === undefined) continue;
      for (let r = 0; r < sum.length; r++) sum[r] += account.held[r];
    }
    return sum;
  }
}

/** Whether a role is another one or a part of it. */
function isBelow(role: string, top: string): boolean {
  return role === top || role.startsWith(`${top}/`);
}

/** Limits bound what is offered, and guarantees what is offered to others. */
export const quotaHolds: CheckerType = {
  name: 'quota-holds',
  says: 'no role is offered more than its limit, nor what is missing of the guarantees of others',
  make: (world, fail, shared) => {
    const { experiment } = world;
    // What operators set later is not among the quotas that are checked here.
    const isKnown = experiment.quotas.size > 0 && !operatorsKeepBack(experiment);
    return isKnown ? new QuotaHolds(world, fail, accountsOf(shared)) : {};
  },
};
