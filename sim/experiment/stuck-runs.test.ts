import { describe, expect, it } from 'vitest';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import type { Experiment } from './experiment.ts';
import { workloadOf } from './job-list.ts';
import { runExperiment } from './run-experiment.ts';

const SECOND = 1_000_000;

/** Two frameworks and two agents, of which only one has room for the tasks of `big`. */
function unequal(seed: string): Experiment {
  const stage = (demand: number): { tasks: number; demand: number; taskUs: number } => ({
    tasks: 1,
    demand,
    taskUs: 10 * SECOND,
  });
  const workload = workloadOf({
    name: 'w',
    frameworks: ['big', 'small'],
    demands: [resourcesOf({ cpus: 4, mem: 1024 }), resourcesOf({ cpus: 1, mem: 512 })],
    jobs: [
      { submitUs: 5 * SECOND, framework: 0, stages: [stage(0)] },
      { submitUs: 5 * SECOND, framework: 1, stages: [stage(1)] },
    ],
  });
  const agents = [agentsOf(1, { cpus: 4, mem: 4096 }), agentsOf(1, { cpus: 1, mem: 1024 })];
  return plainExperiment(workload, agents, { policy: 'static', seed });
}

describe('a run that gets stuck', () => {
  it('ends with an error that says what waits', () => {
    const ends = Array.from({ length: 16 }, (_, seed) => {
      try {
        return runExperiment(unequal(`${seed}`)).complete ? 'complete' : 'incomplete';
      } catch (error) {
        return (error as Error).message;
      }
    });
    // Which agent registers first, and so which is set aside for whom, is the seed's business.
    expect(new Set(ends)).toEqual(
      new Set([
        'complete',
        'stuck at 1200 s: 1 jobs wait and no task has run for ten minutes; ' +
          'policy static offers their frameworks no agent that a task fits',
      ]),
    );
  });

  it('just ends when its time is up before', () => {
    const results = Array.from({ length: 16 }, (_, seed) =>
      runExperiment({ ...unequal(`${seed}`), untilUs: 600 * SECOND }),
    );
    expect(results.some(({ complete }) => complete)).toBe(true);
    expect(results.some(({ complete }) => !complete)).toBe(true);
  });
});

describe('an experiment that cannot be run', () => {
  it('is refused before it starts', () => {
    const experiment = unequal('1');
    const agents = [agentsOf(2, { cpus: 1, mem: 1024 })];
    expect(() =>
      runExperiment({ ...experiment, cluster: { agents, slotsPerAgent: null } }),
    ).toThrow(/cpus/);
    expect(() => runExperiment({ ...experiment, policy: 'nice' })).toThrow(/unknown policy "nice"/);
  });
});
