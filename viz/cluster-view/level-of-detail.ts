/** How much of an agent is drawn. */
export type LevelOfDetail = 'boxes' | 'cells' | 'raster';

/** Agents up to which each has a box with its name. */
export const BOXES_MAX = 200;
/** Agents up to which each has a cell; its name is shown when it is pointed at. */
export const CELLS_MAX = 2000;

/** Sizes of a level, CSS pixels. */
export interface LevelSizes {
  /** Width of an agent that is wanted when there is room. */
  readonly width: number;
  /** Narrowest it gets before the view scrolls. */
  readonly minWidth: number;
  /** Height of an agent as part of its width. */
  readonly aspect: number;
  readonly gap: number;
  /** Height of a rack's name above its agents. */
  readonly heading: number;
  /** Between racks. */
  readonly rackGap: number;
}

const SIZES: { readonly [level in LevelOfDetail]: LevelSizes } = {
  boxes: { width: 132, minWidth: 46, aspect: 0.62, gap: 6, heading: 20, rackGap: 18 },
  cells: { width: 24, minWidth: 9, aspect: 1, gap: 2, heading: 16, rackGap: 12 },
  raster: { width: 9, minWidth: 3, aspect: 1, gap: 0, heading: 0, rackGap: 5 },
};

export function sizesOf(level: LevelOfDetail): LevelSizes {
  return SIZES[level];
}

/** Boxes with names while they can be read, then cells, then a raster of heat. */
export function levelFor(agents: number): LevelOfDetail {
  if (agents <= BOXES_MAX) return 'boxes';
  return agents <= CELLS_MAX ? 'cells' : 'raster';
}
