import { BUGGIFY_SITES, type BuggifySite } from '../../core/buggify.ts';
import { POLICIES } from '../../core/allocation/policies/index.ts';
import { given } from '../scenario/given.ts';
import type {
  AgentsDocument,
  FrameworkDocument,
  MasterDocument,
  RoleDocument,
  ScenarioDocument,
} from '../scenario/scenario-document.ts';
import type { SchedulerDocument } from '../scenario/scheduler-document.ts';
import { Dice } from './dice.ts';
import { faultsOf } from './swarm-faults.ts';
import { operationsOf } from './swarm-operations.ts';
import { frameworksOf } from './swarm-frameworks.ts';

/** How large the cluster of a seed is. */
export interface SwarmShape {
  readonly agents: number;
  readonly frameworks: number;
  /** Faults stop and everything is healed after this time; then what was begun has to end. */
  readonly minutes: number;
}

/** Large enough for everything to meet everything; seeds draw sizes up to it. */
export const USUAL_SWARM: SwarmShape = { agents: 5, frameworks: 3, minutes: 10 };

/** Longer than the liveness bounds of all checkers together: jobs end the run before. */
const LIVENESS_MINUTES = 110;
/** Where no job may end it: until most bounds have passed once. */
const ENDLESS_MINUTES = 45;

/** The size of a seed's cluster: most of what can go wrong does so in a tiny one, and sooner. */
export function drawnShape(seed: string): SwarmShape {
  const dice = new Dice(seed);
  return {
    agents: dice.pick('agents', [2, 2, 3, 4, 5]),
    frameworks: dice.pick('frameworks', [1, 2, 2, 3, 3]),
    minutes: dice.pick('minutes', [3, 5, 10]),
  };
}

/**
 * A scenario of a seed: what kinds of faults exist at all, who its frameworks are, what they run,
 * and every setting are drawn, each under an address of its own (`determinism-and-faults`: swarm
 * mode). What is drawn seldom is left at its default else.
 */
export function swarmScenario(seed: string, shape: SwarmShape = USUAL_SWARM): ScenarioDocument {
  const dice = new Dice(seed);
  const masters = dice.oneIn('masters', 2) ? 3 : 1;
  const frameworks = frameworksOf(dice, shape);
  const faults = faultsOf(dice, shape, masters > 1);
  const operations = operationsOf(dice, shape, frameworks);
  return {
    name: `swarm ${seed}`,
    cluster: { agents: agentsOf(dice, shape.agents) },
    masters,
    policy: policyOf(dice),
    seed,
    ...given({ roles: rolesOf(dice, frameworks, shape), scheduler: schedulerOf(dice) }),
    frameworks,
    master: masterOf(dice),
    network: {
      latency: dice.oneIn('latency', 3) ? { mean: '5ms', p99: '60ms' } : '1ms',
    },
    faults,
    ...given({ buggify: buggifyOf(dice), operations }),
    heal: `${shape.minutes}m`,
    until: `${shape.minutes + (mayBeEndless(frameworks, operations) ? ENDLESS_MINUTES : LIVENESS_MINUTES)}m`,
  };
}

/** There are no jobs, or their framework may be removed before they end. */
function mayBeEndless(
  frameworks: readonly FrameworkDocument[],
  operations: ScenarioDocument['operations'] = [],
): boolean {
  const withJobs = frameworks.filter(({ jobs }) => jobs !== undefined);
  const removes = operations.some(({ kind }) => kind === 'teardown');
  const mayEnd = withJobs.some(({ failoverTimeout }) => failoverTimeout !== '1h');
  return withJobs.length === 0 || removes || mayEnd;
}

const SITES = Object.keys(BUGGIFY_SITES) as BuggifySite[];

/** In half of the seeds, a quarter of the sites. */
function buggifyOf(dice: Dice): BuggifySite[] | undefined {
  if (!dice.oneIn('buggify', 2)) return undefined;
  const sites = SITES.filter((site) => dice.oneIn(`buggify ${site}`, 4));
  return sites.length === 0 ? undefined : sites;
}

/** All but the one that may leave a framework without any agent for good. */
const DRAWN_POLICIES = POLICIES.map(({ name }) => name).filter((name) => name !== 'static');

/** Half of the seeds have the usual policy: only of it is known whom it serves next. */
function policyOf(dice: Dice): string {
  return dice.oneIn('usual policy', 2) ? 'drf' : dice.pick('policy', DRAWN_POLICIES);
}

/** Agents in two racks; in some seeds one of them is smaller than the rest. */
function agentsOf(dice: Dice, count: number): AgentsDocument[] {
  const usual = { resources: 'cpus:4;mem:8192;disk:20000', rack: 'r{1..2}', zone: 'z{1..2}' };
  if (count < 3 || !dice.oneIn('small agent', 4)) return [{ count, ...usual }];
  return [
    { count: count - 1, ...usual },
    { count: 1, resources: 'cpus:2;mem:4096;disk:20000', rack: 'r2', zone: 'z2' },
  ];
}

function masterOf(dice: Dice): MasterDocument {
  return {
    offerTimeout: dice.pick('offer timeout', ['30s', '30s', '5s']),
    ...given({
      allocationInterval: dice.seldom('allocation interval', 2, ['200ms', '5s', '5s']),
      offersPerFramework: dice.seldom('offers per framework', 5, [1, 3]),
    }),
  };
}

function schedulerOf(dice: Dice): SchedulerDocument | undefined {
  const drawn = given({
    jobOrder: dice.seldom('job order', 4, ['fair'] as const),
    slowstart: dice.seldom('slowstart', 5, [0, 1]),
    refuseSeconds: dice.seldom('refuse seconds', 4, [1, 30]),
    locality: dice.seldom('locality', 5, [{ replication: 2, delay: '5s', remote: 2 }]),
  });
  return Object.keys(drawn).length === 0 ? undefined : drawn;
}

/**
 * By number of agents. An executor takes a whole agent, of which none is left whole where others
 * than its own have not enough free for what is guaranteed.
 */
const MOST_GUARANTEED_CPUS: readonly number[] = [0, 0, 0, 1, 2];

/**
 * Quota of one role in some seeds, a weight of another in some. What is guaranteed stays free when
 * nobody uses it: it must leave room for the largest executor beside services.
 */
function rolesOf(
  dice: Dice,
  frameworks: readonly FrameworkDocument[],
  { agents }: SwarmShape,
): Readonly<Record<string, RoleDocument>> | undefined {
  const roles: Record<string, RoleDocument> = {};
  if (dice.oneIn('weight', 4)) {
    const { role = '' } = dice.pick('weight of', frameworks);
    roles[role] = { weight: dice.pick('weight how much', [0.5, 2, 10]) };
  }
  const most = MOST_GUARANTEED_CPUS[agents] ?? 6;
  if (most > 0 && dice.oneIn('quota', 4)) {
    // Only roles at the top have quota.
    const [role] = (dice.pick('quota of', frameworks).role ?? '').split('/');
    const cpus = dice.between('quota cpus', 1, most);
    const guarantees = `cpus:${cpus};mem:${cpus * 1024}`;
    const quota = { guarantees, limits: `cpus:${cpus + 6};mem:32768` };
    roles[role] = { ...roles[role], quota };
  }
  return Object.keys(roles).length === 0 ? undefined : roles;
}
