import { log } from '../../core/math/log.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import { type RateShape, STEADY, ShapedClock } from './rate-shape.ts';

/** Most jobs generated at once. */
export const MAX_GENERATED_JOBS = 1_000_000;

/** How jobs come. */
export type ArrivalProcess =
  /** Exponential gaps; with a shape, at a rate that follows it (Poisson, diurnal). */
  | { readonly kind: 'poisson'; readonly shape?: RateShape }
  /** Equal gaps. */
  | { readonly kind: 'uniform' }
  /** Gaps drawn from those of a trace, relative to their mean, at a rate that follows its shape. */
  | { readonly kind: 'drawn'; readonly gaps: readonly number[]; readonly shape: RateShape }
  /** The submissions of a trace themselves, from its start again when it is over. */
  | { readonly kind: 'trace'; readonly submitUs: readonly number[] };

/** When to stop: at a number of jobs or at a time, whichever comes first. */
export interface ArrivalEnd {
  readonly jobs: number;
  readonly untilUs: number;
}

/**
 * Draws submissions in whole microseconds, ascending, from 0 on. The same stream gives the same
 * first jobs whatever the end.
 *
 * @param gapUs mean time between submissions
 */
export function drawSubmissions(
  process: ArrivalProcess,
  stream: RandomStream,
  gapUs: number,
  { jobs, untilUs }: ArrivalEnd,
): number[] {
  const next = submissionsOf(process, stream, gapUs);
  const times: number[] = [];
  while (times.length < Math.min(jobs, MAX_GENERATED_JOBS)) {
    const us = next();
    if (us >= untilUs) break;
    times.push(us);
  }
  return times;
}

function submissionsOf(process: ArrivalProcess, stream: RandomStream, gapUs: number): () => number {
  switch (process.kind) {
    case 'poisson': {
      const clock = new ShapedClock(process.shape ?? STEADY);
      return () => Math.floor(clock.advance(gapUs * exponential(stream)));
    }
    case 'uniform': {
      let job = 0;
      return () => Math.floor(gapUs * job++);
    }
    case 'drawn': {
      const clock = new ShapedClock(process.shape);
      const { gaps } = process;
      return () => {
        const index = Math.floor(stream.next() * gaps.length);
        return Math.floor(clock.advance(gapUs * gaps[index]));
      };
    }
    case 'trace':
      return repeated(process.submitUs, gapUs);
  }
}

/** Exponential of mean 1; a draw of 0 gives 0. */
function exponential(stream: RandomStream): number {
  return -log(1 - stream.next());
}

/** The times given, stretched to the mean gap asked for; behind the last one it begins again. */
function repeated(submitUs: readonly number[], gapUs: number): () => number {
  const firstUs = submitUs.at(0) ?? 0;
  const meanUs = meanGapUs(submitUs);
  const periodUs = (submitUs.at(-1) ?? 0) - firstUs + meanUs;
  let job = 0;
  return () => {
    const round = Math.floor(job / submitUs.length);
    const us = submitUs[job % submitUs.length] - firstUs + round * periodUs;
    job++;
    return Math.floor((us * gapUs) / meanUs);
  };
}

/** Mean time between submissions, ascending; a second where there is no such time. */
export function meanGapUs(submitUs: ArrayLike<number>): number {
  const spanUs = submitUs.length < 2 ? 0 : submitUs[submitUs.length - 1] - submitUs[0];
  return spanUs > 0 ? spanUs / (submitUs.length - 1) : 1_000_000;
}
