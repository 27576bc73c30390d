import type { ClusterLayout, RackPlace } from './cluster-layout.ts';

const NONE = -1;

/** The agent at a point of the picture, CSS pixels; -1 between them. */
export function agentAt(layout: ClusterLayout, x: number, y: number): number {
  const { cellWidth, cellHeight, gap, heading, order } = layout;
  for (const rack of layout.racks) {
    const column = Math.floor((x - rack.x) / (cellWidth + gap));
    const row = Math.floor((y - rack.y - heading) / (cellHeight + gap));
    if (column < 0 || column >= rack.columns || row < 0) continue;
    const place = row * rack.columns + column;
    if (place >= rack.count) continue;
    const agent = order[rack.first + place];
    const inside = x < layout.x[agent] + cellWidth && y < layout.y[agent] + cellHeight;
    return inside ? agent : NONE;
  }
  return NONE;
}

/** The keys with which the focus moves from agent to agent. */
export type FocusKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

const FOCUS_KEYS: ReadonlySet<string> = new Set<FocusKey>([
  ...(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const),
]);

export function isFocusKey(key: string): key is FocusKey {
  return FOCUS_KEYS.has(key);
}

/**
 * Where a key moves the focus: along the order of the racks, and up and down within a rack and
 * from its edge to the rack before or after it. It stays where there is nothing further.
 * @param from the agent that has it, -1 for none
 */
export function focusMoved(layout: ClusterLayout, from: number, key: FocusKey): number {
  const { order, placeOf } = layout;
  if (order.length === 0) return NONE;
  if (from === NONE || key === 'Home') return order[0];
  const last = order.length - 1;
  const place = placeOf[from];
  switch (key) {
    case 'End':
      return order[last];
    case 'ArrowLeft':
      return order[Math.max(0, place - 1)];
    case 'ArrowRight':
      return order[Math.min(last, place + 1)];
    case 'ArrowUp':
      return order[movedByRow(layout, place, -1)];
    case 'ArrowDown':
      return order[movedByRow(layout, place, 1)];
  }
}

function movedByRow({ racks }: ClusterLayout, place: number, rows: 1 | -1): number {
  const at = racks.findIndex(({ first, count }) => place < first + count);
  const rack = racks[at];
  const within = place - rack.first;
  const moved = within + rows * rack.columns;
  if (moved >= 0 && moved < rack.count) return rack.first + moved;
  const column = within % rack.columns;
  // A shorter last row below: its end, before the focus leaves the rack.
  if (rows === 1 && lastRowOf(rack) > Math.floor(within / rack.columns)) {
    return rack.first + rack.count - 1;
  }
  const next = racks[at + rows];
  if (next === undefined) return place;
  const nextColumn = Math.min(column, next.columns - 1);
  if (rows === 1) return next.first + Math.min(nextColumn, next.count - 1);
  return next.first + Math.min(lastRowOf(next) * next.columns + nextColumn, next.count - 1);
}

function lastRowOf({ count, columns }: RackPlace): number {
  return Math.ceil(count / columns) - 1;
}
