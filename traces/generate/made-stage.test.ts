import { expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { lognormalOf, madeStage } from './made-stage.ts';

const DEMAND = new Map([['cpus', 1000]]);

it('gives tasks times around the mean, spread as asked', () => {
  const toMake = { tasks: 20_000, demand: DEMAND, taskUs: 1_000_000, spread: 0.8 };
  const { recordedUs = [], taskUs, lastTaskUs } = madeStage(toMake, new LcgStream(1));
  const times = Array.from(recordedUs);
  const mean = times.reduce((sum, us) => sum + us, 0) / times.length;
  expect(Math.abs(mean / 1_000_000 - 1)).toBeLessThan(0.03);
  expect([taskUs, lastTaskUs]).toEqual([Math.round(mean), times.at(-1)]);
  const logs = times.map((us) => Math.log(us));
  const middle = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const variance = logs.reduce((sum, one) => sum + (one - middle) * (one - middle), 0);
  expect(Math.abs(Math.sqrt(variance / logs.length) / 0.8 - 1)).toBeLessThan(0.03);
});

it('lists no times where all are alike', () => {
  const stage = madeStage({ tasks: 9, demand: DEMAND, taskUs: 0.2, spread: 0 }, new LcgStream(1));
  expect(stage).toMatchObject({ tasks: 9, taskUs: 1, lastTaskUs: 1, exact: true, parents: [] });
  expect(stage.recordedUs).toBeUndefined();
});

it('stays finite at the ends of a draw', () => {
  for (const draw of [0, 0.5, 1 - 2 ** -32]) {
    const value = lognormalOf(10, 3, draw);
    expect(value > 0 && Number.isFinite(value)).toBe(true);
  }
  expect(lognormalOf(10, 3, 0.5)).toBe(10);
});
