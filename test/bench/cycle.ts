import { ClientAllocator } from '../../core/allocation/client-allocator.ts';
import { drf } from '../../core/allocation/policies/drf.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { streamOf } from '../../sim/random/streams.ts';
import {
  type Benchmark,
  type Timing,
  rounded,
  spread,
  timesBetter,
  timingOf,
} from './benchmark.ts';

interface Case {
  readonly agents: number;
  readonly frameworks: number;
  readonly roles: number;
  /** Offers per second of Apache Mesos's allocator, NaN where it was not measured. */
  readonly mesosOffersPerSecond: number;
}

/**
 * Workload A of the measurements of Apache Mesos 1.12: every agent free, offered whole, all
 * offers returned. Its figures are A / steady cycle, tables A1 and A2.
 */
const CASES: readonly Case[] = [
  { agents: 1000, frameworks: 1000, roles: 1, mesosOffersPerSecond: 28_521 },
  { agents: 10_000, frameworks: 1000, roles: 1, mesosOffersPerSecond: 25_960 },
  { agents: 50_000, frameworks: 1000, roles: 1, mesosOffersPerSecond: 23_475 },
  { agents: 1000, frameworks: 200, roles: 200, mesosOffersPerSecond: 34_853 },
  { agents: 10_000, frameworks: 200, roles: 200, mesosOffersPerSecond: 31_200 },
  { agents: 1000, frameworks: 1000, roles: 1000, mesosOffersPerSecond: Number.NaN },
  { agents: 10_000, frameworks: 1000, roles: 1000, mesosOffersPerSecond: Number.NaN },
  { agents: 50_000, frameworks: 1000, roles: 1000, mesosOffersPerSecond: Number.NaN },
];

const WARM_UP_OFFERS = 200_000;
const MEASURED_OFFERS = 500_000;

/** The allocator alone, without a master or messages. */
export const cycle: Benchmark = {
  name: 'cycle',
  summary: 'allocation cycle: DRF offers of whole agents, all free',
  run() {
    const costs = new Map<string, number>();
    const rows = CASES.map((one) => {
      const { agents, frameworks, roles, mesosOffersPerSecond } = one;
      const timing = timeCycles(one);
      const usPerOffer = (timing.median / agents) * 1e6;
      costs.set(`${agents} ${roles}`, usPerOffer);
      const ratio = 1e6 / usPerOffer / mesosOffersPerSecond;
      return [
        ...[Number.isNaN(ratio) ? '-' : timesBetter(ratio), agents, frameworks, roles],
        ...[rounded(usPerOffer), spread(timing, 1e6 / agents), rounded(timing.median * 1e3)],
        Number.isNaN(ratio) ? '-' : rounded(1e6 / mesosOffersPerSecond),
      ];
    });
    const growth = (roles: number): string =>
      timesBetter((costs.get(`50000 ${roles}`) ?? 0) / (costs.get(`1000 ${roles}`) ?? 1));
    return Promise.resolve({
      columns: [
        ...['to Mesos', 'agents', 'frameworks', 'roles', 'us/offer', 'from, to', 'ms/cycle'],
        'Mesos us/offer',
      ],
      rows,
      notes: [
        `Medians over cycles of at least ${MEASURED_OFFERS} offers in all, after a warm-up.`,
        'Target: 2 us/offer.',
        `An offer at 50,000 agents costs ${growth(1)} one at 1,000 with one role,`,
        `${growth(1000)} with a role each. Target: 2x.`,
        'Apache Mesos 1.12.0 (C++, -O2) was measured elsewhere, on two cores of an AMD EPYC at',
        '2.6 GHz; its agents also had ports, and its cycles include the callbacks of its actor.',
      ],
    });
  },
};

function timeCycles({ agents, frameworks, roles }: Case): Timing {
  const total = parseScalars('cpus:24;mem:4096;disk:4096');
  const space = ResourceSpace.of([total]);
  const vector = space.vector(total);
  const allocator = new ClientAllocator({
    space,
    policy: drf,
    random: streamOf('bench', 'allocation', 'cycle'),
    allocationIntervalUs: 1_000_000,
    maxOffersPerClient: 0,
  });
  for (let agent = 0; agent < agents; agent++) allocator.addAgent(agent, vector);
  for (let f = 0; f < frameworks; f++) {
    allocator.addClient(roles === 1 ? '*' : `role${f % roles}`, `framework${f}`, 0);
  }
  const clientOf = new Int32Array(agents).fill(-1);
  let offers = 0;
  const sink = {
    offer: (client: number, agent: number): void => {
      clientOf[agent] = client;
      offers++;
    },
  };
  const seconds: number[] = [];
  for (let done = 0; done < WARM_UP_OFFERS + MEASURED_OFFERS; done += agents) {
    offers = 0;
    const start = performance.now();
    allocator.runBatch(done, sink);
    const elapsed = (performance.now() - start) / 1000;
    if (offers !== agents) throw new Error(`a cycle made ${offers} offers of ${agents} agents`);
    if (done >= WARM_UP_OFFERS) seconds.push(elapsed);
    for (let agent = 0; agent < agents; agent++) {
      allocator.offerEnded(clientOf[agent]);
      allocator.recover(clientOf[agent], agent, vector);
    }
  }
  return timingOf(seconds);
}
