import { Draws } from '../random/draws.ts';
import type {
  FaultDocument,
  FrameworkDocument,
  ScenarioDocument,
} from '../scenario/scenario-document.ts';
import type { JobDocument } from '../scenario/workload-document.ts';
import { FAULT_KINDS, FAULT_NAMES, type FaultKind } from '../faults/fault-spec.ts';

/** How large the clusters of a swarm are. */
export interface SwarmShape {
  readonly agents: number;
  readonly frameworks: number;
  /** Faults stop and everything is healed after this time; the run may go on as long again. */
  readonly minutes: number;
}

/** Small enough to be quick, large enough for everything to meet everything. */
export const USUAL_SWARM: SwarmShape = { agents: 5, frameworks: 3, minutes: 10 };

/** One in so many runs has a given kind of fault. */
const KIND_IN = 4;

const POLICIES: readonly string[] = ['drf', 'drf', 'drf', 'fifo', 'random', 'maxmin:mem'];

/**
 * A scenario of a seed: what kinds of faults exist at all, the cluster's shape, who its frameworks
 * are and what they run are drawn, each under an address of its own
 * (`determinism-and-faults`: swarm mode). Few kinds at a time find more than all at once: where
 * everything breaks, nothing gets far enough to go wrong.
 */
export function swarmScenario(seed: string, shape: SwarmShape = USUAL_SWARM): ScenarioDocument {
  const dice = new Dice(seed);
  const masters = dice.oneIn('masters', 2) ? 3 : 1;
  const frameworks = Array.from({ length: shape.frameworks }, (_, i) =>
    frameworkOf(dice, i, shape),
  );
  const faults = faultsOf(dice, shape, masters > 1);
  const quota = dice.oneIn('quota', 4);
  return {
    name: `swarm ${seed}`,
    cluster: {
      agents: [{ count: shape.agents, resources: 'cpus:4;mem:8192', rack: 'r{1..2}' }],
    },
    masters,
    policy: dice.pick('policy', POLICIES),
    seed,
    ...(quota ? { roles: quotaOf(dice, frameworks) } : {}),
    frameworks,
    master: { offerTimeout: '30s' },
    network: {
      latency: dice.oneIn('latency', 3) ? { mean: '5ms', p99: '60ms' } : '1ms',
    },
    faults,
    heal: `${shape.minutes}m`,
    until: `${shape.minutes * 12}m`,
  };
}

/** Draws by name: what is asked under one name never moves what is asked under another. */
class Dice {
  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  /** A whole number from 0 to below `sides`. */
  number(what: string, sides: number): number {
    return Math.floor(new Draws(this.seed, `swarm ${what}`).unit(0, 0) * sides);
  }

  between(what: string, least: number, most: number): number {
    return least + this.number(what, most - least + 1);
  }

  oneIn(what: string, times: number): boolean {
    return this.number(what, times) === 0;
  }

  pick<Value>(what: string, values: readonly Value[]): Value {
    return values[this.number(what, values.length)];
  }
}

function frameworkOf(dice: Dice, index: number, { minutes }: SwarmShape): FrameworkDocument {
  const what = `framework ${index}`;
  const common = {
    name: `f${index}`,
    role: `role${index}`,
    checkpoint: dice.oneIn(`${what} checkpoint`, 2),
    partitionAware: dice.oneIn(`${what} partition aware`, 2),
    failoverTimeout: '1h',
  };
  const kind = dice.number(`${what} kind`, 6);
  if (kind === 0 && index > 0) {
    const instances = dice.between(`${what} instances`, 1, 4);
    const apps = [{ id: `/app${index}`, instances, resources: 'cpus:0.5;mem:512' }];
    return { ...common, kind: 'service', apps };
  }
  if (kind === 1 && index > 0) {
    const schedule = [
      { name: 'tick', schedule: 'R/PT30S/PT1M', duration: '10s' },
      { name: 'after', parents: ['tick'], duration: '5s' },
    ];
    return { ...common, kind: 'cron', schedule };
  }
  const count = dice.between(`${what} jobs`, 1, 6);
  const jobs = Array.from({ length: count }, (_, job) =>
    jobOf(dice, `${what} job ${job}`, minutes),
  );
  return { ...common, kind: 'mapreduce', jobs };
}

function jobOf(dice: Dice, what: string, minutes: number): JobDocument {
  const at = `${dice.number(`${what} at`, minutes * 50)}s`;
  const maps = {
    tasks: dice.between(`${what} maps`, 1, 12),
    duration: `${dice.between(`${what} seconds`, 1, 60)}s`,
  };
  const resources = dice.pick(`${what} demand`, [
    'cpus:1;mem:1024',
    'cpus:0.5;mem:2048',
    'cpus:2;mem:512',
  ]);
  if (!dice.oneIn(`${what} reduces`, 3)) return { at, ...maps, resources };
  const reduces = { kind: 'reduce', tasks: dice.between(`${what} reducers`, 1, 3) } as const;
  return { at, resources, stages: [maps, { ...reduces, duration: '20s' }] };
}

function quotaOf(
  dice: Dice,
  frameworks: readonly FrameworkDocument[],
): Readonly<Record<string, { quota: { guarantees: string; limits: string } }>> {
  const { role = '' } = dice.pick('quota of', frameworks);
  const cpus = dice.between('quota cpus', 1, 6);
  const guarantees = `cpus:${cpus};mem:${cpus * 1024}`;
  return { [role]: { quota: { guarantees, limits: `cpus:${cpus + 6};mem:32768` } } };
}

/** Kinds with the rate at which each part is hit, and how long it lasts. */
const LENGTHS: readonly string[] = ['1s', '5s', '12s', '30s', '90s'];

function faultsOf(dice: Dice, { minutes }: SwarmShape, election: boolean): FaultDocument[] {
  return FAULT_NAMES.flatMap((kind): FaultDocument[] => {
    const { target, needs } = FAULT_KINDS[kind];
    if (!election && (target === 'master' || target === 'server')) return [];
    if (!dice.oneIn(`fault ${kind}`, KIND_IN)) return [];
    const what = (part: string): string => `fault ${kind} ${part}`;
    return [
      {
        kind,
        ...when(dice, kind, minutes),
        for: dice.pick(what('for'), LENGTHS),
        ...(needs.includes('ratio')
          ? { ratio: `1/${dice.pick(what('ratio'), [5, 20, 100])}` }
          : {}),
        ...(needs.includes('factor') ? { factor: dice.between(what('factor'), 2, 5) } : {}),
        ...(needs.includes('byUs') ? { by: dice.pick(what('by'), ['100ms', '1s', '5s']) } : {}),
        ...(kind === 'rack-outage' ? { rack: 'r1' } : {}),
        ...(kind === 'zone-outage' ? { agents: [0, 1, 2] } : {}),
      },
    ];
  });
}

/** Half of the faults come once, half again and again. */
function when(
  dice: Dice,
  kind: FaultKind,
  minutes: number,
): { readonly at: string } | { readonly rate: string } {
  const { target, together } = FAULT_KINDS[kind];
  if (dice.oneIn(`fault ${kind} once`, 2)) {
    return { at: `${dice.number(`fault ${kind} at`, minutes * 55)}s` };
  }
  const each = together ? '' : ` per ${target}`;
  return { rate: `1 per ${dice.between(`fault ${kind} rate`, 1, minutes)}m${each}` };
}
