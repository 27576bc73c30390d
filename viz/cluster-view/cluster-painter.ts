import { type ClusterColumns, STATE, changedAgents, shadeOf } from './cluster-columns.ts';
import type { ClusterLayout } from './cluster-layout.ts';
import { HUES, type Ink } from './ink.ts';
import { paintBoxes } from './paint-boxes.ts';

/** Cells from this width on have outlines; smaller ones would be all outline. */
const OUTLINED_FROM = 7;

/** Draws a cluster on a canvas, and then what changed of it. */
export class ClusterPainter {
  private readonly context: CanvasRenderingContext2D;
  private before: ClusterColumns | null = null;
  private changed: Int32Array = new Int32Array(0);

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  /** The next picture is drawn whole: the canvas is new, or its colours are. */
  forget(): void {
    this.before = null;
  }

  /**
   * @param names of agents, for the level that shows them
   * @returns agents drawn
   */
  paint(layout: ClusterLayout, now: ClusterColumns, ink: Ink, names: readonly string[]): number {
    const { context } = this;
    if (this.changed.length < now.state.length) this.changed = new Int32Array(now.state.length);
    const whole = this.before === null;
    const count = changedAgents(this.before, now, this.changed);
    this.before = now;
    if (count === 0 && !whole) return 0;
    const agents = this.changed.subarray(0, count);
    if (whole) {
      context.fillStyle = ink.ground;
      context.fillRect(0, 0, layout.width + 2, layout.height + 2);
      paintHeadings(context, layout, ink);
    }
    if (layout.level === 'boxes') paintBoxes(context, layout, now, ink, names, agents);
    else paintCells(context, layout, now, ink, agents);
    return count;
  }
}

function paintHeadings(context: CanvasRenderingContext2D, layout: ClusterLayout, ink: Ink): void {
  if (layout.heading === 0) return;
  context.fillStyle = ink.faint;
  context.font = `600 11px ${ink.font}`;
  context.textBaseline = 'alphabetic';
  for (const { name, x, y } of layout.racks) {
    context.fillText(name === '' ? 'no rack' : name, x, y + layout.heading - 6);
  }
}

/** Cells in one path per colour and shade: a path costs more than a rectangle in it. */
function paintCells(
  context: CanvasRenderingContext2D,
  layout: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  agents: Int32Array,
): void {
  const { x, y, cellWidth, cellHeight, level, gap } = layout;
  const inset = level === 'raster' && cellWidth >= 4 ? 0.5 : 0;
  const [width, height] = [cellWidth - inset, cellHeight - inset];
  context.fillStyle = ink.ground;
  context.beginPath();
  const air = gap / 2;
  for (const agent of agents) {
    context.rect(x[agent] - air, y[agent] - air, cellWidth + gap, cellHeight + gap);
  }
  context.fill();
  context.fillStyle = ink.track;
  context.beginPath();
  for (const agent of agents) context.rect(x[agent], y[agent], width, height);
  context.fill();
  for (const [hue, shades] of byHueAndShade(now, agents, level === 'raster').entries()) {
    context.fillStyle = ink.hues[hue];
    for (const [shade, group] of shades.entries()) {
      if (group.length === 0) continue;
      context.globalAlpha = level === 'raster' ? 0.25 + 0.25 * (shade - 1) : 1;
      context.beginPath();
      for (const agent of group) {
        const full = level === 'raster' ? height : Math.max(1.5, height * now.fill[agent]);
        context.rect(x[agent], y[agent] + height - full, width, full);
      }
      context.fill();
    }
  }
  context.globalAlpha = 1;
  paintRounds(context, layout, now, ink, agents);
  paintStates(context, layout, now, ink, agents);
}

/** By hue, then by shade, the agents to fill; one shade for all where height tells the amount. */
function byHueAndShade(now: ClusterColumns, agents: Int32Array, shaded: boolean): number[][][] {
  const groups = Array.from({ length: HUES }, () => Array.from({ length: 5 }, (): number[] => []));
  for (const agent of agents) {
    const framework = now.framework[agent];
    const shade = shadeOf(now.fill[agent]);
    if (framework < 0 || shade === 0) continue;
    groups[framework % HUES][shaded ? shade : 4].push(agent);
  }
  return groups;
}

/** Hues that begin anew are told from the first by a stripe. */
function paintRounds(
  context: CanvasRenderingContext2D,
  { x, y, cellWidth, cellHeight }: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  agents: Int32Array,
): void {
  if (cellWidth < OUTLINED_FROM) return;
  context.strokeStyle = ink.ground;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const agent of agents) {
    if (now.framework[agent] < HUES || now.fill[agent] <= 0) continue;
    context.moveTo(x[agent], y[agent] + cellHeight);
    context.lineTo(x[agent] + cellWidth, y[agent]);
  }
  context.stroke();
}

function paintStates(
  context: CanvasRenderingContext2D,
  layout: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  agents: Int32Array,
): void {
  const { x, y, cellWidth, cellHeight } = layout;
  const outlined = cellWidth >= OUTLINED_FROM;
  const inset = outlined ? 0.5 : 0;
  const frame = (state: number, colour: string, dash: readonly number[], width: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.beginPath();
    for (const agent of agents) {
      if (now.state[agent] !== state) continue;
      context.rect(x[agent] + inset, y[agent] + inset, cellWidth - 1, cellHeight - 1);
    }
    context.stroke();
    context.setLineDash([]);
  };
  if (outlined) {
    frame(STATE.allocated, ink.faint, [], 0.5);
    frame(STATE.unknown, ink.faint, [1, 2], 1);
    frame(STATE.offered, ink.ink, [2, 2], 1);
    frame(STATE.troubled, ink.lost, [4, 2], 1.5);
  }
  paintLost(context, layout, now, ink, agents);
}

/** A lost agent is crossed out, at any size. */
function paintLost(
  context: CanvasRenderingContext2D,
  { x, y, cellWidth, cellHeight }: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  agents: Int32Array,
): void {
  context.strokeStyle = ink.lost;
  context.lineWidth = cellWidth >= OUTLINED_FROM ? 1.5 : 1;
  context.beginPath();
  for (const agent of agents) {
    if (now.state[agent] !== STATE.lost) continue;
    const [left, top] = [x[agent] + 0.75, y[agent] + 0.75];
    const [right, bottom] = [x[agent] + cellWidth - 0.75, y[agent] + cellHeight - 0.75];
    context.moveTo(left, top);
    context.lineTo(right, bottom);
    context.moveTo(right, top);
    context.lineTo(left, bottom);
  }
  context.stroke();
}
