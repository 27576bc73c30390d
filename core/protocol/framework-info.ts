import type { FrameworkCapability } from '../allocation/agent-facts.ts';
import type { OfferConstraints } from '../allocation/offer-constraints.ts';
import type { Micros } from '../machine.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import type { FrameworkId } from './ids.ts';

export type { FrameworkCapability };

/**
 * What a framework says of itself (Mesos v1 `FrameworkInfo`, `mesos-semantics` part 19.4).
 *
 * `user`, `principal` and `checkpoint` stay as they were first said; all else may change later.
 */
export interface FrameworkFields {
  readonly name: string;
  /** Role path of a framework in one role; `*` when neither this nor `roles` is given. */
  readonly role?: string;
  /** Role paths of one with the capability MULTI_ROLE, at least one. */
  readonly roles?: readonly string[];
  /** What it understands. One that says nothing understands everything but PARTITION_AWARE. */
  readonly capabilities?: readonly FrameworkCapability[];
  /** Whether it knows TASK_UNREACHABLE and its kin: the capability PARTITION_AWARE by itself. */
  readonly partitionAware?: boolean;
  /** How long its tasks live on without it, microseconds; 0 unless given. */
  readonly failoverTimeoutUs?: Micros;
  /** Whether its tasks live on when an agent's process restarts; false unless given. */
  readonly checkpoint?: boolean;
  readonly user?: string;
  /** Who it is to the outside; owns what it reserves. */
  readonly principal?: string;
  readonly hostname?: string;
  readonly webuiUrl?: string;
  /** Smallest offers worth making it, by role (`offer_filters`); any one alternative suffices. */
  readonly offerFilters?: ReadonlyMap<string, readonly ResourceMap[]>;
}

/**
 * What is known of a framework wherever its tasks are: agents keep it and tell it to a new
 * master, which knows no frameworks.
 */
export interface FrameworkInfo extends FrameworkFields {
  readonly id: FrameworkId;
  /** The first of its roles. */
  readonly role: string;
  readonly checkpoint: boolean;
  readonly partitionAware: boolean;
  readonly failoverTimeoutUs: Micros;
}

/** What else SUBSCRIBE and UPDATE_FRAMEWORK say, each time in full. */
export interface FrameworkWishes {
  /** Roles in which it wants no offers; none unless given. */
  readonly suppressedRoles?: readonly string[];
  /** Which agents it wants to be offered, by role; all unless given. */
  readonly offerConstraints?: ReadonlyMap<string, OfferConstraints>;
}
