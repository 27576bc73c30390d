import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workloadOf } from '../experiment/job-list.ts';
import { JobRecords } from './job-records.ts';

const DEMANDS = [new Map([['cpus', 1000]]), new Map([['cpus', 2000]])];

function recordsFor(submits: readonly number[], repeats = false): JobRecords {
  const stages = [
    { tasks: 4, taskUs: 10 },
    { tasks: 1, taskUs: 10, demand: 1 },
  ];
  const jobs = submits.map((submitUs) => ({ submitUs, stages }));
  const workload = workloadOf({ name: 'j', frameworks: ['f'], demands: DEMANDS, jobs });
  return new JobRecords(workload, repeats);
}

describe('JobRecords', () => {
  it('remembers when a job was first running and when it was over', () => {
    const records = recordsFor([5, 7]);
    expect([records.present, records.finished]).toEqual([0, 0]);
    expect(records.firstSubmitUs).toBeNaN();
    records.jobSubmitted(5);
    records.jobSubmitted(7);
    records.taskStarted(1, 8);
    records.taskStarted(1, 9);
    expect(records.present).toBe(2);
    records.jobFinished(1, 30);
    expect([records.present, records.finished]).toEqual([1, 1]);
    expect([...records.startUs]).toEqual([Number.NaN, 8]);
    expect([...records.finishUs]).toEqual([Number.NaN, 30]);
    expect([records.firstSubmitUs, records.lastFinishUs]).toEqual([5, 30]);
  });

  it("holds Little's law to the microsecond, whatever happens and whenever one looks", () => {
    const lives = fc.array(
      fc.record({ gapUs: fc.nat({ max: 1e10 }), stayUs: fc.option(fc.nat({ max: 1e12 })) }),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(lives, fc.nat({ max: 1e12 }), (list, lookUs) => {
        let now = 0;
        const submits = list.map(({ gapUs }) => (now += gapUs));
        const records = recordsFor(submits);
        const events = submits.flatMap((submitUs, job) => {
          const { stayUs } = list[job];
          const submit = { timeUs: submitUs, order: 0, job };
          return stayUs === null
            ? [submit]
            : [submit, { timeUs: submitUs + stayUs, order: 1, job }];
        });
        events.sort((a, b) => a.timeUs - b.timeUs || a.order - b.order || a.job - b.job);
        let lastUs = 0;
        let sumUs = 0;
        for (const { timeUs, order, job } of events) {
          if (timeUs > submits[0] + lookUs) break;
          lastUs = timeUs;
          if (order === 0) records.jobSubmitted(timeUs);
          else records.jobFinished(job, timeUs);
          sumUs += order === 0 ? -timeUs : timeUs;
        }
        const law = records.littlesLaw(lastUs + 17);
        expect(law.holds).toBe(true);
        expect(law.integralUs).toBe(law.sumUs);
        expect(law.sumUs).toBe(sumUs + records.present * (lastUs + 17));
      }),
    );
  });

  it('does not hold it up when it is broken', () => {
    const records = recordsFor([0, 10]);
    records.jobSubmitted(0);
    // The second job is counted a microsecond late.
    records.jobSubmitted(11);
    records.jobFinished(0, 20);
    records.jobFinished(1, 30);
    expect(records.littlesLaw(30)).toEqual({ integralUs: 39, sumUs: 40, holds: false });
  });

  it('takes a job that failed out of the system, without a completion time', () => {
    const records = recordsFor([0, 10]);
    records.jobSubmitted(0);
    records.jobSubmitted(10);
    records.jobFailed(0, 25);
    expect([records.present, records.finished, records.failed, records.ended]).toEqual([
      1, 0, 1, 1,
    ]);
    records.jobFinished(1, 30);
    expect([...records.finishUs, ...records.failUs]).toEqual([Number.NaN, 30, 25, Number.NaN]);
    expect(records.ended).toBe(2);
    expect(records.littlesLaw(40)).toEqual({ integralUs: 45, sumUs: 45, holds: true });
  });

  it('counts the work of a task once, where tasks may finish twice', () => {
    const [once, twice] = [false, true].map((repeats) => {
      const records = recordsFor([0], repeats);
      for (const index of [0, 1, 2, 3, 1, 2]) records.taskFinished(0, index, 10);
      // Killed: no work done.
      records.taskFinished(0, 0, 0);
      return records.idealUs(0, () => [1000], [1000]);
    });
    expect([once, twice]).toEqual([60, 40]);
  });

  it('knows how long a job takes with the cluster to itself', () => {
    const records = recordsFor([0]);
    // Stage 0: four tasks, 10 + 10 + 10 + 30 µs on one cpu each. Stage 1: 10 µs on two.
    for (const [index, idealUs] of [10, 10, 10, 30].entries()) {
      records.taskFinished(0, index, idealUs);
    }
    records.taskFinished(1, 0, 10);
    const demandOf = (stage: number): readonly number[] => [stage === 0 ? 1000 : 2000, 0];
    // With two cpus the work of stage 0 takes as long as its longest task, then with less longer.
    expect(records.idealUs(0, demandOf, [100_000, 5])).toBe(30 + 10);
    expect(records.idealUs(0, demandOf, [2000, 5])).toBe(30 + 10);
    expect(records.idealUs(0, demandOf, [1500, 5])).toBe(40 + 20_000 / 1500);
    // What the cluster lacks and nobody needs does not count.
    expect(records.idealUs(0, demandOf, [2000, 0])).toBe(40);
    // The scarcest resource decides.
    expect(records.idealUs(0, () => [1000, 500], [100_000, 600])).toBe(50 + 10);
  });

  it('takes stages of a graph side by side, but not more work at once than there is room for', () => {
    const stages = [1, 1, 1].map(() => ({ tasks: 2, taskUs: 10 }));
    const jobs = [{ submitUs: 0, stages }];
    const chain = workloadOf({ name: 'g', frameworks: ['f'], demands: DEMANDS, jobs });
    // The third waits for the first alone.
    const parents = { firstParent: Int32Array.of(0, 0, 0, 1), parent: Int32Array.of(0) };
    const graph = { ...chain, stages: { ...chain.stages, parents } };
    const idealUs = (workload: typeof chain, cpus: number): number => {
      const records = new JobRecords(workload);
      for (const stage of [0, 1, 2]) {
        for (const index of [0, 1]) records.taskFinished(stage, index, 10);
      }
      return records.idealUs(0, () => [1000], [cpus * 1000]);
    };
    expect([idealUs(chain, 8), idealUs(graph, 8)]).toEqual([30, 20]);
    expect([idealUs(chain, 1), idealUs(graph, 1)]).toEqual([60, 60]);
  });
});
