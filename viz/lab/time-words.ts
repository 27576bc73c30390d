const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time of a run as a clock: `0:07`, `12:34.5`, `1:02:03`, with decimals where asked. */
export function clock(us: number, decimals = 0): string {
  const scale = 10 ** decimals;
  const ticks = Math.floor(us / (SECOND / scale));
  const seconds = Math.floor(ticks / scale);
  const rest = decimals === 0 ? '' : `.${String(ticks % scale).padStart(decimals, '0')}`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = `${String(seconds % 60).padStart(2, '0')}${rest}`;
  if (hours === 0) return `${minutes}:${tail}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
}

/**
 * Reads a time somebody typed: a clock (`1:02:03`) or a duration (`90s`, `10m`, `1.5h`);
 * a number alone is seconds.
 * @returns microseconds; null for what is neither
 */
export function timeFrom(text: string): number | null {
  const typed = text.trim();
  const parts = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(typed);
  if (parts !== null) {
    const [hours, minutes, seconds] = [parts[1] ?? '0', parts[2], parts[3]].map(Number);
    return Math.round(hours * HOUR + minutes * MINUTE + seconds * SECOND);
  }
  const given = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|min|h|d)?$/.exec(typed);
  if (given === null) return null;
  return Math.round(Number(given[1]) * (UNITS.get(given[2] ?? 's') ?? SECOND));
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['ms', 1000],
  ['s', SECOND],
  ['m', MINUTE],
  ['min', MINUTE],
  ['h', HOUR],
  ['d', DAY],
]);

/** A length of time in the unit it reads best in: `350 ms`, `12.5 s`, `4 min`, `2.1 h`. */
export function span(us: number): string {
  if (Number.isNaN(us)) return '';
  const [, unit, name] = LENGTHS.find(([least]) => us >= least) ?? [0, 1, 'us'];
  const value = us / unit;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${name}`;
}

/** From how long on a length is told in which unit. */
const LENGTHS: readonly (readonly [least: number, unit: number, name: string])[] = [
  [2 * DAY, DAY, 'd'],
  [2 * HOUR, HOUR, 'h'],
  [2 * MINUTE, MINUTE, 'min'],
  [SECOND, SECOND, 's'],
  [1000, 1000, 'ms'],
];

/** Steps that people count time in. */
const STEPS: readonly number[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 30, 100].map((days) => days * DAY),
];

/** Ticks of a time axis from one time to another: steps people count in, at most so many. */
export function timeTicks(fromUs: number, toUs: number, most: number): number[] {
  const step = STEPS.find((one) => (toUs - fromUs) / one <= Math.max(1, most)) ?? toUs - fromUs;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromUs / step) * step; at <= toUs; at += step) ticks.push(at);
  return ticks;
}

/** A tick's label: `0`, `30 s`, `5 min`, `1:30 h`. */
export function timeTick(us: number): string {
  if (us === 0) return '0';
  if (us < SECOND) return span(us);
  if (us >= DAY && us % DAY === 0) return `${us / DAY} d`;
  if (us < MINUTE || (us < 5 * MINUTE && us % MINUTE !== 0)) {
    return us < MINUTE ? `${us / SECOND} s` : clock(us);
  }
  if (us % MINUTE !== 0) return clock(us);
  if (us < HOUR) return `${us / MINUTE} min`;
  if (us % HOUR === 0) return `${us / HOUR} h`;
  return `${Math.floor(us / HOUR)}:${String((us % HOUR) / MINUTE).padStart(2, '0')} h`;
}

/**
 * Where time axes end: at the run's own end when that is near, else at the next time people
 * count in beyond what is known, so that the picture does not move all the time.
 */
export function horizon(knownUs: number, untilUs: number | null): number {
  if (untilUs !== null && knownUs > untilUs * 0.4) return Math.max(untilUs, knownUs);
  const bounds = STEPS.filter((step) => step >= 10 * SECOND);
  const bound = bounds.find((step) => step >= knownUs * 1.02) ?? knownUs * 1.25;
  return untilUs === null ? bound : Math.min(bound, untilUs);
}
