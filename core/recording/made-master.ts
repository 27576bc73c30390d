import { policyNamed } from '../allocation/policies/index.ts';
import type { Micros } from '../machine.ts';
import type { HealthOptions } from '../master/agent-health.ts';
import { Master } from '../master/master.ts';
import { seededStream } from './random-stream.ts';
import { LIVE_SPACE } from './live-space.ts';

/** All that a live master's machine is made of: what its recording begins with. */
export interface MasterMade {
  /** Of an allocation policy, such as `drf`. */
  readonly policy: string;
  readonly seed: string;
  readonly allocationIntervalUs: Micros;
  /** Offers not answered by then are taken back; never when null. */
  readonly offerTimeoutUs: Micros | null;
  readonly health: HealthOptions;
}

/** @throws Error when there is no such policy. */
export function makeMaster(made: MasterMade): Master {
  const policy = policyNamed(made.policy);
  if (policy === undefined) throw new Error(`found policy "${made.policy}", wanted one of ours`);
  const { allocationIntervalUs, offerTimeoutUs, health, seed } = made;
  return new Master({
    space: LIVE_SPACE,
    policy,
    random: seededStream(seed),
    allocationIntervalUs,
    maxOffersPerClient: 0,
    weights: [],
    quotas: [],
    health,
    ...(offerTimeoutUs === null ? {} : { offerTimeoutUs }),
  });
}
