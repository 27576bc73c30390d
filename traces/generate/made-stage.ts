import { exp } from '../../core/math/exp.ts';
import { normalQuantile } from '../../core/math/normal-quantile.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { NewStage } from '../model/stage-list.ts';
import { meanUs } from '../model/workload-builder.ts';
import { StageKind } from '../model/workload.ts';

/** A stage to make: its tasks' mean time and how they vary. */
export interface StageToMake {
  readonly tasks: number;
  readonly demand: NewStage['demand'];
  readonly taskUs: number;
  /** Standard deviation of the logarithm of a task's time; 0: all alike. */
  readonly spread: number;
  readonly parents?: readonly number[];
}

/** A stage whose tasks have times of their own: lognormal around the mean, a draw each. */
export function madeStage(
  { tasks, demand, taskUs, spread, parents = [] }: StageToMake,
  stream: RandomStream,
): NewStage {
  const common = { kind: StageKind.MAP, tasks, demand, exact: true, parents };
  const us = Math.max(1, Math.round(taskUs));
  if (spread === 0) return { ...common, taskUs: us, lastTaskUs: us };
  const times = Array.from({ length: tasks }, () =>
    Math.max(1, Math.round(us * lognormalFactor(spread, stream.next()))),
  );
  return { ...common, recordedUs: times, taskUs: meanUs(times), lastTaskUs: times[tasks - 1] };
}

/** A lognormal factor of mean 1 at a draw from [0, 1). */
function lognormalFactor(sigma: number, draw: number): number {
  return exp(sigma * normalQuantile(inside(draw)) - (sigma * sigma) / 2);
}

/** The lognormal value of a median at a draw from [0, 1). */
export function lognormalOf(median: number, sigma: number, draw: number): number {
  return median * exp(sigma * normalQuantile(inside(draw)));
}

/** A draw has 32 bits: 0 stands for the middle of the first step. */
function inside(draw: number): number {
  return draw > 0 ? draw : 1 / 8_589_934_592;
}
