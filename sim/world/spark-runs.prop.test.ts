import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkScenario } from '../check/check-scenario.ts';
import type { FaultDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import type { JobDocument, StageDocument } from '../scenario/workload-document.ts';

/** Stages of a job: parents are any of those before. */
const stages: fc.Arbitrary<StageDocument[]> = fc
  .array(
    fc.record({
      tasks: fc.integer({ min: 1, max: 9 }),
      seconds: fc.integer({ min: 1, max: 40 }),
      parents: fc.nat({ max: 15 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drawn) =>
    drawn.map(({ tasks, seconds, parents }, stage) => ({
      ...{ tasks, duration: `${seconds}s`, resources: 'cpus:1;mem:1024' },
      after: Array.from({ length: stage }, (_, p) => p).filter((p) => ((parents >> p) & 1) === 1),
    })),
  );

const jobs: fc.Arbitrary<JobDocument[]> = fc.array(
  fc.record({ at: fc.nat({ max: 300 }).map((seconds) => `${seconds}s`), stages }),
  { minLength: 1, maxLength: 4 },
);

/** What executors do not survive, or their drivers' connections. */
const faults: fc.Arbitrary<FaultDocument[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...(['agent-crash', 'agent-restart', 'agent-wipe', 'partition', 'task-failure'] as const),
      ...(['scheduler-crash', 'scheduler-disconnect', 'scheduler-partition'] as const),
    ),
    rate: fc.integer({ min: 1, max: 6 }).map((minutes) => `1 per ${minutes}m`),
    for: fc.constantFrom('1s', '20s', '150s'),
  }),
  { maxLength: 3 },
);

it.each(['spark', 'spark-fine'] as const)(
  'every job of kind %s ends, whatever breaks meanwhile, and no invariant does',
  (kind) => {
    fc.assert(
      fc.property(jobs, jobs, faults, fc.nat(), (one, two, broken, seed) => {
        const common = { kind, failoverTimeout: '1h' };
        const scenario: ScenarioDocument = {
          cluster: { agents: [{ count: 4, resources: 'cpus:4;mem:8192' }] },
          frameworks: [
            { ...common, name: 'a', jobs: one },
            { ...common, name: 'b', jobs: two, checkpoint: true, partitionAware: true },
          ],
          faults: broken.map((fault) =>
            fault.kind === 'task-failure' ? { ...fault, ratio: '1/5' } : fault,
          ),
          ...{ seed, heal: '10m', until: '3h' },
        };
        const outcome = checkScenario(scenario);
        expect(outcome).toMatchObject({ kind: 'passed', result: { complete: true } });
      }),
      { numRuns: 60 },
    );
  },
);
