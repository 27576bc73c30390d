import { exp } from '../../core/math/exp.ts';
import { log } from '../../core/math/log.ts';
import { normalQuantile } from '../../core/math/normal-quantile.ts';
import type { LatencySpec } from '../experiment/experiment.ts';

/** Standard normal quantile of 0.99. */
const Z99 = normalQuantile(0.99);
const TABLE = 4096;

/** The table made last, which nobody changes: many runs in a row have the same latency. */
let latest: {
  readonly meanUs: number;
  readonly p99Us: number;
  readonly table: Float64Array;
} | null = null;

/** One-way delays: a table of equiprobable quantiles, indexed by random bits. */
export class LatencyDistribution {
  private readonly table: Float64Array;

  /** @throws RangeError when a figure is negative, or a lognormal's p99 cannot follow from its mean. */
  constructor(spec: LatencySpec) {
    this.table =
      spec.kind === 'constant' ? constantTable(spec.us) : lognormalTable(spec.meanUs, spec.p99Us);
  }

  /** A delay in whole microseconds, chosen by 32 random bits. */
  delayUs(bits: number): number {
    return this.table[(bits >>> 0) % this.table.length];
  }
}

function constantTable(us: number): Float64Array {
  if (!(us >= 0)) throw new RangeError(`a latency is at least 0 µs, found ${us}`);
  return Float64Array.of(Math.round(us));
}

/**
 * Lognormal of given mean and 99th percentile: `ln p99 − ln mean = z σ − σ²/2`, whose smaller
 * root is the narrower distribution.
 */
function lognormalTable(meanUs: number, p99Us: number): Float64Array {
  if (latest?.meanUs === meanUs && latest.p99Us === p99Us) return latest.table;
  if (!(meanUs > 0 && p99Us >= meanUs)) {
    throw new RangeError(
      `a latency's p99 is at least its mean, which is above 0: found mean ${meanUs} µs, p99 ${p99Us} µs`,
    );
  }
  const ratio = log(p99Us / meanUs);
  const discriminant = Z99 * Z99 - 2 * ratio;
  if (discriminant < 0) {
    const most = Math.floor(exp((Z99 * Z99) / 2));
    throw new RangeError(
      `a lognormal latency's p99 is at most ${most} times its mean: found mean ${meanUs} µs, p99 ${p99Us} µs`,
    );
  }
  const sigma = Z99 - Math.sqrt(discriminant);
  const mu = log(meanUs) - (sigma * sigma) / 2;
  const table = new Float64Array(TABLE);
  for (let i = 0; i < TABLE; i++) {
    table[i] = Math.round(exp(mu + sigma * normalQuantile((i + 0.5) / TABLE)));
  }
  latest = { meanUs, p99Us, table };
  return table;
}
