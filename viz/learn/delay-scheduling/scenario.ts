import type { ScenarioDocument } from '../../../sim/scenario/scenario-document.ts';
import { EngineRun, meanOf } from '../engine-run.ts';

/** One bar of the figure. */
export interface Case {
  readonly name: string;
  readonly label: string;
  /** `static` gives every framework nodes of its own. */
  readonly policy: 'static' | 'drf';
  readonly delaySeconds: number;
  /** Figure 8 of the Mesos paper: local maps in percent, job time in seconds. */
  readonly paper: { readonly local: number; readonly seconds: number };
}

export const CASES: readonly Case[] = [
  {
    name: 'static',
    label: 'Own nodes',
    policy: 'static',
    delaySeconds: 0,
    paper: { local: 18, seconds: 565 },
  },
  {
    name: 'none',
    label: 'Shared, no wait',
    policy: 'drf',
    delaySeconds: 0,
    paper: { local: 50, seconds: 486 },
  },
  {
    name: 'one',
    label: 'Shared, 1 s wait',
    policy: 'drf',
    delaySeconds: 1,
    paper: { local: 92, seconds: 369 },
  },
  {
    name: 'five',
    label: 'Shared, 5 s wait',
    policy: 'drf',
    delaySeconds: 5,
    paper: { local: 97, seconds: 338 },
  },
];

export const INSTANCES = 16;
export const NODES = 93;
const MAPS = 200;
export const MAP_SECONDS = 5;
/** How much longer a map takes away from its block: what the paper's job times come to. */
export const REMOTE_FACTOR = 1.9;

/** The Mesos paper's section 6.3 with an eighth of the data: 16 Hadoops on 93 nodes. */
export function hadoops({ policy, delaySeconds }: Case): ScenarioDocument {
  return {
    name: 'delay scheduling',
    cluster: { agents: [{ count: NODES, resources: 'cpus:4;mem:15360' }] },
    policy,
    seed: 1,
    scheduler: {
      refuseSeconds: 1,
      locality: { replication: 3, delay: `${delaySeconds}s`, remote: REMOTE_FACTOR },
    },
    frameworks: Array.from({ length: INSTANCES }, (_, index) => ({
      name: `hadoop${index + 1}`,
      kind: 'mapreduce' as const,
      jobs: [{ tasks: MAPS, duration: `${MAP_SECONDS}s`, resources: 'cpus:1;mem:1024' }],
    })),
  };
}

export interface Measured {
  /** Maps that ran where their block lay, 0 to 1. */
  readonly local: number;
  /** Mean time of the jobs. */
  readonly seconds: number;
}

/** Runs a case to its end; null when that was aborted. */
export async function measure(one: Case, signal: AbortSignal): Promise<Measured | null> {
  const run = new EngineRun(hadoops(one));
  if (!(await run.toEndInSlices(signal))) return null;
  const { count, startedUs, endedUs } = run.session.tasks({
    offset: 0,
    limit: INSTANCES * MAPS,
  });
  // A map takes exactly its time at its block, and the factor longer elsewhere.
  const between = (MAP_SECONDS * (1 + REMOTE_FACTOR)) / 2;
  let local = 0;
  for (let row = 0; row < count; row++) {
    if ((endedUs[row] - startedUs[row]) / 1e6 < between) local++;
  }
  const seconds = run.summary.frameworks.flatMap(({ name }) => run.jobSeconds(name));
  return { local: local / count, seconds: meanOf(seconds) };
}
