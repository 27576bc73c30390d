/** How a rate changes over a period that repeats. */
export interface RateShape {
  /** Length of each part, microseconds. */
  readonly binUs: number;
  /** Of each part, relative to the mean; at least one above 0. */
  readonly rates: readonly number[];
}

/** The same at all times. */
export const STEADY: RateShape = { binUs: 3_600_000_000, rates: [1] };

/**
 * Relative rate of submissions by hour of the day, of mean 1. Peak over median is 1.9; in SWIM's
 * samples it is 1.7 (FB-2010) and 2.6 (FB-2009).
 */
export const RATE_BY_HOUR: readonly number[] = [
  0.7, 0.6, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 1.0, 1.3, 1.5, 1.4, 1.2, 1.4, 1.7, 1.8, 1.6, 1.3, 1.1, 1,
  0.8, 0.7, 0.7, 0.6,
];
const PEAK = 1.8;

/** The day of {@link RATE_BY_HOUR}, flatter or steeper: 1 is steady, 1.8 the day itself. */
export function dayOfPeak(peakToMean: number): RateShape {
  const part = (peakToMean - 1) / (PEAK - 1);
  return { binUs: 3_600_000_000, rates: RATE_BY_HOUR.map((rate) => 1 + part * (rate - 1)) };
}

/**
 * Time that runs fast where the rate is high: gaps of a steady process, put in one after the
 * other, come out as gaps of a process that follows the shape (time rescaling).
 */
export class ShapedClock {
  private readonly shape: RateShape;
  /** Mean of the rates: the shape need not have mean 1. */
  private readonly mean: number;
  private bin = 0;
  /** Within the bin, microseconds. */
  private intoUs = 0;

  constructor(shape: RateShape) {
    this.shape = shape;
    this.mean = shape.rates.reduce((sum, rate) => sum + rate, 0) / shape.rates.length;
  }

  /** Moves on by a gap of the steady process. @returns the time, microseconds, not rounded */
  advance(gapUs: number): number {
    const { binUs, rates } = this.shape;
    let rest = gapUs;
    for (;;) {
      const rate = rates[this.bin % rates.length] / this.mean;
      const left = (binUs - this.intoUs) * rate;
      if (rest < left) {
        this.intoUs += rest / rate;
        return this.bin * binUs + this.intoUs;
      }
      rest -= left;
      this.bin++;
      this.intoUs = 0;
    }
  }
}
