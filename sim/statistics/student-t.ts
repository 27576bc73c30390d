import { mean, sampleDeviation } from './mean.ts';

/** A mean over replications with its two-sided 95 % interval by Student's t. */
export interface Estimate {
  readonly mean: number;
  /** Lower end; NaN for fewer than two replications. */
  readonly low: number;
  /** Upper end; NaN for fewer than two replications. */
  readonly high: number;
  /** Replications the mean is over. */
  readonly n: number;
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const TABLE: readonly number[] = [
  12.706204736432, 4.302652729911, 3.182446305284, 2.776445105198, 2.570581835636, 2.446911851145,
  2.364624251593, 2.306004135033, 2.262157162854, 2.228138851965, 2.20098516008, 2.178812829663,
  2.160368656461, 2.144786687917, 2.131449545559, 2.119905299221, 2.109815577833, 2.10092204024,
  2.093024054408, 2.085963447266, 2.07961384473, 2.073873067904, 2.06865761042, 2.063898561628,
  2.059538552753, 2.055529438643, 2.0518305164802, 2.0484071417952, 2.0452296421327, 2.042272456301,
];

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * The 97.5 % quantile of Student's t: a table up to 30 degrees of freedom, beyond it the
 * Cornish-Fisher expansion in 1 / degrees (Abramowitz and Stegun 26.7.5), off by less than
 * 1e-7 there. Neither needs a logarithm, whose last bits differ between engines.
 */
export function studentT975(degrees: number): number {
  if (degrees < 1) return Number.NaN;
  if (degrees <= TABLE.length) return TABLE[degrees - 1];
  const z2 = Z * Z;
  const inverse = 1 / degrees;
  const first = (Z * (z2 + 1)) / 4;
  const second = (Z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const third = (Z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const fourth = (Z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return Z + inverse * (first + inverse * (second + inverse * (third + inverse * fourth)));
}

/**
 * The mean of one number per replication, with its 95 % interval. Replications are independent
 * runs at different seeds, never the jobs inside one run, which are correlated.
 * NaNs (a run in which the quantity does not exist) are left out.
 */
export function estimate(replications: readonly number[]): Estimate {
  const values = replications.filter((value) => !Number.isNaN(value));
  const centre = mean(values);
  const n = values.length;
  const half = (studentT975(n - 1) * sampleDeviation(values)) / Math.sqrt(n);
  return { mean: centre, low: centre - half, high: centre + half, n };
}

/**
 * The mean difference `treatment − baseline` over replications paired by seed, with its 95 %
 * interval. Equal arrivals, sizes and failures in both of a pair take the variance they share
 * out of the difference, so that far fewer seeds tell two policies apart.
 */
export function pairedDifference(
  baseline: readonly number[],
  treatment: readonly number[],
): Estimate {
  return estimate(treatment.map((value, pair) => value - baseline[pair]));
}
