import type { SwimModel } from './swim-model.ts';
import type { SwimRow } from './swim-row.ts';

/** Tasks and times of one job. Times in whole microseconds, before skew and the shortest task. */
export interface SwimStages {
  /** At least 1. */
  readonly maps: number;
  /** A map of a whole block, and the last one, which may hold less. */
  readonly mapUs: number;
  readonly lastMapUs: number;
  /** 0 when nothing is shuffled. */
  readonly reduces: number;
  readonly reduceUs: number;
}

/** Most tasks of a stage: the workload counts them in 32 bits. */
const MAX_TASKS = 2_147_483_647;

/**
 * Derives a job's tasks:
 *
 *     maps    = max(1, ceil(input / block))
 *     map     = startup + its input / mapRate (+ its part of the output / writeRate, if map-only)
 *     reduces = 0 without shuffle, else max(1, round(shuffle / bytesPerReduce))
 *     reduce  = startup + its shuffle / shuffleRate + its output / writeRate
 *
 * @throws RangeError when a stage would have more than 2^31 - 1 tasks.
 */
export function swimStages(row: SwimRow, model: SwimModel): SwimStages {
  const input = scaled(row.inputBytes, model);
  const shuffle = scaled(row.shuffleBytes, model);
  const output = scaled(row.outputBytes, model);
  const maps = Math.max(1, Math.ceil(input / model.blockBytes));
  const reduces = shuffle === 0 ? 0 : Math.max(1, Math.round(shuffle / model.bytesPerReduce));
  if (maps > MAX_TASKS || reduces > MAX_TASKS) {
    throw new RangeError(
      `job ${row.name}: found ${maps} maps and ${reduces} reduces, wanted at most ${MAX_TASKS}; ` +
        'use larger blocks, more bytes per reduce or a smaller scale',
    );
  }
  const mapUs = (bytes: number): number => {
    // Without input there is one map, and it writes everything.
    const part = input === 0 ? 1 : bytes / input;
    const written = reduces === 0 ? output * part : 0;
    return timeUs(model, bytes / model.mapRate + written / model.writeRate);
  };
  const lastBytes = input - (maps - 1) * model.blockBytes;
  const lastMapUs = mapUs(lastBytes);
  return {
    maps,
    mapUs: maps === 1 ? lastMapUs : mapUs(model.blockBytes),
    lastMapUs,
    reduces,
    reduceUs:
      reduces === 0
        ? 0
        : timeUs(model, (shuffle / model.shuffleRate + output / model.writeRate) / reduces),
  };
}

/** As SWIM scales by machines: multiplied, then truncated. */
function scaled(bytes: number, model: SwimModel): number {
  return Math.floor(bytes * model.scale);
}

function timeUs(model: SwimModel, seconds: number): number {
  return Math.max(1, Math.round(model.startupUs + seconds * 1_000_000));
}
