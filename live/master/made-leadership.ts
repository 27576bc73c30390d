import { Leadership } from '../../core/election/leadership.ts';
import type { Micros } from '../../core/machine.ts';
import { readMasterAddress } from '../zookeeper/master-info.ts';

/** All that a master's part in an election is made of: what its recording begins with. */
export interface LeadershipMade {
  /** Where candidates stand. */
  readonly path: string;
  /** What the candidate's node says: MasterInfo as JSON. */
  readonly content: string;
  /** Name of the registry's node under the path. */
  readonly record: string;
  readonly sessionTimeoutUs: Micros;
}

export function makeLeadership(made: LeadershipMade): Leadership {
  return new Leadership({
    ...made,
    isReadable: (text) => typeof readMasterAddress(text) !== 'string',
  });
}
