/**
 * Most intervals that hold one moment: slots of a machine, as what ran on it shows. One that
 * ends when another begins leaves it the place; those that end before they begin do not count.
 */
export function mostAtOnce(intervals: readonly (readonly [from: number, to: number])[]): number {
  const real = intervals.filter(([from, to]) => from > 0 && to >= from);
  const begins = Float64Array.from(real, ([from]) => from).sort();
  const ends = Float64Array.from(real, ([, to]) => to).sort();
  let most = 0;
  let ended = 0;
  for (const [begun, begin] of begins.entries()) {
    while (ended < begun && ends[ended] <= begin) ended++;
    most = Math.max(most, begun + 1 - ended);
  }
  return Math.max(1, most);
}
