import type { Micros } from '../machine.ts';
import type { RandomStream } from '../random/random-stream.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import type { Domain } from './agent-facts.ts';
import type { Policy } from './policy.ts';

export interface AllocatorOptions {
  readonly space: ResourceSpace;
  readonly policy: Policy;
  /** Decides in which order a cycle visits agents, and the lottery's draws. */
  readonly random: RandomStream;
  /** Time between periodic cycles: the shortest life of a refusal. */
  readonly allocationIntervalUs: Micros;
  /**
   * Offers a client may hold unanswered, 0 for no bound. A client at its bound is passed over;
   * when it has answered half of them the cycle goes on at once. Bounds what a slow framework can
   * lock (Mesos's `MAX_OFFERS_PER_FRAMEWORK` was 50) and what a cycle costs.
   */
  readonly maxOffersPerClient: number;
  /** Smallest offers worth making, any of them suffices; Mesos's `cpus:0.01|mem:32` unless given. */
  readonly minAllocatable?: readonly ResourceMap[];
  /** Names of resources that do not count in shares. */
  readonly fairnessExclude?: readonly string[];
  /** Whether agents with GPUs are kept for frameworks that know them; true unless given. */
  readonly filterGpu?: boolean;
  /** Where the master stands; without it no agent is remote. */
  readonly masterDomain?: Domain | null;
}
