import { type Ink, inkOf } from '../cluster-view/ink.ts';
import { element, setText } from '../elements/element.ts';
import { FlowControls, type FlowControlsListener } from './flow-controls.ts';
import { type FlowLayout, flowLayout } from './flow-layout.ts';
import type { FlowPicture } from './flow-picture.ts';
import { FlowTokens, type TokenScene } from './flow-tokens.ts';
import { paintFlows } from './paint-flows.ts';
import { paintNodes } from './paint-nodes.ts';
import { paintTokens } from './paint-tokens.ts';
import type { OfferPage } from '../../sim/session/session-pages.ts';

/** How often what is seen is read out at most. */
const SUMMARY_EVERY_MS = 5000;

/**
 * Offers as strokes from the leading master to frameworks and on to agents, with a button on every
 * box and every link. What is drawn stands still; where motion is welcome, offers travel over it.
 */
export class FlowView {
  readonly element: HTMLElement;
  private readonly canvas = element('canvas', {
    ...{ class: 'flow-canvas', role: 'img', 'aria-label': 'Flows of offers' },
  });
  /** What travels is drawn over what stands, which is not drawn anew for it. */
  private readonly moving = element('canvas', { class: 'flow-moving', 'aria-hidden': 'true' });
  private readonly spoken = element('p', { class: 'unseen', 'aria-live': 'polite' });
  private readonly controls: FlowControls;
  private readonly tokens = new FlowTokens();
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');
  private readonly observer: ResizeObserver;
  private readonly resized: () => void;
  private picture: FlowPicture | null = null;
  private layout: FlowLayout | null = null;
  private ink: Ink | null = null;
  private spokenAtMs = Number.NEGATIVE_INFINITY;
  private beating = false;

  /** @param resized told when there is room for another number of rows */
  constructor(listener: FlowControlsListener, resized: () => void) {
    this.controls = new FlowControls(listener);
    this.resized = resized;
    const picture = element('div', { class: 'flow-picture' }, this.canvas, this.moving);
    picture.append(this.controls.element);
    this.element = element('div', { class: 'flow-view' }, picture, this.spoken);
    this.observer = new ResizeObserver(() => this.refit());
    this.observer.observe(this.element);
  }

  /** Height that is there without scrolling, CSS pixels. */
  get room(): number {
    return this.element.clientHeight;
  }

  show(picture: FlowPicture): void {
    this.picture = picture;
    this.draw();
  }

  /** What happened since the page before travels, where motion is welcome. */
  move(page: OfferPage, scene: TokenScene, spreadMs: number): void {
    if (this.still.matches) return;
    this.tokens.feed(page, scene, performance.now(), spreadMs);
    if (this.tokens.some && !this.beating) this.beat();
  }

  forget(): void {
    this.picture = null;
    this.tokens.forget();
  }

  /** Reads what is seen out, not more often than can be listened to. */
  summarise(words: string): void {
    this.canvas.setAttribute('aria-label', `Flows of offers. ${words}`);
    const nowMs = performance.now();
    if (nowMs - this.spokenAtMs < SUMMARY_EVERY_MS) return;
    this.spokenAtMs = nowMs;
    setText(this.spoken, words);
  }

  recolour(): void {
    this.ink = null;
    this.draw();
  }

  close(): void {
    this.observer.disconnect();
    this.tokens.forget();
  }

  private refit(): void {
    if (this.element.clientWidth === 0) return;
    this.resized();
    this.draw();
  }

  private beat(): void {
    this.beating = true;
    requestAnimationFrame(() => {
      this.beating = false;
      this.drawTokens();
      if (this.tokens.some) this.beat();
    });
  }

  private drawTokens(): void {
    const { layout, ink, picture } = this;
    const context = this.moving.getContext('2d');
    if (layout === null || ink === null || context === null) return;
    context.clearRect(0, 0, layout.width, layout.height);
    const places = this.tokens.places(performance.now());
    paintTokens(context, layout, picture?.leader ?? -1, places, ink);
  }

  private draw(): void {
    const { canvas, picture, element: around } = this;
    const context = canvas.getContext('2d');
    const width = around.clientWidth;
    if (picture === null || context === null || width === 0) return;
    const { masters, frameworks, groups } = picture;
    const counts = {
      ...{ masters: masters.length, frameworks: frameworks.length, groups: groups.length },
    };
    const layout = flowLayout(counts, width - 16, around.clientHeight - 12);
    this.fit(layout);
    this.ink ??= inkOf(around);
    context.fillStyle = this.ink.ground;
    context.fillRect(0, 0, layout.width, layout.height);
    paintFlows(context, layout, picture, this.ink);
    paintNodes(context, layout, picture, this.ink);
    this.controls.place(layout, picture);
  }

  private fit(layout: FlowLayout): void {
    const before = this.layout;
    this.layout = layout;
    if (before?.width === layout.width && before.height === layout.height) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    for (const canvas of [this.canvas, this.moving]) {
      canvas.width = Math.ceil(layout.width * ratio);
      canvas.height = Math.ceil(layout.height * ratio);
      canvas.style.width = `${layout.width}px`;
      canvas.style.height = `${layout.height}px`;
      canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
  }
}
