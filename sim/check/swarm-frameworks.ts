import { given } from '../scenario/given.ts';
import type { FrameworkDocument } from '../scenario/scenario-document.ts';
import type { AppDocument, CronJobDocument, JobDocument } from '../scenario/workload-document.ts';
import type { Dice } from './dice.ts';
import type { SwarmShape } from './swarm.ts';

type Kind = FrameworkDocument['kind'];

/** What frameworks are, as often as they stand here. */
const KINDS: readonly Kind[] = [
  ...(['mapreduce', 'mapreduce', 'mapreduce'] as const),
  ...(['service', 'cron', 'spark', 'spark-fine'] as const),
];

/** Their tasks live on for so long without a scheduler; mostly for the whole run. */
const FAILOVER_TIMEOUTS: readonly string[] = ['1h', '1h', '1h', '2m', '15s', '0s'];

/**
 * The frameworks of a seed: what they are, and what they run. Where some have jobs, services keep
 * to one of the racks: what never ends must leave whole agents to what waits for one.
 */
export function frameworksOf(dice: Dice, shape: SwarmShape): FrameworkDocument[] {
  const kinds = Array.from({ length: shape.frameworks }, (_, i) =>
    dice.pick(`framework ${i} kind`, KINDS),
  );
  const alone = kinds.every((kind) => kind === 'service' || kind === 'cron');
  return kinds.map((kind, i) => frameworkOf(dice, i, kind, shape, alone));
}

function frameworkOf(
  dice: Dice,
  index: number,
  kind: Kind,
  shape: SwarmShape,
  alone: boolean,
): FrameworkDocument {
  const what = `framework ${index}`;
  const common = {
    name: `f${index}`,
    role: roleOf(dice, index),
    checkpoint: dice.oneIn(`${what} checkpoint`, 2),
    partitionAware: dice.oneIn(`${what} partition aware`, 2),
    failoverTimeout: dice.pick(`${what} failover timeout`, FAILOVER_TIMEOUTS),
  };
  switch (kind) {
    case 'service':
      return { ...common, kind, apps: appsOf(dice, what, index, alone) };
    case 'cron':
      return { ...common, kind, schedule: scheduleOf(dice, what) };
    default: {
      const count = dice.between(`${what} jobs`, 1, 6);
      const jobs = Array.from({ length: count }, (_, job) =>
        jobOf(dice, `${what} job ${job}`, shape.minutes),
      );
      return { ...common, kind, jobs };
    }
  }
}

/** A role of its own, that of the framework before, or one within a tree. */
function roleOf(dice: Dice, index: number): string {
  const own = `role${index}`;
  if (index > 0 && dice.oneIn(`framework ${index} shares`, 5)) return roleOf(dice, index - 1);
  return dice.oneIn(`framework ${index} nested`, 5) ? `tree/${own}` : own;
}

const DEMANDS: readonly string[] = ['cpus:1;mem:1024', 'cpus:0.5;mem:2048', 'cpus:2;mem:512'];

function jobOf(dice: Dice, what: string, minutes: number): JobDocument {
  const at = `${dice.number(`${what} at`, minutes * 50)}s`;
  const maps = {
    tasks: dice.between(`${what} maps`, 1, 12),
    duration: `${dice.between(`${what} seconds`, 1, 60)}s`,
  };
  const resources = dice.pick(`${what} demand`, DEMANDS);
  if (!dice.oneIn(`${what} reduces`, 3)) return { at, ...maps, resources };
  const reduces = { kind: 'reduce', tasks: dice.between(`${what} reducers`, 1, 3) } as const;
  return { at, resources, stages: [maps, { ...reduces, duration: '20s' }] };
}

const CONSTRAINTS: readonly (readonly string[])[] = [
  ['hostname', 'UNIQUE'],
  ['rack', 'GROUP_BY', '2'],
  ['rack', 'LIKE', 'r[12]'],
  ['rack', 'MAX_PER', '2'],
];

/** Ways to say the same. */
const ONE_RACK: readonly (readonly string[])[] = [
  ['rack', 'CLUSTER', 'r1'],
  ['rack', 'LIKE', 'r1'],
  ['rack', 'UNLIKE', 'r2'],
];

function appsOf(dice: Dice, what: string, index: number, alone: boolean): AppDocument[] {
  return Array.from({ length: dice.between(`${what} apps`, 1, 2) }, (_, app): AppDocument => {
    const one = `${what} app ${app}`;
    const constraint = dice.seldom(`${one} constraint`, 3, CONSTRAINTS);
    const rack = alone ? [] : [dice.pick(`${one} rack`, ONE_RACK)];
    const constraints = [...rack, ...(constraint === undefined ? [] : [constraint])];
    const [inactiveAfter, expungeAfter] = ['30s', '5m'];
    return {
      id: `/app${index}-${app}`,
      instances: dice.between(`${one} instances`, 1, 3),
      resources: dice.pick(`${one} demand`, ['cpus:0.2;mem:512', 'cpus:0.5;mem:256']),
      ...(constraints.length > 0 && { constraints }),
      ...given({
        health: dice.seldom(`${one} health`, 3, [
          { grace: '10s', interval: '10s', timeout: '5s', maxConsecutiveFailures: 2 },
          { grace: '0s', interval: '30s', timeout: '20s' },
        ]),
        backoff: dice.seldom(`${one} backoff`, 3, [{ first: '5s', factor: 2, max: '1m' }]),
        unreachable: dice.seldom(`${one} unreachable`, 3, [{ inactiveAfter, expungeAfter }]),
        killSelection: dice.seldom(`${one} kill`, 3, ['OLDEST_FIRST'] as const),
        killGrace: dice.seldom(`${one} grace`, 3, ['0s', '30s']),
      }),
    };
  });
}

function scheduleOf(dice: Dice, what: string): CronJobDocument[] {
  const every = dice.pick(`${what} every`, ['R/PT30S/PT1M', 'R20/PT5S/PT20S', 'R/PT1M/PT5M']);
  const settings = given({
    concurrent: dice.seldom(`${what} concurrent`, 3, [true]),
    retries: dice.seldom(`${what} retries`, 3, [0, 5]),
    epsilon: dice.seldom(`${what} epsilon`, 3, ['5s']),
    disableAfterFailures: dice.seldom(`${what} disable`, 4, [3]),
    highPriority: dice.seldom(`${what} priority`, 4, [true]),
  });
  // Short enough that there are times between runs when an agent is empty.
  const duration = dice.pick(`${what} duration`, ['1s', '6s', '6s']);
  return [
    { name: 'tick', schedule: every, duration, ...settings },
    { name: 'after', parents: ['tick'], duration: '5s' },
  ];
}
