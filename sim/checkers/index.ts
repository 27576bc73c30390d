import { agentCapacity } from './agent-capacity.ts';
import { booksAgree } from './books-agree.ts';
import type { CheckerType } from './checker.ts';
import { fairShares } from './fair-shares.ts';
import { filtersHold } from './filters-hold.ts';
import { freeIsOffered } from './free-is-offered.ts';
import { jobsEnd } from './jobs-end.ts';
import { lostTasksEnd } from './lost-tasks-end.ts';
import { offersCome } from './offers-come.ts';
import { offersEndOnce } from './offers-end-once.ts';
import { offersToTheLiving } from './offers-to-the-living.ts';
import { oneLeader } from './one-leader.ts';
import { quotaHolds } from './quota-holds.ts';
import { reconciled } from './reconciled.ts';
import { registryHolds } from './registry-holds.ts';
import { taskLife } from './task-life.ts';
import { taskRunsOnce } from './task-runs-once.ts';
import { updatesRepeated } from './updates-repeated.ts';

/** Every invariant, safety before liveness: the first to complain is the one that is reported. */
export const CHECKERS: readonly CheckerType[] = [
  ...[offersEndOnce, agentCapacity, offersToTheLiving, filtersHold],
  ...[taskLife, updatesRepeated, taskRunsOnce, registryHolds, oneLeader],
  ...[quotaHolds, booksAgree, freeIsOffered, fairShares],
  ...[offersCome, lostTasksEnd, reconciled, jobsEnd],
];
