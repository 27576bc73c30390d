import type { OpenOffer } from '../../core/master/records.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Refusals } from './accounts/refusals.ts';
import { agentText, amountsText, frameworkText, secondsText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

class FiltersHold implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly refusals: Refusals;

  constructor(world: CheckedWorld, fail: Fail, { refusals }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.refusals = refusals;
  }

  offerMade(master: number, { id, agentId, framework, resources, rest }: OpenOffer): void {
    const { now } = this.world;
    const refusal = this.refusals.covering(master, framework.id, agentId, resources, now, rest);
    if (refusal === null) return;
    const offered = amountsText(this.world, resources);
    const whose = frameworkText(this.world, framework.id);
    const refused = amountsText(this.world, refusal.amounts);
    const until = secondsText(refusal.expiresUs);
    this.fail(
      `offer ${id} of ${offered} on ${agentText(this.world, agentId)} went to ${whose}, ` +
        `who refuses ${refused} of it until ${until}`,
    );
  }
}

/** What a framework refuses it is not offered until it said, unless it changes its mind. */
export const filtersHold: CheckerType = {
  name: 'filters-hold',
  says: 'no offer that a refusal in force contains',
  make: (world, fail, shared) => new FiltersHold(world, fail, accountsOf(shared)),
};
