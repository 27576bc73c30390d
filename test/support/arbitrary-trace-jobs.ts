import * as fc from 'fast-check';
import type { TraceJob, TraceJobs } from '../../traces/convert/trace-jobs.ts';
import type { NewStage } from '../../traces/model/stage-list.ts';
import { StageKind } from '../../traces/model/workload.ts';

/** Times of tasks, microseconds, up to a week. */
const timeUs = fc.integer({ min: 1, max: 604_800_000_000 });

const demand = fc
  .record({
    cpus: fc.integer({ min: 0, max: 64_000 }),
    mem: fc.integer({ min: 0, max: 200_000_000 }),
    disk: fc.constantFrom(0, 0, 1_000_000),
    gpus: fc.constantFrom(0, 0, 500, 4000),
  })
  .map((milli) => new Map(Object.entries(milli).filter(([, amount]) => amount > 0)))
  .map((map) => (map.size === 0 ? new Map([['cpus', 1000]]) : map));

/** A stage that may wait for some of those before it. */
function stageAt(position: number): fc.Arbitrary<NewStage> {
  return fc
    .record({
      kind: fc.constantFrom(StageKind.MAP, StageKind.REDUCE),
      demand,
      times: fc.array(timeUs, { minLength: 1, maxLength: 6 }),
      recorded: fc.boolean(),
      exact: fc.boolean(),
      gang: fc.boolean(),
      waits: fc.array(fc.boolean(), { minLength: position, maxLength: position }),
    })
    .map(({ kind, demand: asked, times, recorded, exact, gang, waits }) => ({
      ...{ kind, demand: asked, tasks: times.length, taskUs: times[0] },
      lastTaskUs: times[times.length - 1],
      ...(recorded && { recordedUs: times }),
      ...((exact || recorded) && { exact: true }),
      ...(gang && { gang }),
      parents: waits.flatMap((wait, parent) => (wait ? [parent] : [])),
    }));
}

const stages = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => stageAt(i))));

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('a,b', '"q"', '#c', ' x ', '', 'j', 'a;b', 'line\nbreak', 'Überzug'),
);

const job = fc.record({
  name: text,
  submitUs: fc.nat({ max: 2_000_000_000 }),
  framework: text,
  priority: fc.integer({ min: -5, max: 400 }),
  stages,
});

/** Jobs of a trace, as they come out of any reader or generator: by submission from 0. */
export const arbitraryTraceJobs: fc.Arbitrary<TraceJobs> = fc
  .record({
    jobs: fc.array(job, { minLength: 1, maxLength: 8 }),
    priorities: fc.boolean(),
    durations: fc.constantFrom(
      { skewSigma: 0, minTaskUs: 1 },
      { skewSigma: 0.325, minTaskUs: 3_000_000 },
    ),
  })
  .map(({ jobs, priorities, durations }) => {
    const firstUs = jobs.reduce((least, one) => Math.min(least, one.submitUs), Infinity);
    const placed = jobs.map(
      ({ priority, ...one }): TraceJob => ({
        ...one,
        submitUs: one.submitUs - firstUs,
        ...(priorities && { priority }),
      }),
    );
    placed.sort((a, b) => a.submitUs - b.submitUs);
    return { name: 'made', format: 'test', jobs: placed, durations };
  });
