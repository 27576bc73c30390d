import { HUES, type Ink, frameworkLetter } from '../cluster-view/ink.ts';
import { type FlowLayout, type FlowPlace, HEADING, middleOf } from './flow-layout.ts';
import type { FlowLink, FlowNode, FlowPicture } from './flow-picture.ts';

type Context = CanvasRenderingContext2D;

/** Boxes with their names, and the pieces of line that stand for their links. */
export function paintNodes(
  context: Context,
  layout: FlowLayout,
  picture: FlowPicture,
  ink: Ink,
): void {
  paintHeadings(context, layout, ink);
  const { link } = layout;
  for (const [at, place] of layout.masters.entries()) {
    const node = picture.masters[at];
    paintBox(context, place, node, ink, null);
    paintLink(context, place.x + place.width, middleOf(place), link, node.link, ink);
  }
  for (const [at, place] of layout.frameworks.entries()) {
    const node = picture.frameworks[at];
    paintBox(context, place, node, ink, at);
    paintLink(context, place.x - link, middleOf(place), link, node.link, ink);
  }
  for (const [at, place] of layout.groups.entries()) {
    const node = picture.groups[at];
    paintBox(context, place, node, ink, null);
    paintLink(context, place.x - link, middleOf(place), link, node.link, ink);
  }
}

function paintHeadings(context: Context, layout: FlowLayout, ink: Ink): void {
  const { masters, frameworks, groups } = layout;
  context.fillStyle = ink.faint;
  context.font = `600 11px ${ink.font}`;
  context.textBaseline = 'alphabetic';
  const columns = [
    [masters[0], masters.length === 1 ? 'Master' : 'Masters'],
    [frameworks[0], 'Frameworks'],
    [groups[0], 'Agents'],
  ] as const;
  for (const [first, name] of columns) {
    if (first !== undefined) context.fillText(name, first.x, HEADING - 6);
  }
}

/** @param framework whose letter and hue stand in the box; null for none */
function paintBox(
  context: Context,
  place: FlowPlace,
  { name, brief, note, mood }: FlowNode,
  ink: Ink,
  framework: number | null,
): void {
  const { x, y, width, height } = place;
  context.fillStyle = ink.track;
  context.fillRect(x, y, width, height);
  const left = x + (framework === null ? 7 : 27);
  if (framework !== null) paintLetter(context, { x: x + 13, y: middleOf(place) }, framework, ink);
  const room = x + width - left - 4;
  const both = note !== '' && height >= 32 && room > 36;
  context.textBaseline = 'middle';
  context.fillStyle = mood === 'away' ? ink.lost : ink.ink;
  context.font = `${mood === 'leads' ? 600 : 400} 12px ${ink.font}`;
  const up = both ? 7 : 0;
  const shown = fitted(context, name, room, framework === null, brief);
  context.fillText(shown, left, middleOf(place) - up + 0.5);
  if (both) {
    context.fillStyle = ink.faint;
    context.font = `11px ${ink.font}`;
    context.fillText(fitted(context, note, room, false), left, middleOf(place) + 8);
  }
  paintOutline(context, place, mood, ink);
}

function paintOutline(
  context: Context,
  { x, y, width, height }: FlowPlace,
  mood: FlowNode['mood'],
  ink: Ink,
): void {
  if (mood === 'plain') return;
  context.strokeStyle = mood === 'leads' ? ink.ink : ink.lost;
  context.lineWidth = 1.5;
  context.strokeRect(x + 0.75, y + 0.75, width - 1.5, height - 1.5);
  if (mood === 'leads') return;
  context.beginPath();
  context.moveTo(x + width - 14, y + 4);
  context.lineTo(x + width - 4, y + height - 4);
  context.moveTo(x + width - 4, y + 4);
  context.lineTo(x + width - 14, y + height - 4);
  context.stroke();
}

/** A framework's letter on its hue; a stripe where hues begin anew. */
export function paintLetter(
  context: Context,
  { x, y }: { readonly x: number; readonly y: number },
  framework: number,
  ink: Ink,
  half = 8,
): void {
  context.fillStyle = ink.hues[framework % HUES];
  context.fillRect(x - half, y - half, 2 * half, 2 * half);
  if (framework >= HUES) {
    context.strokeStyle = ink.ground;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x - half, y + half);
    context.lineTo(x + half, y - half);
    context.stroke();
  }
  context.font = `700 ${half + 2}px ${ink.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = '#ffffff';
  context.strokeStyle = 'rgb(0 0 0 / 0.55)';
  context.lineWidth = 2.5;
  const letter = frameworkLetter(framework);
  context.strokeText(letter, x, y + 0.5);
  context.fillText(letter, x, y + 0.5);
  context.textAlign = 'start';
}

/** The link of a box as a piece of line: sound, cut, clogged or losing messages. */
function paintLink(
  context: Context,
  left: number,
  y: number,
  length: number,
  { state, count, of }: FlowLink,
  ink: Ink,
): void {
  const right = left + length;
  const middle = left + length / 2;
  context.lineWidth = 3;
  context.strokeStyle = state === 'sound' ? ink.faint : ink.lost;
  context.fillStyle = context.strokeStyle;
  context.setLineDash(state === 'troubled' ? [3, 3] : []);
  const isCut = state.startsWith('cut');
  line(context, left, y, isCut ? middle - 5 : right, y);
  if (isCut) line(context, middle + 5, y, right, y);
  context.setLineDash([]);
  if (state === 'cut') {
    context.lineWidth = 2;
    line(context, middle - 5, y + 6, middle - 1, y - 6);
    line(context, middle + 1, y + 6, middle + 5, y - 6);
  } else if (isCut) paintOneWay(context, middle, y, state === 'cut in' ? 1 : -1);
  else if (state === 'clogged') {
    context.fillRect(middle - 7, y - 6, 4, 12);
    context.fillRect(middle - 2, y - 6, 4, 12);
    context.fillRect(middle + 3, y - 6, 4, 12);
  }
  if (state === 'sound' || count === of) return;
  context.font = `600 10px ${ink.font}`;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  context.fillText(`${count}`, middle, y - 8);
  context.textAlign = 'start';
}

/** A bar, and the arrow that does not get past it. */
function paintOneWay(context: Context, middle: number, y: number, towards: 1 | -1): void {
  context.lineWidth = 2;
  line(context, middle + 4 * towards, y - 7, middle + 4 * towards, y + 7);
  context.beginPath();
  context.moveTo(middle + 2 * towards, y);
  context.lineTo(middle - 6 * towards, y - 5);
  context.lineTo(middle - 6 * towards, y + 5);
  context.fill();
}

function line(context: Context, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** The text, or instead of it what is brief, or as much of its end or beginning as fits. */
function fitted(
  context: Context,
  text: string,
  width: number,
  keepsEnd: boolean,
  brief?: string,
): string {
  if (context.measureText(text).width <= width) return text;
  if (brief !== undefined) return brief;
  for (let length = text.length - 1; length > 1; length--) {
    const shown = keepsEnd ? `…${text.slice(-length)}` : `${text.slice(0, length)}…`;
    if (context.measureText(shown).width <= width) return shown;
  }
  return '';
}
