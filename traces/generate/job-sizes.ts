import { exp } from '../../core/math/exp.ts';
import { log } from '../../core/math/log.ts';
import { normalQuantile } from '../../core/math/normal-quantile.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import { SHAPES, type Shape } from './facebook-tables.ts';
import { weightedChoice } from './weighted-choice.ts';

/** Bytes of one drawn job. */
export interface JobBytes {
  readonly inputBytes: number;
  readonly shuffleBytes: number;
  readonly outputBytes: number;
}

interface SizeBin {
  /** Maps of a job of this bin, at 64 MiB of input each. */
  readonly from: number;
  readonly to: number;
  /** Jobs of this bin in 100. */
  readonly share: number;
  /** Jobs by shape in 100 of this bin: scan (map-only), aggregate, transform. */
  readonly shapes: Readonly<Record<Shape, number>>;
}

const shapes = (scan: number, aggregate: number, transform: number): Record<Shape, number> => ({
  scan,
  aggregate,
  transform,
});

/**
 * Job sizes of Facebook's warehouse.
 *
 * Bounds and shares up to 500 maps are those of Zaharia et al. (EuroSys 2010, table 1), from which
 * the mix of the Mesos paper was made (NSDI 2011, table 3). The two last bins follow what SWIM's
 * FB-2010 sample holds, 3.7 % and 5.8 % of jobs: they carry nearly all of the work.
 *
 * Which shape is the more common in a bin is that of the Mesos paper's table 3 (selection and
 * text search are scans, its aggregations shuffle more than they read at 1 GiB a reduce). In the
 * last two it follows the maps of SWIM's samples at 64 MiB: 21 and 29 % in scans, 54 and 60 % in
 * jobs that aggregate, 24 and 11 % in jobs that transform (FB-2009, FB-2010).
 */
const BINS: readonly SizeBin[] = [
  { from: 1, to: 1, share: 38, shapes: shapes(75, 15, 10) },
  { from: 2, to: 2, share: 17, shapes: shapes(75, 15, 10) },
  { from: 3, to: 20, share: 14, shapes: shapes(25, 50, 25) },
  { from: 21, to: 60, share: 9, shapes: shapes(60, 30, 10) },
  { from: 61, to: 150, share: 6, shapes: shapes(25, 45, 30) },
  { from: 151, to: 300, share: 5, shapes: shapes(50, 35, 15) },
  { from: 301, to: 500, share: 3, shapes: shapes(50, 30, 20) },
  { from: 501, to: 1500, share: 3, shapes: shapes(35, 45, 20) },
  { from: 1501, to: Infinity, share: 5, shapes: shapes(35, 45, 20) },
];

/** Median of the largest jobs (the delay scheduling benchmark's 4,800 maps) and their spread. */
const HUGE_MEDIAN_MAPS = 4800;
const HUGE_SIGMA = 1.2;

/** Input of jobs of one map: between FB-2009's median of 19 kB and FB-2010's of 10 MB. */
const SMALL_MEDIAN_BYTES = 400_000;
const SMALL_SIGMA = 2.5;

const BLOCK_BYTES = 67_108_864;

/** A ratio of bytes: lognormal by its median, cut at both ends. */
interface Ratio {
  readonly median: number;
  readonly sigma: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Shuffle over input, and output over what the last stage reads, by shape. In SWIM's samples
 * (FB-2009, FB-2010) all aggregations together shuffle 0.06 and 0.12 of their input, all
 * transformations 3.3 and 3.0; all scans write 1.0 and 0.5 of it, aggregations 0.02 and 0.4 of
 * their shuffle, transformations 0.06 and 0.4.
 */
const SHUFFLE: Readonly<Record<Shape, Ratio>> = {
  scan: { median: 0, sigma: 0, least: 0, most: 0 },
  aggregate: { median: 0.03, sigma: 1.5, least: 0.0002, most: 0.9 },
  transform: { median: 2.7, sigma: 0.5, least: 1.1, most: 8 },
};
const OUTPUT: Readonly<Record<Shape, Ratio>> = {
  scan: { median: 0.5, sigma: 1.5, least: 0.001, most: 40 },
  aggregate: { median: 0.1, sigma: 1, least: 0.001, most: 1 },
  transform: { median: 0.15, sigma: 1, least: 0.002, most: 2 },
};

/**
 * Draws the bytes of one job. Takes six numbers from the stream, whatever it draws, so that
 * changing one table does not move the other jobs.
 *
 * @param maxMaps no job reads more blocks than this
 * @param scale multiplies all bytes
 */
export function drawJob(random: RandomStream, maxMaps: number, scale: number): JobBytes {
  const bin = weightedChoice(BINS, (one) => one.share, random.next());
  const sizeDraw = random.next();
  const fillDraw = random.next();
  const shapeDraw = random.next();
  const shuffleDraw = random.next();
  const outputDraw = random.next();

  const shape = weightedChoice(SHAPES, (one) => bin.shapes[one], shapeDraw);
  const maps = Math.min(maxMaps, drawMaps(bin, sizeDraw));
  const input =
    maps === 1
      ? clamp(lognormal(SMALL_MEDIAN_BYTES, SMALL_SIGMA, fillDraw), 1, BLOCK_BYTES)
      : (maps - 1 + fillDraw) * BLOCK_BYTES;
  const shuffle = input * drawRatio(SHUFFLE[shape], shuffleDraw);
  const output = (shape === 'scan' ? input : shuffle) * drawRatio(OUTPUT[shape], outputDraw);
  return {
    inputBytes: Math.ceil(input * scale),
    shuffleBytes: Math.ceil(shuffle * scale),
    outputBytes: Math.ceil(output * scale),
  };
}

/** Log-uniform inside a bin; the open bin is lognormal above its lower bound. */
function drawMaps(bin: SizeBin, draw: number): number {
  if (bin.to === Infinity) {
    return Math.max(bin.from, Math.round(lognormal(HUGE_MEDIAN_MAPS, HUGE_SIGMA, draw)));
  }
  const low = log(bin.from);
  const high = log(bin.to + 1);
  return Math.min(bin.to, Math.floor(exp(low + draw * (high - low))));
}

function drawRatio(ratio: Ratio, draw: number): number {
  if (ratio.median === 0) return 0;
  return clamp(lognormal(ratio.median, ratio.sigma, draw), ratio.least, ratio.most);
}

/** The lognormal quantile of a draw from [0, 1); 0 at 0. */
function lognormal(median: number, sigma: number, draw: number): number {
  return median * exp(sigma * normalQuantile(draw));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
