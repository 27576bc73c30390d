import { OFFER_ENDS, type OfferEndName, type OfferPage } from '../../sim/session/session-pages.ts';
import { HUES, type Ink } from '../cluster-view/ink.ts';
import { timeTick, timeTicks } from './time-words.ts';

/** Least height of a framework's row, and the most it gets where there is room. */
export const ROW_HEIGHT = 22;
export const ROW_HEIGHT_MAX = 150;

/** Least distance of the lines of two agents, and the most. */
const LANE_MIN = 2.6;
const LANE_MAX = 12;

/** Room to the right of now, for the signs of offers that are open. */
const NOW_MARGIN = 10;

/** The part of time that is drawn, and where. */
export interface OfferPlace {
  readonly fromUs: number;
  readonly toUs: number;
  readonly width: number;
  /** Frameworks that have a row. */
  readonly rows: number;
  /** Agents that get a lane of their own in a row, as far as there is room. */
  readonly agents: number;
  readonly rowHeight: number;
}

/** An offer as it is drawn: a line from when it was made, and at its end a sign. */
export interface OfferMark {
  /** In the page of offers. */
  readonly row: number;
  readonly framework: number;
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly end: OfferEndName;
  /** Declined with a filter, until this place. */
  readonly filterTo: number | null;
}

/** Where each offer of a page is drawn. */
export function offerMarks(page: OfferPage, place: OfferPlace): OfferMark[] {
  const { fromUs, toUs, width, rows, rowHeight } = place;
  const { lanes, pitch, top } = lanesOf(place);
  const now = width - NOW_MARGIN;
  const x = (us: number): number => ((us - fromUs) / (toUs - fromUs)) * now;
  const marks: OfferMark[] = [];
  for (let row = 0; row < page.count; row++) {
    const framework = page.framework[row];
    if (framework < 0 || framework >= rows) continue;
    const ended = page.endedUs[row];
    const filter = page.filterUntilUs[row];
    marks.push({
      ...{ row, framework },
      x1: Math.max(0, x(page.madeUs[row])),
      x2: Number.isNaN(ended) ? now : Math.min(now, x(ended)),
      // Offers of one moment would lie on each other: those of different agents are set apart.
      y: framework * rowHeight + top + (page.agent[row] % lanes) * pitch,
      end: OFFER_ENDS[page.end[row]],
      filterTo: Number.isNaN(filter) ? null : Math.min(width, x(filter)),
    });
  }
  return marks;
}

/** The lanes of a row, spread over its height. */
function lanesOf({ agents, rowHeight }: OfferPlace): { lanes: number; pitch: number; top: number } {
  const room = rowHeight - 10;
  const lanes = Math.max(1, Math.min(agents, Math.floor(room / LANE_MIN)));
  const pitch = Math.min(LANE_MAX, room / Math.max(1, lanes - 1));
  return { lanes, pitch, top: (rowHeight - pitch * (lanes - 1)) / 2 };
}

/** The mark at a point, or the nearest within a few pixels; null for none. */
export function offerAt(marks: readonly OfferMark[], x: number, y: number): OfferMark | null {
  let best: OfferMark | null = null;
  let least = 7;
  for (const mark of marks) {
    const across = x < mark.x1 ? mark.x1 - x : Math.max(0, x - mark.x2);
    const distance = Math.max(across, Math.abs(y - mark.y));
    if (distance >= least) continue;
    least = distance;
    best = mark;
  }
  return best;
}

/** Rows, ticks and marks, in one path per hue and kind of mark. */
export function paintOffers(
  context: CanvasRenderingContext2D,
  marks: readonly OfferMark[],
  place: OfferPlace,
  ink: Ink,
): void {
  const height = place.rows * place.rowHeight;
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, place.width, height + 20);
  paintAxes(context, place, height, ink);
  for (let hue = 0; hue < HUES; hue++) {
    const own = marks.filter(({ framework }) => framework % HUES === hue);
    if (own.length === 0) continue;
    context.strokeStyle = ink.hues[hue];
    context.fillStyle = ink.hues[hue];
    paintFilters(context, own);
    paintLines(context, own);
    paintSigns(context, own);
  }
}

function paintAxes(
  context: CanvasRenderingContext2D,
  { rows, rowHeight, width, fromUs, toUs }: OfferPlace,
  height: number,
  ink: Ink,
): void {
  context.strokeStyle = ink.track;
  context.lineWidth = 1;
  context.beginPath();
  for (let row = 1; row <= rows; row++) {
    context.moveTo(0, row * rowHeight - 0.5);
    context.lineTo(width, row * rowHeight - 0.5);
  }
  context.fillStyle = ink.faint;
  context.font = `11px ${ink.font}`;
  context.textBaseline = 'alphabetic';
  for (const tick of timeTicks(Math.max(0, fromUs), toUs, Math.floor(width / 90))) {
    const x = Math.round(((tick - fromUs) / (toUs - fromUs)) * (width - NOW_MARGIN)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.fillText(timeTick(tick), Math.min(x + 3, width - 40), height + 14);
  }
  context.stroke();
}

/** For how long a declined agent stays away: a pale bar. */
function paintFilters(context: CanvasRenderingContext2D, marks: readonly OfferMark[]): void {
  context.globalAlpha = 0.18;
  context.beginPath();
  for (const { filterTo, x2, y } of marks) {
    if (filterTo !== null && filterTo > x2) context.rect(x2, y - 1, filterTo - x2, 2);
  }
  context.fill();
  context.globalAlpha = 1;
}

function paintLines(context: CanvasRenderingContext2D, marks: readonly OfferMark[]): void {
  context.lineWidth = 1;
  context.beginPath();
  for (const { x1, x2, y } of marks) {
    context.moveTo(x1, y);
    context.lineTo(x2, y);
  }
  context.stroke();
}

function paintSigns(context: CanvasRenderingContext2D, marks: readonly OfferMark[]): void {
  context.beginPath();
  for (const { end, x2, y } of marks) if (end === 'accepted') context.rect(x2 - 2, y - 2, 4, 4);
  context.fill();
  context.lineWidth = 1.3;
  context.beginPath();
  for (const mark of marks) outlineSign(context, mark);
  context.stroke();
}

function outlineSign(
  context: CanvasRenderingContext2D,
  { end, x2: x, y, filterTo }: OfferMark,
): void {
  switch (end) {
    case 'accepted':
      return;
    case 'declined':
      context.moveTo(x - 2.5, y - 2.5);
      context.lineTo(x + 2.5, y + 2.5);
      context.moveTo(x + 2.5, y - 2.5);
      context.lineTo(x - 2.5, y + 2.5);
      if (filterTo !== null) {
        context.moveTo(x, y - 3);
        context.lineTo(x, y + 3);
      }
      return;
    case 'rescinded':
    case 'discarded':
      context.moveTo(x - 3, y);
      context.lineTo(x, y - 3);
      context.lineTo(x + 3, y);
      context.lineTo(x, y + 3);
      context.closePath();
      return;
    case 'expired':
      context.moveTo(x + 2.5, y);
      context.arc(x, y, 2.5, 0, 2 * Math.PI);
      return;
    case 'open':
      context.rect(x - 4, y - 2, 4, 4);
  }
}
