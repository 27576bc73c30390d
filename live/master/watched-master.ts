import { ChangeFeed } from '../../core/feed/change-feed.ts';
import type { Master } from '../../core/master/master.ts';
import { bothObservers } from '../../core/master/observers.ts';
import type { MasterMade } from '../../core/recording/made-master.ts';
import type { Clock } from '../host/clock.ts';
import { MasterHistory } from './history.ts';

/** Those who watch a master: what its documents remember, and what its page is told. */
export function watched(
  master: Master,
  { policy, offerTimeoutUs }: MasterMade,
  clock: Clock,
): { readonly history: MasterHistory; readonly feed: ChangeFeed } {
  const history = new MasterHistory(clock);
  const told = { now: () => clock.now(), policy, offerTimeoutUs, tellsCycles: false };
  const feed = new ChangeFeed({ master, ...told });
  master.observe(bothObservers(history, feed));
  return { history, feed };
}
