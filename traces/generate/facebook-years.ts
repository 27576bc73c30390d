import { exp } from '../../core/math/exp.ts';
import { log } from '../../core/math/log.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import {
  FACEBOOK_2009,
  FACEBOOK_2010,
  type FacebookYear,
  type MapBin,
  PROBABILITIES,
  SHAPES,
} from './facebook-tables.ts';
import type { GeneratorModel, ModelDraws, ModelParameter } from './generator-model.ts';
import { DIURNAL } from './model-arrivals.ts';
import { quantileAt, quantileTable } from './quantile-table.ts';
import { weightedChoice } from './weighted-choice.ts';

const SOURCES = [
  'Chen, Ganapathi, Griffith, Katz: The Case for Evaluating MapReduce Performance Using Workload ' +
    'Suites (MASCOTS 2011), and the samples published with it (SWIM)',
  'Zaharia et al.: Delay Scheduling (EuroSys 2010), table 1: the bins',
];

/** Least that a ratio or an amount of bytes counts for, where a table says 0. */
const LEAST_RATIO = 1e-9;

export const FACEBOOK_2009_MODEL: GeneratorModel = {
  name: 'facebook-2009',
  summary: "Facebook's warehouse, 600 machines: 86 % of jobs have one map, few carry the work",
  sources: SOURCES,
  ...{ target: 'swim', jobs: 1000, gapUs: 14_700_000, arrivals: DIURNAL },
  parameters: parametersOf(112_523, 'the largest job of the sample'),
  draw: (submitUs, draws) => drawYear(FACEBOOK_2009, submitUs, draws),
};

export const FACEBOOK_2010_MODEL: GeneratorModel = {
  name: 'facebook-2010',
  summary: "Facebook's warehouse, 3000 machines: 6 % of jobs have nine tenths of the maps",
  sources: SOURCES,
  ...{ target: 'swim', jobs: 1000, gapUs: 3_500_000, arrivals: DIURNAL },
  parameters: parametersOf(174_613, 'the largest job of the sample'),
  draw: (submitUs, draws) => drawYear(FACEBOOK_2010, submitUs, draws),
};

/** The settings of models that draw bytes. */
export function parametersOf(maxMaps: number, source: string): ModelParameter[] {
  return [
    {
      ...{ name: 'scale', kind: 'number', byDefault: 1, least: 1e-6, most: 1e4 },
      ...{ meaning: 'multiplies all bytes', source: 'as SWIM scales by machines' },
    },
    {
      ...{ name: 'max-maps', kind: 'whole', byDefault: maxMaps, least: 1, most: 10_000_000 },
      ...{ meaning: 'no job reads more blocks of 64 MiB, before --scale', source },
    },
  ];
}

function drawYear(
  year: FacebookYear,
  submitUs: readonly number[],
  draws: ModelDraws,
): { readonly kind: 'rows'; readonly rows: readonly SwimRow[] } {
  const stream = draws.stream('sizes');
  const [maxMaps, scale] = [draws.parameter('max-maps'), draws.parameter('scale')];
  const rows = submitUs.map((us, job) => ({
    ...{ name: `job${job}`, submitSeconds: Math.floor(us / 1e6) },
    ...drawBytes(year, stream, maxMaps, scale),
  }));
  return { kind: 'rows', rows };
}

const BLOCK_BYTES = 67_108_864;

/** The bytes of one job: six draws, whatever it is. */
function drawBytes(
  year: FacebookYear,
  stream: RandomStream,
  maxMaps: number,
  scale: number,
): Pick<SwimRow, 'inputBytes' | 'shuffleBytes' | 'outputBytes'> {
  const [binDraw, sizeDraw, fillDraw] = [stream.next(), stream.next(), stream.next()];
  const [shapeDraw, shuffleDraw, outputDraw] = [stream.next(), stream.next(), stream.next()];
  const bin = weightedChoice(year.bins, ({ share }) => share, binDraw);
  const shape = weightedChoice(SHAPES, (one) => bin.shapes[one], shapeDraw);
  const maps = Math.min(maxMaps, drawMaps(year, bin, sizeDraw));
  const group = year.groups.find(({ to }) => maps <= to) ?? year.groups[0];
  const table = group.bytes[shape];
  const at = (values: readonly number[], draw: number): number =>
    quantileAt(quantileTable(PROBABILITIES, values), draw, LEAST_RATIO);
  const input =
    table.input === undefined
      ? (maps - 1 + fillDraw) * BLOCK_BYTES
      : Math.min(BLOCK_BYTES, at(table.input, fillDraw));
  const shuffle = table.shuffle === undefined ? 0 : input * at(table.shuffle, shuffleDraw);
  const read = table.shuffle === undefined ? input : shuffle;
  const output = at(table.output, outputDraw) * (maps === 1 ? 1 : read);
  return {
    inputBytes: Math.ceil(input * scale),
    shuffleBytes: Math.ceil(shuffle * scale),
    outputBytes: Math.ceil(output * scale),
  };
}

/** Log-uniform inside a bin; the open one by its quantiles. */
function drawMaps({ hugeMaps }: FacebookYear, { from, to }: MapBin, draw: number): number {
  if (to === Infinity) {
    return Math.round(quantileAt(quantileTable(PROBABILITIES, hugeMaps), draw, 1));
  }
  const low = log(from);
  return Math.min(to, Math.floor(exp(low + draw * (log(to + 1) - low))));
}
