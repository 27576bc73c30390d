import { HUES, type Ink } from '../cluster-view/ink.ts';
import { type FlowLayout, launchCurve, offerCurve, pointOn } from './flow-layout.ts';
import type { TokenPlace } from './flow-tokens.ts';

/** Offers on their way: hollow until they are accepted; one that is not ends at its framework. */
export function paintTokens(
  context: CanvasRenderingContext2D,
  layout: FlowLayout,
  leader: number,
  places: readonly TokenPlace[],
  ink: Ink,
): void {
  context.lineWidth = 2;
  for (const { token, on, part } of places) {
    const curve =
      on === 'launch'
        ? launchCurve(layout, token.framework, token.group)
        : offerCurve(layout, leader, token.framework);
    if (curve === null) continue;
    const { x, y } = pointOn(curve, on === 'stays' ? 1 : part);
    const hue = ink.hues[token.framework % HUES];
    context.globalAlpha = on === 'stays' ? 1 - part : 1;
    context.strokeStyle = hue;
    context.fillStyle = on === 'launch' ? hue : ink.ground;
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    if (on !== 'stays') continue;
    context.beginPath();
    context.moveTo(x - 7, y - 7);
    context.lineTo(x + 7, y + 7);
    context.moveTo(x + 7, y - 7);
    context.lineTo(x - 7, y + 7);
    context.stroke();
  }
  context.globalAlpha = 1;
}
