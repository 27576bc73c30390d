/** What a job does with its input: map-only, shuffles at most what it reads, shuffles more. */
export type Shape = 'scan' | 'aggregate' | 'transform';
export const SHAPES: readonly Shape[] = ['scan', 'aggregate', 'transform'];

/** Maps of a job at 64 MiB of input each, from 1 up; how many jobs, and of which shapes. */
export interface MapBin {
  readonly from: number;
  /** Infinity in the last one. */
  readonly to: number;
  /** Jobs of this bin in 100. */
  readonly share: number;
  /** Jobs by shape in 100 of this bin. */
  readonly shapes: Readonly<Record<Shape, number>>;
}

/** Bytes of jobs of one shape within a group of bins; quantiles at {@link PROBABILITIES}. */
export interface ShapeBytes {
  /** Of jobs of one map; other jobs read what their maps say. */
  readonly input?: readonly number[];
  /** Shuffle over input; absent in scans. */
  readonly shuffle?: readonly number[];
  /** Output, bytes, in jobs of one map; else over what the last stage reads. */
  readonly output: readonly number[];
}

/** A group of bins with the same ratios. */
export interface BytesGroup {
  /** Jobs of at most so many maps. */
  readonly to: number;
  readonly bytes: Readonly<Record<Shape, ShapeBytes>>;
}

/** A year of Facebook's warehouse. */
export interface FacebookYear {
  readonly bins: readonly MapBin[];
  /** Maps of the jobs of the last bin; quantiles at {@link PROBABILITIES}. */
  readonly hugeMaps: readonly number[];
  readonly groups: readonly BytesGroup[];
}

/** Where the quantiles of the tables stand. */
export const PROBABILITIES: readonly number[] = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

const bin = (
  from: number,
  to: number,
  share: number,
  [scan, aggregate, transform]: readonly [number, number, number],
): MapBin => ({ from, to, share, shapes: { scan, aggregate, transform } });

/*
 * Counted in the samples that SWIM published of Facebook's warehouse (SWIMProjectUCB/SWIM,
 * workloadSuite, FB-2009_samples_24_times_1hr_0 and FB-2010_samples_24_times_1hr_0; Chen et al.,
 * MASCOTS 2011): 5,894 jobs of 600 machines in 2009, 24,442 jobs of 3,000 machines in 2010. The
 * bins are those of Zaharia et al. (EuroSys 2010, table 1). The largest value of a ratio is cut
 * to three times the 99th percentile: the samples have single jobs that write millions of times
 * what they read. An input of nothing counts as one byte.
 */

/** FB-2009: small jobs that load, few large ones that carry the work. */
export const FACEBOOK_2009: FacebookYear = {
  bins: [
    bin(1, 1, 85.88, [84.6, 5, 10.4]),
    bin(2, 2, 1.82, [22.4, 20.6, 57]),
    bin(3, 20, 3.87, [21.5, 25, 53.5]),
    bin(21, 60, 2.34, [15.9, 37.7, 46.4]),
    bin(61, 150, 1.43, [11.9, 41.7, 46.4]),
    bin(151, 300, 1.46, [27.9, 34.9, 37.2]),
    bin(301, 500, 0.75, [11.4, 38.6, 50]),
    bin(501, 1500, 1.75, [15.5, 49.5, 35]),
    bin(1501, Infinity, 0.71, [42.9, 33.3, 23.8]),
  ],
  hugeMaps: [1510, 1838, 1941, 2250, 3819, 8462, 112_523, 112_523],
  groups: [
    {
      to: 1,
      bytes: {
        scan: {
          input: [1, 62, 160, 5e3, 3.6e4, 5.2e4, 1.4e7, 6.2e7],
          output: [1, 4.5e3, 1.8e5, 7.4e5, 1e9, 1.9e9, 1e10, 4.7e11],
        },
        aggregate: {
          input: [25, 1.1e3, 1.6e4, 4.3e5, 1.5e7, 1.5e7, 5.3e7, 6.5e7],
          shuffle: [5.9e-7, 9.4e-5, 2.1e-4, 0.051, 0.25, 0.66, 0.9, 0.97],
          output: [22, 36, 89, 240, 910, 2.5e4, 1.4e6, 1.2e7],
        },
        transform: {
          input: [28, 6.4e3, 6.9e4, 1.2e6, 1.2e7, 3.3e7, 5.6e7, 6.5e7],
          shuffle: [1.01, 1.05, 2, 2.8, 4.2, 7, 15, 23],
          output: [1, 1.4e3, 1.4e4, 3.1e5, 3.9e6, 1.5e7, 6e7, 3.3e8],
        },
      },
    },
    {
      to: 60,
      bytes: {
        scan: { output: [2.2e-7, 1.8e-5, 2e-4, 0.21, 0.99, 5.2, 6, 6.3] },
        aggregate: {
          shuffle: [6.8e-8, 2.4e-6, 1.9e-3, 0.015, 0.54, 0.68, 0.9, 0.99],
          output: [2.5e-7, 3.6e-5, 0.015, 0.081, 0.41, 0.59, 15, 16],
        },
        transform: {
          shuffle: [1.01, 1.05, 1.4, 2.6, 4.3, 6.7, 55, 82],
          output: [5.2e-8, 1.6e-5, 0.022, 0.1, 0.24, 0.34, 1.2, 1.3],
        },
      },
    },
    {
      to: 500,
      bytes: {
        scan: { output: [6.4e-9, 2e-5, 1.2e-4, 6.8e-4, 0.015, 0.2, 0.72, 0.72] },
        aggregate: {
          shuffle: [8.6e-9, 4.8e-7, 5e-5, 8.8e-3, 0.33, 0.69, 0.94, 0.96],
          output: [6.8e-9, 6.3e-7, 2.4e-4, 0.027, 0.26, 0.35, 1, 1],
        },
        transform: {
          shuffle: [1.01, 1.02, 1.04, 1.4, 3, 4.1, 9.3, 23],
          output: [1.2e-7, 5.9e-4, 0.018, 0.21, 0.26, 0.27, 0.61, 1],
        },
      },
    },
    {
      to: Infinity,
      bytes: {
        scan: { output: [6.7e-8, 1.1e-6, 6.3e-6, 0.012, 0.23, 0.35, 1, 1] },
        aggregate: {
          shuffle: [1.8e-8, 1.8e-7, 4.1e-5, 0.011, 0.22, 0.44, 0.79, 0.91],
          output: [9.2e-7, 1.6e-5, 2.6e-4, 0.018, 0.14, 1, 1, 2.4],
        },
        transform: {
          shuffle: [1.01, 1.05, 1.2, 2.2, 3.3, 4.9, 9, 9],
          output: [7.1e-9, 1.5e-4, 2.5e-3, 0.072, 0.22, 0.28, 0.39, 0.39],
        },
      },
    },
  ],
};

/** FB-2010: five times the machines, a job in seven of more than 300 blocks. */
export const FACEBOOK_2010: FacebookYear = {
  bins: [
    bin(1, 1, 59.72, [38.3, 38.3, 23.4]),
    bin(2, 2, 4.82, [29.3, 17.8, 52.9]),
    bin(3, 20, 9.23, [35.7, 49.6, 14.7]),
    bin(21, 60, 9.96, [12.1, 80.4, 7.5]),
    bin(61, 150, 3.61, [47.2, 36.7, 16.1]),
    bin(151, 300, 1.66, [19, 66.4, 14.6]),
    bin(301, 500, 1.5, [19.9, 61.7, 18.4]),
    bin(501, 1500, 3.69, [25.2, 61.2, 13.6]),
    bin(1501, Infinity, 5.82, [35.1, 53.4, 11.5]),
  ],
  hugeMaps: [1501, 1790, 2727, 3866, 11_544, 25_982, 83_274, 174_613],
  groups: [
    {
      to: 1,
      bytes: {
        scan: {
          input: [1, 120, 2.1e3, 2.1e5, 2.8e6, 2.9e7, 5.9e7, 6.7e7],
          output: [1, 360, 5.2e3, 1e5, 2.7e6, 3.5e7, 2.5e9, 5.3e12],
        },
        aggregate: {
          input: [120, 530, 760, 1.5e4, 4.2e6, 1.5e7, 4.5e7, 6.7e7],
          shuffle: [2.8e-7, 1.3e-5, 0.015, 0.16, 0.56, 0.75, 0.96, 1],
          output: [1, 91, 240, 460, 6.5e4, 2.7e8, 2.9e10, 1.5e12],
        },
        transform: {
          input: [1, 1, 1.4e3, 5.5e4, 2.4e6, 1.6e7, 5.5e7, 6.7e7],
          shuffle: [1.01, 1.2, 1.4, 1.9, 5.2, 49, 49, 147],
          output: [1, 1, 380, 8.5e3, 7.4e4, 3.6e6, 5.2e7, 7.5e11],
        },
      },
    },
    {
      to: 60,
      bytes: {
        scan: { output: [1e-9, 6e-5, 0.042, 0.97, 1, 1.7, 4.4, 15] },
        aggregate: {
          shuffle: [5.2e-8, 1.6e-6, 4.3e-4, 0.064, 0.24, 0.65, 0.94, 1],
          output: [1.5e-7, 2.7e-5, 3.8e-3, 0.18, 0.55, 2.2, 9.5, 28],
        },
        transform: {
          shuffle: [1.01, 1.2, 1.5, 2.1, 2.3, 2.5, 6.4, 19],
          output: [1e-9, 2.4e-5, 9.4e-5, 5.2e-4, 0.16, 0.56, 1.1, 3],
        },
      },
    },
    {
      to: 500,
      bytes: {
        scan: { output: [1e-9, 2.2e-5, 1.5e-4, 0.033, 1, 1.8, 2.6, 8] },
        aggregate: {
          shuffle: [7.2e-8, 2.4e-7, 1e-5, 0.071, 0.36, 0.67, 0.95, 1],
          output: [6.6e-8, 4.3e-6, 3.4e-4, 0.02, 0.11, 0.52, 1.1, 1.9],
        },
        transform: {
          shuffle: [1.01, 1.2, 1.5, 2.2, 3.1, 4.2, 8.5, 9.8],
          output: [2.3e-8, 2.2e-6, 1.9e-3, 0.14, 0.36, 0.5, 0.76, 2.3],
        },
      },
    },
    {
      to: Infinity,
      bytes: {
        scan: { output: [1e-9, 5.5e-7, 3.9e-6, 2e-4, 1, 1.4, 2.5, 2.6] },
        aggregate: {
          shuffle: [1.2e-7, 2.5e-7, 3.4e-4, 0.019, 0.18, 0.55, 0.9, 0.99],
          output: [3.4e-8, 5.2e-6, 4.8e-4, 6.7e-3, 0.047, 0.52, 0.86, 2.6],
        },
        transform: {
          shuffle: [1.01, 1.2, 1.5, 2.4, 3.4, 4.9, 10, 11],
          output: [3.1e-9, 7.1e-7, 9.6e-3, 0.2, 0.45, 0.58, 0.82, 2.5],
        },
      },
    },
  ],
};
