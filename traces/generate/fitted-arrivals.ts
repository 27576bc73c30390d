import { meanGapUs } from './arrival-process.ts';
import type { RateShape } from './rate-shape.ts';

/** How the jobs of a trace came. */
export interface FittedArrivals {
  /** Mean time between submissions, microseconds. */
  readonly gapUs: number;
  /** The rate over the hours of the day, or over the span where it is shorter. */
  readonly shape: RateShape;
  /** Gaps relative to the mean at their time, in no order: what the rate leaves to chance. */
  readonly gaps: readonly number[];
}

const HOUR_US = 3_600_000_000;
const DAY_HOURS = 24;
/** Parts of a span that is shorter than a day. */
const PARTS = 12;
/** Jobs that a part must have on average, so that its rate is not chance. */
const JOBS_A_PART = 20;
/** Gaps kept. */
const MAX_GAPS = 10_000;

/** Fits submissions, ascending from 0 on, at least one. */
export function fitArrivals(submitUs: readonly number[]): FittedArrivals {
  const shape = shapeOf(submitUs);
  const gapUs = meanGapUs(submitUs);
  if (submitUs.length < 2) return { gapUs, shape, gaps: [1] };
  const inside = submitUs.slice(1).map((us, i) => {
    const mean = shape.rates.reduce((sum, rate) => sum + rate, 0) / shape.rates.length;
    return (steadyUs(shape, us) - steadyUs(shape, submitUs[i])) / mean;
  });
  const total = inside.reduce((sum, gap) => sum + gap, 0);
  const step = Math.max(1, Math.floor(inside.length / MAX_GAPS));
  const gaps = inside.filter((_, i) => i % step === 0);
  if (total === 0) return { gapUs, shape, gaps: gaps.map(() => 1) };
  return { gapUs, shape, gaps: gaps.map((gap) => (gap * inside.length) / total) };
}

/** Jobs by part of the day, or of the span; one part where there are too few for more. */
function shapeOf(submitUs: readonly number[]): RateShape {
  const spanUs = (submitUs.at(-1) ?? 0) + 1;
  const days = spanUs >= DAY_HOURS * HOUR_US;
  const parts = days ? DAY_HOURS : PARTS;
  const binUs = days ? HOUR_US : Math.ceil(spanUs / PARTS);
  if (submitUs.length < parts * JOBS_A_PART) return { binUs: Math.max(1, spanUs), rates: [1] };
  const jobs = Array.from({ length: parts }, () => 0);
  for (const us of submitUs) jobs[Math.floor(us / binUs) % parts]++;
  // The last day may be a part of one: each hour counts by how often it was there.
  const wholeBins = Math.max(parts, Math.ceil(spanUs / binUs));
  const rates = jobs.map((count, part) => count / Math.ceil((wholeBins - part) / parts));
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / parts;
  return { binUs, rates: rates.map((rate) => rate / mean) };
}

/** The time on a clock that runs as the rate says, microseconds. */
function steadyUs({ binUs, rates }: RateShape, us: number): number {
  const bin = Math.floor(us / binUs);
  const round = Math.floor(bin / rates.length);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  let sum = round * total;
  for (let i = 0; i < bin % rates.length; i++) sum += rates[i];
  return (sum + (rates[bin % rates.length] * (us - bin * binUs)) / binUs) * binUs;
}
