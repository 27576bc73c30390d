import { HUES, type Ink } from '../cluster-view/ink.ts';
import {
  type FlowCurve,
  type FlowLayout,
  bendOf,
  launchCurve,
  offerCurve,
  pointOn,
} from './flow-layout.ts';
import type { FlowPicture } from './flow-picture.ts';
import type { OfferFlow } from './offer-flows.ts';
import { paintLetter } from './paint-nodes.ts';

type Context = CanvasRenderingContext2D;

/** Flows up to which each has its framework's letter beside its sign. */
const LETTERS_MAX = 80;
/** Where on its way a flow's sign stands: those of frameworks beside each other. */
const SIGNS_AT: readonly number[] = [0.8, 0.66, 0.73, 0.59];
/** Steps in which strokes get paler with age. */
const SHADES = 4;

/** How strokes are drawn: what was accepted is solid, what is open dashed, the rest dotted. */
const DASHES = { open: [6, 4], accepted: [], other: [1.5, 3.5] } as const;
type DashName = keyof typeof DASHES;

interface Stroke {
  readonly curve: FlowCurve;
  readonly hue: number;
  readonly shade: number;
  readonly dash: DashName;
  readonly width: number;
}

/** Offers from the leader to frameworks, and what they became of on the way to agents. */
export function paintFlows(
  context: Context,
  layout: FlowLayout,
  picture: FlowPicture,
  ink: Ink,
): void {
  const strokes = [...offered(layout, picture), ...answered(layout, picture)];
  paintTracks(context, layout, picture, ink);
  for (const width of [1.5, 2.5, 4]) {
    for (let shade = 0; shade < SHADES; shade++) {
      paintAlike(
        context,
        strokes.filter((one) => one.width === width && one.shade === shade),
        ink,
      );
    }
  }
  context.globalAlpha = 1;
  paintSigns(context, layout, picture, ink);
}

function paintAlike(context: Context, strokes: readonly Stroke[], ink: Ink): void {
  if (strokes.length === 0) return;
  context.lineWidth = strokes[0].width;
  context.globalAlpha = 0.2 + (0.75 * (strokes[0].shade + 1)) / SHADES;
  for (let hue = 0; hue < HUES; hue++) {
    context.strokeStyle = ink.hues[hue];
    for (const dash of ['open', 'accepted', 'other'] as const) {
      const own = strokes.filter((one) => one.hue === hue && one.dash === dash);
      if (own.length === 0) continue;
      context.setLineDash([...DASHES[dash]]);
      context.beginPath();
      for (const { curve } of own) trace(context, curve);
      context.stroke();
    }
  }
  context.setLineDash([]);
}

/** Ways on which offers may come: thin lines from the leader to each framework. */
function paintTracks(
  context: Context,
  layout: FlowLayout,
  { leader, frameworks }: FlowPicture,
  ink: Ink,
): void {
  context.strokeStyle = ink.track;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const framework of frameworks.keys()) {
    const curve = offerCurve(layout, leader, framework);
    if (curve !== null && frameworks[framework].mood !== 'away') trace(context, curve);
  }
  context.stroke();
}

function offered(layout: FlowLayout, picture: FlowPicture): Stroke[] {
  return picture.made.flatMap(({ count, atUs }, framework): Stroke[] => {
    const curve = count === 0 ? null : offerCurve(layout, picture.leader, framework);
    if (curve === null) return [];
    const shade = shadeOf(atUs, picture);
    return [{ curve, hue: framework % HUES, shade, dash: 'open', width: widthOf(count) }];
  });
}

function answered(layout: FlowLayout, picture: FlowPicture): Stroke[] {
  const asides = asidesOf(picture.flows);
  return picture.flows.flatMap((flow, at): Stroke[] => {
    const curve = launchCurve(layout, flow.framework, flow.group, asides[at]);
    if (curve === null) return [];
    const { latest } = flow;
    const dash = latest === 'open' || latest === 'accepted' ? latest : 'other';
    const width = widthOf(latest === 'accepted' ? flow.ends[1] : 1);
    return [{ curve, hue: flow.framework % HUES, shade: shadeOf(flow.atUs, picture), dash, width }];
  });
}

/** How far beside each other the flows to one group end. */
function asidesOf(flows: readonly OfferFlow[]): number[] {
  const members = new Map<number, number[]>();
  for (const [at, { group }] of flows.entries()) {
    members.set(group, [...(members.get(group) ?? []), at]);
  }
  const asides = flows.map(() => 0);
  for (const own of members.values()) {
    const step = Math.min(7, 18 / Math.max(1, own.length - 1));
    for (const [k, at] of own.entries()) asides[at] = (k - (own.length - 1) / 2) * step;
  }
  return asides;
}

function widthOf(count: number): number {
  if (count <= 1) return 1.5;
  return count < 10 ? 2.5 : 4;
}

/** The newer the stronger. */
function shadeOf(atUs: number, { nowUs, windowUs }: FlowPicture): number {
  const age = Math.min(1, Math.max(0, (nowUs - atUs) / windowUs));
  return Math.min(SHADES - 1, Math.floor((1 - age) * SHADES));
}

/** What happened last on each way, with the signs of the time line. */
function paintSigns(context: Context, layout: FlowLayout, picture: FlowPicture, ink: Ink): void {
  const asides = asidesOf(picture.flows);
  const lettered = picture.flows.length <= LETTERS_MAX && layout.width > 500;
  for (const [at, flow] of picture.flows.entries()) {
    const curve = launchCurve(layout, flow.framework, flow.group, asides[at]);
    if (curve === null) continue;
    const point = pointOn(curve, SIGNS_AT[flow.framework % SIGNS_AT.length]);
    context.fillStyle = ink.ground;
    context.beginPath();
    context.arc(point.x, point.y, 6, 0, 2 * Math.PI);
    context.fill();
    paintSign(context, flow, point, ink);
    if (lettered) paintLetter(context, { x: point.x - 14, y: point.y }, flow.framework, ink, 5);
    if (flow.filterUntilUs > picture.nowUs)
      paintFilter(context, point, ink.hues[flow.framework % HUES]);
  }
}

/** A bar before the agent: a filter keeps it away. */
function paintFilter(
  context: Context,
  { x, y }: { readonly x: number; readonly y: number },
  hue: string,
): void {
  context.strokeStyle = hue;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x + 8, y - 5);
  context.lineTo(x + 8, y + 5);
  context.stroke();
}

function paintSign(
  context: Context,
  { framework, latest }: OfferFlow,
  { x, y }: { readonly x: number; readonly y: number },
  ink: Ink,
): void {
  context.fillStyle = ink.hues[framework % HUES];
  context.strokeStyle = context.fillStyle;
  context.lineWidth = 2;
  if (latest === 'accepted') return context.fillRect(x - 3.5, y - 3.5, 7, 7);
  context.beginPath();
  switch (latest) {
    case 'declined':
      context.moveTo(x - 4, y - 4);
      context.lineTo(x + 4, y + 4);
      context.moveTo(x + 4, y - 4);
      context.lineTo(x - 4, y + 4);
      break;
    case 'rescinded':
    case 'discarded':
      context.moveTo(x - 4.5, y);
      context.lineTo(x, y - 4.5);
      context.lineTo(x + 4.5, y);
      context.lineTo(x, y + 4.5);
      context.closePath();
      break;
    case 'expired':
      context.arc(x, y, 4, 0, 2 * Math.PI);
      break;
    case 'open':
      context.rect(x - 3.5, y - 3.5, 7, 7);
  }
  context.stroke();
}

export function trace(context: Context, curve: FlowCurve): void {
  const { x1, y1, x2, y2 } = curve;
  const bend = bendOf(curve);
  context.moveTo(x1, y1);
  context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
}
