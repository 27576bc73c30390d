import type { FrameworkRecord, OpenOffer, TaskRecord } from '../../core/master/records.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { agentText, frameworkText } from './accounts/texts.ts';
import { keepsNothingBack } from './accounts/work-conserving.ts';
import { CANARY } from './canary.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** Shares are sums of thousandths over a total: what differs less is equal. */
const EQUAL = 1e-9;

/** The largest task a framework has launched. */
interface Largest {
  share: number;
  /** Looked at last: tasks of a stage share it. */
  resources: Quantities | null;
}

class FairShares implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly accounts: Accounts;
  /** By framework. */
  private readonly largest: (Largest | undefined)[] = [];
  /** Offers until the next one that is looked at. */
  private skip = 0;

  constructor(world: CheckedWorld, fail: Fail, accounts: Accounts) {
    this.world = world;
    this.fail = fail;
    this.accounts = accounts;
  }

  taskEntered(master: number, task: TaskRecord): void {
    const { id } = task.framework;
    const known = this.largest[id] ?? { share: 0, resources: null };
    this.largest[id] = known;
    if (known.resources === task.info.resources) return;
    known.resources = task.info.resources;
    known.share = Math.max(known.share, this.share(master, task.info.resources, 1));
  }

  /** Looks at one offer in as many as there are frameworks: the cost does not grow with them. */
  offerMade(master: number, offer: OpenOffer): void {
    if (this.skip-- > 0) return;
    this.skip = this.world.experiment.workload.frameworks.length - 1;
    this.check(master, offer);
  }

  private check(master: number, offer: OpenOffer): void {
    const { id, agentId, framework, resources } = offer;
    const { refusals, standing: standings } = this.accounts;
    const { now, experiment } = this.world;
    const bound = experiment.master.maxOffersPerFramework;
    for (const standing of standings.frameworks(master)) {
      if (standing === undefined || standing.record === framework) continue;
      const { record, open } = standing;
      if (standings.frameworkBar(master, record.id) !== null) continue;
      if (bound > 0 && open * 2 > bound) continue;
      const [poorer, richer] = this.compare(master, record, offer);
      if (poorer >= richer - EQUAL) continue;
      if (refusals.covering(master, record.id, agentId, resources, now) !== null) continue;
      const served = frameworkText(this.world, framework.id);
      const passedOver = frameworkText(this.world, record.id);
      return this.fail(
        `offer ${id} of ${agentText(this.world, agentId)} went to ${served}, ` +
          'whose dominant share is ' +
          `${richer.toFixed(4)}: ${passedOver} wants it and has, with a task more, ` +
          poorer.toFixed(4),
      );
    }
  }

  /**
   * The weighted dominant shares by which a framework stands before the one that was served, of
   * their roles, or of themselves in one role: with a task more, and before the offer.
   */
  private compare(
    master: number,
    one: FrameworkRecord,
    { framework: other, resources }: OpenOffer,
  ): readonly [number, number] {
    const task = this.largest[one.id]?.share ?? 0;
    const { ledger } = this.accounts;
    if (one.role === other.role) {
      const mine = ledger.framework(master, one.id)?.held ?? [];
      const before = (ledger.framework(master, other.id)?.held ?? []).map(minus(resources));
      return [this.share(master, mine, 1) + task, this.share(master, before, 1)];
    }
    const weight = this.weight(master, one.role);
    const mine = this.share(master, this.heldByRole(master, one.role), weight);
    const before = this.heldByRole(master, other.role).map(minus(resources));
    return [mine + task / weight, this.share(master, before, this.weight(master, other.role))];
  }

  private heldByRole(master: number, role: string): number[] {
    const sum = this.world.view.space.names.map(() => 0);
    for (const standing of this.accounts.standing.frameworks(master)) {
      if (standing?.record.role !== role) continue;
      const account = this.accounts.ledger.framework(master, standing.record.id);
      if (account === undefined) continue;
      for (let r = 0; r < sum.length; r++) sum[r] += account.held[r];
    }
    return sum;
  }

  private weight(master: number, role: string): number {
    const tree = this.world.master(master)?.allocator.tree;
    const node = tree?.findRole(role) ?? -1;
    return node < 0 ? 1 : (tree?.weight[node] ?? 1);
  }

  private share(master: number, amounts: readonly number[], weight: number): number {
    const total = this.accounts.ledger.total(master);
    let share = 0;
    for (let r = 0; r < amounts.length; r++) {
      if (total[r] > 0) share = Math.max(share, amounts[r] / (total[r] * weight));
    }
    return share;
  }
}

/** What is left of amounts, by resource. */
function minus(less: Quantities): (amount: number, resource: number) => number {
  return (amount, r) => amount - less[r];
}

/** Whether Dominant Resource Fairness says who is served next: roles in one level, no quotas. */
function isDrf({ experiment }: CheckedWorld): boolean {
  const { policy, frameworks } = experiment;
  if (policy !== 'drf' && policy !== CANARY.name) return false;
  if (!keepsNothingBack(experiment)) return false;
  return ![...(frameworks?.values() ?? [])].some(({ role }) => role?.includes('/') === true);
}

/** Under DRF, who has least is served next: shares are max-min up to one task. */
export const fairShares: CheckerType = {
  name: 'fair-shares',
  says: 'under drf nobody is offered what one poorer by more than a task wants',
  make: (world, fail, shared) =>
    isDrf(world) ? new FairShares(world, fail, accountsOf(shared)) : {},
};
