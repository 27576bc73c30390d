/** Where something stands, CSS pixels from the upper left. */
export interface FlowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Masters at the left, frameworks in the middle, agents at the right. */
export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly masters: readonly FlowPlace[];
  readonly frameworks: readonly FlowPlace[];
  readonly groups: readonly FlowPlace[];
  /** Length of the piece of a line that stands for the link of what it leads to. */
  readonly link: number;
}

export interface FlowCounts {
  readonly masters: number;
  readonly frameworks: number;
  readonly groups: number;
}

/** Least height of a row: something that can be hit with a finger or a shaking hand. */
export const ROW_MIN = 24;
/** What is over the columns: their names. */
export const HEADING = 20;

const ROW_MAX = 46;
/** Below it the columns get what is needed to tell them apart. */
const NARROW = 560;

/** Places of all nodes; higher than the height given where the rows need more. */
export function flowLayout(counts: FlowCounts, width: number, height: number): FlowLayout {
  const narrow = width < NARROW;
  const [master, framework, group] = narrow ? [34, 84, 76] : [84, 184, 132];
  const link = narrow ? 24 : 32;
  const rows = Math.max(counts.masters, counts.frameworks, counts.groups, 1);
  const high = Math.max(height, HEADING + rows * ROW_MIN);
  const room = high - HEADING;
  const free = Math.max(0, width - master - framework - group - 3 * link);
  const middle = master + 2 * link + free * 0.36;
  return {
    ...{ width, height: high, link },
    masters: column(counts.masters, 0, master, room),
    frameworks: column(counts.frameworks, middle, framework, room),
    groups: column(counts.groups, width - group, group, room),
  };
}

/** Equal rows, spread over the height that is there. */
function column(count: number, x: number, width: number, room: number): FlowPlace[] {
  const row = room / Math.max(1, count);
  const height = Math.min(ROW_MAX, Math.max(ROW_MIN, row - 4) - 2);
  return Array.from({ length: count }, (_, at) => ({
    ...{ x, width, height },
    y: HEADING + at * row + (row - height) / 2,
  }));
}

/** A curve between two points that leaves and arrives level. */
export interface FlowCurve {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** From the leader to a framework, its link left out. */
export function offerCurve(
  { masters, frameworks, link }: FlowLayout,
  leader: number,
  framework: number,
): FlowCurve | null {
  const from = masters[leader];
  const to = frameworks[framework];
  if (from === undefined || to === undefined) return null;
  return { x1: from.x + from.width + link, y1: middleOf(from), x2: to.x - link, y2: middleOf(to) };
}

/** From a framework to a group of agents, its link left out. */
export function launchCurve(
  { frameworks, groups, link }: FlowLayout,
  framework: number,
  group: number,
  /** How far off the middle of the group it ends: strokes of several would lie on each other. */
  aside = 0,
): FlowCurve | null {
  const from = frameworks[framework];
  const to = groups[group];
  if (from === undefined || to === undefined) return null;
  const y2 = middleOf(to) + aside;
  return { x1: from.x + from.width, y1: middleOf(from), x2: to.x - link, y2 };
}

/** The place of a curve at a part of its way, 0 to 1. */
export function pointOn({ x1, y1, x2, y2 }: FlowCurve, part: number): { x: number; y: number } {
  const rest = 1 - part;
  const bend = bendOf({ x1, y1, x2, y2 });
  const [a, b, c, d] = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
  return {
    x: a * x1 + b * (x1 + bend) + c * (x2 - bend) + d * x2,
    y: (a + b) * y1 + (c + d) * y2,
  };
}

/** How far the curve stays level at its ends. */
export function bendOf({ x1, x2 }: FlowCurve): number {
  return (x2 - x1) * 0.45;
}

export function middleOf({ y, height }: FlowPlace): number {
  return y + height / 2;
}
