const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A unit of time for an axis. */
export interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
}

/** The unit in which a span reads best: at least two of it fit. */
export function unitFor(spanSeconds: number): TimeUnit {
  if (spanSeconds >= 3 * DAY) return { name: 'd', seconds: DAY };
  if (spanSeconds >= 2 * HOUR) return { name: 'h', seconds: HOUR };
  if (spanSeconds >= 3 * MINUTE) return { name: 'min', seconds: MINUTE };
  return { name: 's', seconds: 1 };
}

/** Durations people name, from coarse to fine sets: ticks for a logarithmic axis. */
const TICK_SETS: readonly (readonly number[])[] = [
  [0.01, 1, MINUTE, HOUR, 4 * DAY],
  [0.01, 0.1, 1, 10, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 4 * DAY],
  [0.01, 0.1, 1, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 2 * DAY],
  [
    ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30],
    ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
    ...[1, 2, 4, 8, 16, 36, 96].map((hours) => hours * HOUR),
  ],
  [
    ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 45],
    ...[1, 1.5, 2, 3, 5, 7.5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
    ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96].map((hours) => hours * HOUR),
  ],
];

/** Room a tick's label needs to stand apart from the next, pixels. */
const LABEL_WIDTH = 42;

/**
 * Ticks of a logarithmic time axis: the finest set of durations people name whose labels do not
 * run into each other.
 * @param width of the axis, pixels
 */
export function logTimeTicks(
  minSeconds: number,
  maxSeconds: number,
  width: number,
): readonly number[] {
  const perUnit = width / Math.log(maxSeconds / minSeconds);
  const fits = (ticks: readonly number[]): boolean =>
    ticks.every((tick, k) => k === 0 || Math.log(tick / ticks[k - 1]) * perUnit >= LABEL_WIDTH);
  const inside = TICK_SETS.map((set) =>
    set.filter((tick) => tick >= minSeconds && tick <= maxSeconds),
  );
  return inside.findLast(fits) ?? inside[0];
}

/** A duration as a tick's label: `50 ms`, `10 s`, `5 min`, `4 h`, `2 d`. */
export function tickLabel(seconds: number): string {
  if (seconds < 1) return `${round(seconds * 1000)} ms`;
  if (seconds < MINUTE) return `${round(seconds)} s`;
  if (seconds < HOUR) return `${round(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${round(seconds / HOUR)} h`;
  return `${round(seconds / DAY)} d`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
