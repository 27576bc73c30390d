import { AGENT_STATES, type ClusterColumns, STATE } from './cluster-columns.ts';
import type { ClusterLayout } from './cluster-layout.ts';
import { HUES, type Ink, frameworkLetter } from './ink.ts';

/** Height of the name at the top of a box. */
const NAME_HEIGHT = 15;
/** Boxes narrower than this have no room for a name beside the picture. */
const NAMED_FROM = 50;

/** Boxes with the agent's name, and in each who holds how much, piled up from the bottom. */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  layout: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  names: readonly string[],
  agents: Int32Array,
): void {
  for (const agent of agents) paintBox(context, layout, now, ink, names[agent] ?? '', agent);
}

function paintBox(
  context: CanvasRenderingContext2D,
  layout: ClusterLayout,
  now: ClusterColumns,
  ink: Ink,
  name: string,
  agent: number,
): void {
  const { cellWidth: width, cellHeight: height, gap } = layout;
  const left = layout.x[agent];
  const top = layout.y[agent];
  context.fillStyle = ink.ground;
  context.fillRect(left - gap / 2, top - gap / 2, width + gap, height + gap);
  const lost = now.state[agent] === STATE.lost;
  const named = width >= NAMED_FROM;
  const body = {
    left,
    top: named ? top + NAME_HEIGHT : top,
    width,
    height: height - (named ? NAME_HEIGHT : 0),
  };
  if (named) {
    context.fillStyle = lost ? ink.lost : ink.faint;
    context.font = `10.5px ${ink.font}`;
    context.textBaseline = 'alphabetic';
    context.fillText(fitted(context, name, width), left, top + NAME_HEIGHT - 4);
  }
  context.fillStyle = ink.track;
  context.fillRect(body.left, body.top, body.width, body.height);
  paintParts(context, body, now, ink, agent);
  paintOutline(context, body, now.state[agent], ink);
}

interface Body {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Side by side bars would hide small parts: they lie on each other, largest first as given. */
function paintParts(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Body,
  now: ClusterColumns,
  ink: Ink,
  agent: number,
): void {
  const { parts } = now;
  let bottom = top + height;
  const draw = (framework: number, part: number): void => {
    const high = Math.min(bottom - top, part * height);
    if (high <= 0) return;
    context.fillStyle = ink.hues[framework % HUES];
    context.fillRect(left, bottom - high, width, high);
    if (framework >= HUES) paintStripes(context, left, bottom - high, width, high, ink);
    if (high >= 11) {
      context.fillStyle = '#ffffff';
      context.strokeStyle = 'rgb(0 0 0 / 0.55)';
      context.lineWidth = 2.5;
      context.font = `700 10px ${ink.font}`;
      context.textBaseline = 'middle';
      const letter = frameworkLetter(framework);
      context.strokeText(letter, left + 5, bottom - high / 2 + 0.5);
      context.fillText(letter, left + 5, bottom - high / 2 + 0.5);
    }
    bottom -= high;
    context.fillStyle = ink.ground;
    context.fillRect(left, bottom - 0.5, width, 0.5);
  };
  if (parts === null) {
    if (now.framework[agent] >= 0) draw(now.framework[agent], now.fill[agent]);
    return;
  }
  for (let k = parts.first[agent]; k < parts.first[agent + 1]; k++) {
    draw(parts.framework[k], parts.part[k]);
  }
}

/** Hues that begin anew are told from the first by stripes. */
function paintStripes(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  ink: Ink,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = ink.ground;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let x = left - height; x < left + width; x += 7) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

function paintOutline(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Body,
  state: number,
  ink: Ink,
): void {
  const inside = (by: number): void =>
    context.strokeRect(left + by, top + by, width - 2 * by, height - 2 * by);
  switch (AGENT_STATES[state]) {
    case 'free':
      return;
    case 'allocated':
      context.strokeStyle = ink.faint;
      context.lineWidth = 1;
      return inside(0.5);
    case 'offered':
      context.strokeStyle = ink.ink;
      context.lineWidth = 1.5;
      context.setLineDash([4, 3]);
      inside(0.75);
      return context.setLineDash([]);
    case 'unknown':
      context.strokeStyle = ink.faint;
      context.lineWidth = 1;
      context.setLineDash([1, 3]);
      inside(0.5);
      return context.setLineDash([]);
    case 'troubled':
      context.strokeStyle = ink.lost;
      context.lineWidth = 2;
      context.setLineDash([6, 3]);
      inside(1);
      return context.setLineDash([]);
    case 'lost':
      context.strokeStyle = ink.lost;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(left + 1, top + 1);
      context.lineTo(left + width - 1, top + height - 1);
      context.moveTo(left + width - 1, top + 1);
      context.lineTo(left + 1, top + height - 1);
      context.stroke();
      return inside(0.75);
  }
}

/** The name, or as much of its end as fits: agents of a cluster begin alike. */
function fitted(context: CanvasRenderingContext2D, name: string, width: number): string {
  if (context.measureText(name).width <= width) return name;
  let shown = name.slice(1);
  while (shown.length > 3 && context.measureText(`…${shown}`).width > width) {
    shown = shown.slice(1);
  }
  return `…${shown}`;
}
