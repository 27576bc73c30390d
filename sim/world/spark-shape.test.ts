import { describe, expect, it } from 'vitest';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { agentsOf, resourcesOf } from '../../test/support/plain-experiment.ts';
import type { AgentGroup } from '../experiment/experiment.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { resourceView } from './resource-view.ts';
import { type SparkShape, sparkShape } from './spark-shape.ts';

/** Two frameworks: tasks of <1, 4096> and <2, 1024>; of <0.5, 256>. */
const WORKLOAD = workloadOf({
  name: 'shapes',
  frameworks: ['a', 'b'],
  demands: [
    resourcesOf({ cpus: 1, mem: 4096 }),
    resourcesOf({ cpus: 2, mem: 1024 }),
    resourcesOf({ cpus: 0.5, mem: 256 }),
  ],
  jobs: [
    {
      submitUs: 0,
      stages: [
        { tasks: 1, taskUs: 1 },
        { tasks: 1, taskUs: 1, demand: 1 },
      ],
    },
    { submitUs: 0, framework: 1, stages: [{ tasks: 1, taskUs: 1, demand: 2 }] },
  ],
});

function shapeOf(
  framework: number,
  agents: readonly AgentGroup[],
  policy = 'drf',
  executorCpus?: number,
): SparkShape {
  const view = resourceView({ agents, slotsPerAgent: 4 }, WORKLOAD, policyNamed(policy) as Policy);
  const spec = executorCpus === undefined ? {} : { executorCpus };
  return sparkShape(framework, WORKLOAD, view, spec);
}

const LARGE = agentsOf(2, { cpus: 16, mem: 65536 });

describe('an executor', () => {
  it('has four CPUs, and for each of its tasks the most that any task asks for', () => {
    expect(shapeOf(0, [LARGE])).toMatchObject({ slots: 2, executor: [4000, 8_192_000] });
    expect(shapeOf(1, [LARGE])).toMatchObject({ slots: 8, executor: [4000, 2_048_000] });
  });

  it('has as many CPUs as its framework says, for one task at least', () => {
    expect(shapeOf(0, [LARGE], 'drf', 9000).slots).toBe(4);
    expect(shapeOf(0, [LARGE], 'drf', 500).slots).toBe(1);
  });

  it('is no larger than fits where a task fits', () => {
    const small = agentsOf(1, { cpus: 2, mem: 8192 });
    const tiny = agentsOf(9, { cpus: 1, mem: 8192 });
    expect(shapeOf(0, [LARGE, small, tiny]).slots).toBe(1);
  });

  it('uses what it holds; of slots as much as there is in them', () => {
    expect(shapeOf(0, [LARGE]).usedBy(1)).toEqual([4000, 8_192_000]);
    const slots = shapeOf(0, [agentsOf(1, { cpus: 4, mem: 8192 })], 'slots');
    expect(slots).toMatchObject({ slots: 2, executor: [2000] });
    expect(slots.usedBy(0)).toEqual([2000, 4_096_000]);
  });
});

describe('the executor of an agent in fine-grained mode', () => {
  it('has a CPU and 384 MiB, or what is left beside a task', () => {
    expect(shapeOf(0, [LARGE]).fineExecutor).toEqual([1000, 384_000]);
    expect(shapeOf(0, [agentsOf(1, { cpus: 2.5, mem: 4200 })]).fineExecutor).toEqual([
      500, 104_000,
    ]);
  });

  it('is a slot where there are slots', () => {
    expect(shapeOf(0, [LARGE], 'slots').fineExecutor).toEqual([1000]);
  });
});
