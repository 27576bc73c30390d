import { StatusUpdates } from '../../core/agent/status-updates.ts';
import { OfferFilters } from '../../core/allocation/offer-filters.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { Fence } from '../../core/election/fence.ts';
import { Books } from '../../core/master/books.ts';
import { Master } from '../../core/master/master.ts';
import type { OpenOffer } from '../../core/master/records.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';
import { CANARY } from '../checkers/canary.ts';

/**
 * A mistake put into the engine on purpose: a swarm that does not find it has checkers that
 * cannot fail. For tests of the checkers only: it changes the engine in place, for every run of
 * this thread, until it is taken out again.
 */
export interface PlantedBug {
  readonly name: string;
  /** What is wrong with the engine. */
  readonly says: string;
  /** Puts it in; returns what takes it out. */
  readonly plant: () => () => void;
}

/** Every so many offers one is made twice. */
const DOUBLE_OFFER_EVERY = 16;

/** Methods that are nobody's business but their own classes', and a bug's. */
interface MakesOffers {
  makeOffer(client: number, agentId: number, plain: Quantities, rest: Resources): void;
}
interface KnowsFilters {
  isOver(filter: number): boolean;
}
interface FilterColumns {
  readonly epoch: Int32Array;
  readonly epochs: Int32Array;
  readonly client: Int32Array;
}

/** In the order of the plan; last the policy that is wrong on purpose. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'lost-rescind',
    says: 'what is taken back from an offer is free again, but the offer stays open',
    plant: () =>
      replaced(Books.prototype, 'rescind', () => {
        return function (this: Books, offer: OpenOffer): void {
          const { framework, client, agentId, resources, rest } = offer;
          this.recover(framework, client, agentId, resources, rest);
        };
      }),
  },
  {
    name: 'double-offer',
    says: 'now and then what is in an offer is offered again',
    plant: () =>
      replaced(Master.prototype as unknown as MakesOffers, 'makeOffer', (makeOffer) => {
        let made = 0;
        return function (this: MakesOffers, client, agentId, plain, rest) {
          makeOffer.call(this, client, agentId, plain, rest);
          if (++made % DOUBLE_OFFER_EVERY !== 0) return;
          (this as unknown as Master).allocator.recover(client, agentId, plain, rest);
        };
      }),
  },
  {
    name: 'unacknowledged-update-dropped',
    says: 'an agent does not repeat an update that nobody has acknowledged',
    plant: () => replaced(StatusUpdates.prototype, 'retry', () => () => undefined),
  },
  {
    name: 'update-not-synced',
    says: 'an agent goes on before an update or its acknowledgement is sure to be on its disk',
    plant: () => replaced(StatusUpdates.prototype, 'store', () => () => undefined),
  },
  {
    name: 'epoch-not-checked',
    says: 'agents and schedulers listen to a master that was deposed',
    plant: () => replaced(Fence.prototype, 'admits', () => () => true),
  },
  {
    name: 'filter-never-expires',
    says: 'what a framework declined is not offered to it again until it revives',
    plant: () =>
      replaced(OfferFilters.prototype as unknown as KnowsFilters, 'isOver', () => {
        return function (this: KnowsFilters, filter) {
          const { epoch, epochs, client } = this as unknown as FilterColumns;
          return epoch[filter] !== epochs[client[filter]];
        };
      }),
  },
  {
    name: 'canary',
    says: 'drf serves whoever has the largest share',
    plant: () => {
      const drf = policyNamed('drf');
      return drf === undefined
        ? () => undefined
        : replaced(
            drf,
            'start',
            () =>
              (...of) =>
                CANARY.start(...of),
          );
    },
  },
];

export function plantedBugNamed(name: string): PlantedBug | null {
  return PLANTED_BUGS.find((bug) => bug.name === name) ?? null;
}

/** Does something with a bug planted, or with none. */
export function withBug<Result>(bug: PlantedBug | null, act: () => Result): Result {
  const takeOut = bug?.plant();
  try {
    return act();
  } finally {
    takeOut?.();
  }
}

function replaced<Owner, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  by: (before: Owner[Name]) => Owner[Name],
): () => void {
  const before = owner[name];
  owner[name] = by(before);
  return () => {
    owner[name] = before;
  };
}
