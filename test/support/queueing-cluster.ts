import { log } from '../../core/math/log.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { workloadOf } from '../../sim/experiment/job-list.ts';
import { streamOf } from '../../sim/random/streams.ts';
import { agentsOf, plainExperiment } from './plain-experiment.ts';
import type { Customers } from './queueing-theory.ts';

/** Mean service time of the customers made here. */
export const MEAN_SERVICE_US = 1_000_000_000;

/** Agents register within their first second; nobody arrives before. */
const FIRST_ARRIVAL_US = 10_000_000;

/** How service times spread about their mean: M/M and M/D of queueing theory. */
export type Service = 'exponential' | 'constant';

/** Customers with exponential gaps that load each of `servers` to `utilization`. */
export function poissonCustomers(options: {
  readonly seed: string;
  readonly servers: number;
  readonly utilization: number;
  readonly service: Service;
  readonly count: number;
}): Customers {
  const { seed, servers, utilization, service, count } = options;
  const gaps = streamOf(seed, 'arrivals', 'customers');
  const sizes = streamOf(seed, 'sizes', 'customers');
  const meanGapUs = MEAN_SERVICE_US / (servers * utilization);
  const arrivals = new Float64Array(count);
  const services = new Float64Array(count).fill(MEAN_SERVICE_US);
  let now = FIRST_ARRIVAL_US;
  for (let k = 0; k < count; k++) {
    now += -log(1 - gaps.next()) * meanGapUs;
    arrivals[k] = Math.round(now);
    if (service === 'constant') continue;
    services[k] = Math.max(1, Math.round(-log(1 - sizes.next()) * MEAN_SERVICE_US));
  }
  return { arrivals, services };
}

/**
 * The station as a cluster: an agent of one slot for each server, a job of one task for each
 * customer, one framework, no latency.
 */
export function stationExperiment(
  customers: Customers,
  servers: number,
  allocationIntervalUs: number,
  policy = 'drf',
): Experiment {
  const jobs = Array.from(customers.arrivals, (submitUs, k) => ({
    submitUs,
    stages: [{ tasks: 1, taskUs: customers.services[k] }],
  }));
  const demands = [new Map([['cpus', 1000]])];
  const workload = workloadOf({ name: 'station', frameworks: ['station'], demands, jobs });
  return plainExperiment(workload, [agentsOf(servers, { cpus: 1 })], {
    policy,
    master: { allocationIntervalUs, maxOffersPerFramework: 0 },
  });
}
