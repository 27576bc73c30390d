import { type LevelOfDetail, levelFor, sizesOf } from './level-of-detail.ts';

/** Agents by rack, and the room for them. */
export interface LayoutInput {
  /** Rack of each agent, -1 for none; agents of a rack need not be neighbours. */
  readonly rackOf: Int32Array;
  /** By number of the rack. */
  readonly rackNames: readonly string[];
  /** CSS pixels. */
  readonly width: number;
  /** Height that is there without scrolling, CSS pixels. */
  readonly height: number;
}

/** A rack's part of the picture: its agents in rows of `columns`. */
export interface RackPlace {
  readonly name: string;
  readonly x: number;
  /** Top of the heading. */
  readonly y: number;
  readonly columns: number;
  /** Its agents are `order[first]` to `order[first + count - 1]`. */
  readonly first: number;
  readonly count: number;
}

/** Where every agent is, CSS pixels from the upper left. */
export interface ClusterLayout {
  readonly level: LevelOfDetail;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  readonly heading: number;
  readonly racks: readonly RackPlace[];
  /** Agents rack by rack: the order in which keys walk through them. */
  readonly order: Int32Array;
  /** By agent: its place in `order`. */
  readonly placeOf: Int32Array;
  /** By agent: left and top of its cell. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  /** All of it; above the height given, the view scrolls. */
  readonly height: number;
}

/** Agents that belong together, before they have a place. */
interface Group {
  readonly name: string;
  readonly agents: readonly number[];
}

interface Grid {
  readonly cellWidth: number;
  readonly racks: readonly RackPlace[];
  readonly height: number;
}

/** The largest cells with which all racks fit; the smallest, and scrolling, when none do. */
export function layoutCluster(input: LayoutInput): ClusterLayout {
  const count = input.rackOf.length;
  const level = levelFor(count);
  const sizes = sizesOf(level);
  const groups = groupsOf(input);
  const step = level === 'raster' ? 0.5 : 1;
  let best: Grid | null = null;
  for (const shape of SHAPES) {
    let grid = arrange(groups, level, shape, sizes.width, input.width);
    for (let width = sizes.width; width > sizes.minWidth && grid.height > input.height; ) {
      width = Math.max(sizes.minWidth, width - step);
      grid = arrange(groups, level, shape, width, input.width);
    }
    if (best === null || isBetter(grid, best, input.height)) best = grid;
  }
  return placed(level, groups, best ?? NOTHING, count, input.width);
}

/** Columns of a rack for each row, as they are tried: the one with the largest cells is taken. */
const SHAPES: readonly number[] = [1.3, 0.5, 0.8, 2, 3.2, 5, 9];

const NOTHING: Grid = { cellWidth: 1, racks: [], height: 0 };

function isBetter(grid: Grid, than: Grid, height: number): boolean {
  if (grid.height <= height !== than.height <= height) return grid.height <= height;
  return grid.cellWidth > than.cellWidth;
}

/** Racks in the order of their numbers, then the agents that have none. */
function groupsOf({ rackOf, rackNames }: LayoutInput): Group[] {
  const members: number[][] = Array.from({ length: rackNames.length + 1 }, () => []);
  rackOf.forEach((rack, agent) => {
    members[rack >= 0 && rack < rackNames.length ? rack : rackNames.length].push(agent);
  });
  return members
    .map((agents, rack): Group => ({ name: rackNames[rack] ?? '', agents }))
    .filter(({ agents }) => agents.length > 0);
}

/** Columns of a rack: as a block of a shape, the same for all racks. */
function columnsFor(agents: number, shape: number, most: number, alone: boolean): number {
  if (alone) return Math.max(1, Math.min(agents, most));
  return Math.max(1, Math.min(agents, most, Math.ceil(Math.sqrt(agents * shape))));
}

/** Racks beside each other, in rows as high as their highest. */
function arrange(
  groups: readonly Group[],
  level: LevelOfDetail,
  shape: number,
  cellWidth: number,
  width: number,
): Grid {
  const { aspect, gap, rackGap } = sizesOf(level);
  const heading = headingOf(level, groups);
  const cellHeight = cellWidth * aspect;
  const most = Math.max(1, Math.floor((width + gap) / (cellWidth + gap)));
  const racks: RackPlace[] = [];
  let [x, y, rowHeight, first] = [0, 0, 0, 0];
  for (const { name, agents } of groups) {
    const columns = columnsFor(agents.length, shape, most, groups.length === 1);
    const rackWidth = columns * (cellWidth + gap) - gap;
    const rackHeight = heading + Math.ceil(agents.length / columns) * (cellHeight + gap) - gap;
    if (x > 0 && x + rackWidth > width) {
      x = 0;
      y += rowHeight + rackGap;
      rowHeight = 0;
    }
    racks.push({ name, x, y, columns, first, count: agents.length });
    first += agents.length;
    x += rackWidth + rackGap;
    rowHeight = Math.max(rowHeight, rackHeight);
  }
  return { cellWidth, racks, height: y + rowHeight };
}

/** One group without a name needs no heading. */
function headingOf(level: LevelOfDetail, groups: readonly Group[]): number {
  return groups.length === 1 && groups[0].name === '' ? 0 : sizesOf(level).heading;
}

function placed(
  level: LevelOfDetail,
  groups: readonly Group[],
  { cellWidth, racks, height }: Grid,
  count: number,
  width: number,
): ClusterLayout {
  const { aspect, gap } = sizesOf(level);
  const heading = headingOf(level, groups);
  const cellHeight = cellWidth * aspect;
  const order = Int32Array.from(groups.flatMap(({ agents }) => agents));
  const placeOf = new Int32Array(count);
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (const rack of racks) {
    for (let k = 0; k < rack.count; k++) {
      const agent = order[rack.first + k];
      placeOf[agent] = rack.first + k;
      x[agent] = rack.x + (k % rack.columns) * (cellWidth + gap);
      y[agent] = rack.y + heading + Math.floor(k / rack.columns) * (cellHeight + gap);
    }
  }
  return {
    ...{ level, cellWidth, cellHeight, gap, heading, racks, order, placeOf, x, y },
    ...{ width, height },
  };
}
