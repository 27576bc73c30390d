const BUCKETS = 512;
const FIRST_BUCKET_US = 1_000_000;

/**
 * Time integrals of step functions, in total and over equal buckets of time.
 *
 * Memory is fixed: there are at most {@link BUCKETS} buckets, and when time outgrows them each
 * two are merged and the width doubles. All functions of a recorder share the buckets.
 */
export class StepSeries {
  /** Width of a bucket, microseconds. */
  bucketUs: number = FIRST_BUCKET_US;
  private readonly values: Float64Array;
  private readonly since: Float64Array;
  private readonly integrals: Float64Array;
  private readonly buckets: Float64Array[];

  /** @param count number of functions, all 0 at time 0 */
  constructor(count: number) {
    this.values = new Float64Array(count);
    this.since = new Float64Array(count);
    this.integrals = new Float64Array(count);
    this.buckets = Array.from({ length: count }, () => new Float64Array(BUCKETS));
  }

  value(f: number): number {
    return this.values[f];
  }

  /** Function f has a new value from now on. */
  set(f: number, nowUs: number, value: number): void {
    this.accrue(f, nowUs);
    this.values[f] = value;
  }

  add(f: number, nowUs: number, difference: number): void {
    this.accrue(f, nowUs);
    this.values[f] += difference;
  }

  /** ∫ f dt from 0 to now, in value × microseconds. */
  integral(f: number, nowUs: number): number {
    this.accrue(f, nowUs);
    return this.integrals[f];
  }

  /** Averages of f over the buckets up to now; the last covers only its part. */
  averages(f: number, nowUs: number): Float64Array {
    this.accrue(f, nowUs);
    const count = Math.ceil(nowUs / this.bucketUs);
    const averages = this.buckets[f].slice(0, count);
    for (let b = 0; b < count; b++) {
      averages[b] /= Math.min(this.bucketUs, nowUs - b * this.bucketUs);
    }
    return averages;
  }

  private accrue(f: number, nowUs: number): void {
    const from = this.since[f];
    if (nowUs === from) return;
    this.since[f] = nowUs;
    const value = this.values[f];
    if (nowUs > this.bucketUs * BUCKETS) this.widen(nowUs);
    if (value === 0) return;
    this.integrals[f] += value * (nowUs - from);
    const buckets = this.buckets[f];
    const { bucketUs } = this;
    let bucket = Math.floor(from / bucketUs);
    let start = from;
    for (let end = (bucket + 1) * bucketUs; end < nowUs; end += bucketUs) {
      buckets[bucket++] += value * (end - start);
      start = end;
    }
    buckets[bucket] += value * (nowUs - start);
  }

  private widen(nowUs: number): void {
    while (nowUs > this.bucketUs * BUCKETS) {
      for (const buckets of this.buckets) {
        for (let b = 0; b < BUCKETS / 2; b++) buckets[b] = buckets[2 * b] + buckets[2 * b + 1];
        buckets.fill(0, BUCKETS / 2);
      }
      this.bucketUs *= 2;
    }
  }
}
