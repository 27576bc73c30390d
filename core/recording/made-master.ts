import { policyNamed } from '../allocation/policies/index.ts';
import type { Micros } from '../machine.ts';
import type { HealthOptions } from '../master/agent-health.ts';
import { Master } from '../master/master.ts';
import { seededStream } from './random-stream.ts';
import type { Milli } from '../resources/quantities.ts';
import { LIVE_SPACE } from './live-space.ts';

/** How a live master allocates besides its policy; as JSON holds it. */
export interface AllocationRules {
  /** Of roles that no operator set otherwise. */
  readonly weights?: readonly (readonly [role: string, weight: number])[];
  /** Smallest offers worth making, any of them suffices, thousandths; Mesos's unless given. */
  readonly minAllocatable?: readonly (readonly (readonly [name: string, milli: Milli])[])[];
  /** Names of resources that do not count in shares. */
  readonly fairnessExclude?: readonly string[];
  /** Whether agents with GPUs are kept for frameworks that know them; true unless given. */
  readonly filterGpu?: boolean;
}

/** All that a live master's machine is made of: what its recording begins with. */
export interface MasterMade {
  /** Of an allocation policy, such as `drf`. */
  readonly policy: string;
  readonly seed: string;
  readonly allocationIntervalUs: Micros;
  /** Offers not answered by then are taken back; never when null. */
  readonly offerTimeoutUs: Micros | null;
  readonly health: HealthOptions;
  /** Absent in recordings of masters that had none. */
  readonly rules?: AllocationRules;
}

/** @throws Error when there is no such policy. */
export function makeMaster(made: MasterMade): Master {
  const policy = policyNamed(made.policy);
  if (policy === undefined) throw new Error(`found policy "${made.policy}", wanted one of ours`);
  const { allocationIntervalUs, offerTimeoutUs, health, seed, rules = {} } = made;
  const { weights = [], minAllocatable, fairnessExclude, filterGpu } = rules;
  return new Master({
    space: LIVE_SPACE,
    policy,
    random: seededStream(seed),
    allocationIntervalUs,
    maxOffersPerClient: 0,
    weights: weights.map(([role, weight]) => ({ role, weight })),
    quotas: [],
    health,
    ...(offerTimeoutUs === null ? {} : { offerTimeoutUs }),
    ...(minAllocatable === undefined
      ? {}
      : { minAllocatable: minAllocatable.map((one) => new Map(one)) }),
    ...(fairnessExclude === undefined ? {} : { fairnessExclude }),
    ...(filterGpu === undefined ? {} : { filterGpu }),
  });
}
