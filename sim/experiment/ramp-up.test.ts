import { describe, expect, it } from 'vitest';
import { log } from '../../core/math/log.ts';
import { runWithRecords, runningOverTime } from '../../test/support/event-records.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import { estimate } from '../../test/support/queueing-theory.ts';
import { streamOf } from '../random/streams.ts';
import { type ListedJob, workloadOf } from './job-list.ts';

/**
 * How fast a newcomer gets its first slots on a busy cluster (Hindman et al., NSDI 2011, section
 * 4.2; exact forms in `policies.md` section 2.6). Below its share it takes every slot that
 * becomes free: the time to k of n slots is the k-th smallest of n residual task times. The slot
 * is given out with the next allocation, at most a second later, a thousandth of a task.
 */
const SLOTS = 100;
const WANTED = 10;
const TASK_SECONDS = 1000;
const SECOND = 1_000_000;
const REPLICATIONS = 40;

type Lengths = 'constant' | 'exponential';

/** Time from the newcomer's arrival to its k-th slot, seconds. */
function rampUpSeconds(lengths: Lengths, seed: string): number {
  const sizes = streamOf(seed, 'sizes', lengths);
  const jobs: ListedJob[] = Array.from({ length: 4 * SLOTS }, (_, i) => {
    // Constant tasks begin out of step: the first on each slot is one that has run for a while.
    const part = i < SLOTS ? sizes.next() : 1;
    const factor = lengths === 'constant' ? part : -log(1 - sizes.next());
    const taskUs = Math.max(1, Math.round(factor * TASK_SECONDS * SECOND));
    return { submitUs: 10 * SECOND, framework: 0, stages: [{ tasks: 1, taskUs }] };
  });
  const arrivalUs = (1.5 * TASK_SECONDS + sizes.next() * 0.5 * TASK_SECONDS) * SECOND;
  const submitUs = Math.round(arrivalUs);
  const newcomer = { tasks: WANTED, taskUs: 100 * TASK_SECONDS * SECOND };
  jobs.push({ submitUs, framework: 1, stages: [newcomer] });
  const workload = workloadOf({
    name: 'ramp-up',
    frameworks: ['busy', 'new'],
    demands: [resourcesOf({ cpus: 1 })],
    jobs,
  });
  const experiment = plainExperiment(workload, [agentsOf(SLOTS, { cpus: 1 })], {
    untilUs: submitUs + TASK_SECONDS * SECOND,
  });
  const moments = runningOverTime(runWithRecords(experiment).records, 2);
  const reached = moments.find(({ running }) => running[1] === WANTED);
  if (reached === undefined) throw new Error(`the newcomer never held ${WANTED} slots`);
  return (reached.timeUs - submitUs) / SECOND;
}

const harmonic = (n: number): number => {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
};

describe('a newcomer below its share', () => {
  it.each([
    { lengths: 'constant', parts: WANTED / (SLOTS + 1) },
    { lengths: 'exponential', parts: harmonic(SLOTS) - harmonic(SLOTS - WANTED) },
  ] as const)('has ten of a hundred slots after $parts $lengths tasks', ({ lengths, parts }) => {
    const times = Array.from({ length: REPLICATIONS }, (_, i) => rampUpSeconds(lengths, `r ${i}`));
    const { mean, standardError } = estimate(times);
    const theory = parts * TASK_SECONDS;
    expect(mean).toBeGreaterThan(theory - 3 * standardError);
    expect(mean).toBeLessThan(theory + 1 + 3 * standardError);
    expect(standardError).toBeLessThan(theory / 10);
  });
});
