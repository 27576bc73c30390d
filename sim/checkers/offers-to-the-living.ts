import type { OpenOffer } from '../../core/master/records.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Standing } from './accounts/standing.ts';
import { agentText, frameworkText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

class OffersToTheLiving implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly standing: Standing;

  constructor(world: CheckedWorld, fail: Fail, { standing }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.standing = standing;
  }

  offerMade(master: number, { id, agentId, framework, resources, rest }: OpenOffer): void {
    const bar = this.standing.frameworkBar(master, framework.id);
    if (bar !== null) {
      return this.fail(
        `offer ${id} went to ${frameworkText(this.world, framework.id)}, who ${bar}`,
      );
    }
    const agentBar = this.standing.agentBar(master, agentId);
    if (agentBar !== null)
      return this.fail(`offer ${id} is of ${agentText(this.world, agentId)}, who ${agentBar}`);
    for (let r = 0; r < resources.length; r++) if (resources[r] > 0) return;
    if (rest.isEmpty) this.fail(`offer ${id} is of nothing`);
  }
}

/** Offers go to frameworks that are there and want them, of agents that are there. */
export const offersToTheLiving: CheckerType = {
  name: 'offers-to-the-living',
  says: 'no offer goes to who is away, removed or suppressed, and none is of an agent that is',
  make: (world, fail, shared) => new OffersToTheLiving(world, fail, accountsOf(shared)),
};
