import type { ModelArrivals } from './generator-model.ts';
import { dayOfPeak } from './rate-shape.ts';

/** Exponential gaps at one rate. */
export const POISSON: ModelArrivals = {
  ...{ kind: 'process', words: 'poisson' },
  process: { kind: 'poisson' },
};

/** The busiest hour over the mean, as in the table of hours. */
export const DEFAULT_PEAK_TO_MEAN = 1.8;

/** Exponential gaps at a rate that follows the hours of the day. */
export const DIURNAL: ModelArrivals = {
  ...{ kind: 'process', words: 'diurnal' },
  process: { kind: 'poisson', shape: dayOfPeak(DEFAULT_PEAK_TO_MEAN) },
};
