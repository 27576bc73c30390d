import type { LatencySpec, LocalitySpec, MasterSpec, SchedulerSpec } from './experiment.ts';

/** The policy and the seed of a single run when the scenario says nothing. */
export const DEFAULT_POLICY = 'drf';
export const DEFAULT_SEED = '1';

/** Mesos `--allocation_interval` (1 s); `MAX_OFFERS_PER_FRAMEWORK` (50), as Mesos once had. */
export const DEFAULT_MASTER: MasterSpec = {
  allocationIntervalUs: 1_000_000,
  maxOffersPerFramework: 50,
};

/** A Hadoop fair scheduler with its slowstart, and Mesos's default refusal. */
export const DEFAULT_SCHEDULER: SchedulerSpec = {
  jobOrder: 'fair',
  slowstart: 0.05,
  refuseSeconds: 5,
  locality: null,
};

/** One way between two machines of a data centre, with a tail. */
export const DEFAULT_LATENCY: LatencySpec = { kind: 'lognormal', meanUs: 500, p99Us: 5000 };

/** HDFS's replication, the delay of the delay-scheduling paper, and a map twice as long when remote. */
export const DEFAULT_LOCALITY: LocalitySpec = {
  replication: 3,
  delayUs: 5_000_000,
  remoteFactor: 2,
};
