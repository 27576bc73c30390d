import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LcgStream } from '../../../test/support/lcg-stream.ts';
import { vectorOf } from '../../../test/support/machine-scripts.ts';
import { SmallCluster } from '../../../test/support/small-cluster.ts';
import { POLICIES } from '../../allocation/policies/index.ts';

const DEMANDS = ['cpus:1;mem:512', 'cpus:0.5;mem:1024', 'cpus:2;mem:256'];

const stages = fc
  .array(fc.record({ tasks: fc.integer({ min: 1, max: 8 }), kind: fc.nat({ max: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((list) => fc.record({ list: fc.constant(list), slowstart: fc.boolean() }));

const scenario = fc.record({
  policy: fc.constantFrom(...POLICIES.filter(({ slots }) => slots !== true)),
  seed: fc.nat(),
  bound: fc.constantFrom(0, 1, 3),
  jobOrder: fc.constantFrom('fifo' as const, 'fair' as const),
  slowstart: fc.constantFrom(0, 0.05, 0.5, 1),
  jobs: fc.array(
    fc.record({ framework: fc.nat({ max: 2 }), atSeconds: fc.nat({ max: 40 }), stages }),
    { minLength: 1, maxLength: 6 },
  ),
  losses: fc.array(fc.record({ node: fc.nat({ max: 2 }), atSeconds: fc.nat({ max: 40 }) }), {
    maxLength: 3,
  }),
});

/**
 * Three agents are never lost, one for each framework under static partitions. Where agents are
 * lost, reduces do not start early: held ones may keep the room that a lost map needs.
 */
it('every job ends, whatever is lost on the way, and everything is given back', () => {
  fc.assert(
    fc.property(scenario, ({ policy, seed, bound, jobOrder, slowstart, jobs, losses }) => {
      const cluster = new SmallCluster({
        policy,
        random: new LcgStream(seed),
        maxOffersPerClient: bound,
      });
      const names = ['f0', 'f1', 'f2'];
      const safeStart = losses.length > 0 ? 1 : slowstart;
      for (const name of names) cluster.addFramework({ name, jobOrder, slowstart: safeStart });
      for (let i = 0; i < 3; i++) cluster.addAgent(`safe${i}`, 'cpus:8;mem:16384');
      for (let i = 0; i < 3; i++) cluster.addAgent(`node${i}`, 'cpus:4;mem:4096');
      const events = [
        ...jobs.map(({ atSeconds, framework, stages: { list, slowstart: early } }, job) => ({
          atSeconds,
          run: () =>
            cluster.submit(
              names[framework],
              job,
              ...list.map(({ tasks, kind }, stage) => {
                const demand = vectorOf(DEMANDS[kind]);
                return { stage, tasks, demand, demandClass: kind, slowstart: early };
              }),
            ),
        })),
        ...losses.map(({ atSeconds, node }) => ({
          atSeconds,
          run: () => cluster.lose(`node${node}`),
        })),
      ];
      events.sort((a, b) => a.atSeconds - b.atSeconds);
      for (const { atSeconds, run } of events) {
        cluster.runUntil(atSeconds);
        run();
      }
      cluster.runUntil(1000);
      const ended = cluster.finished.map((text) => Number(text.split(/[ @]/)[1]));
      expect(ended.sort((a, b) => a - b)).toEqual([...jobs.keys()]);
      for (const name of names) expect(cluster.held(name)).toEqual([0, 0]);
      expect(cluster.master.offers.size).toBe(0);
      const needed = jobs.reduce(
        (sum, job) => sum + job.stages.list.reduce((tasks, stage) => tasks + stage.tasks, 0),
        0,
      );
      if (losses.length === 0) expect(cluster.launches.length).toBe(needed);
      expect(cluster.launches.length).toBeGreaterThanOrEqual(needed);
    }),
    { numRuns: 300 },
  );
});
