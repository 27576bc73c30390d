import { element, setText } from '../elements/element.ts';
import { agentAt, focusMoved, isFocusKey } from './agent-at.ts';
import type { ClusterColumns } from './cluster-columns.ts';
import { type ClusterLayout, layoutCluster } from './cluster-layout.ts';
import { ClusterPainter } from './cluster-painter.ts';
import { type Ink, inkOf } from './ink.ts';

/** What of a cluster does not change while it runs. */
export interface ClusterFacts {
  /** By agent. */
  readonly names: readonly string[];
  /** By agent, -1 for none. */
  readonly rackOf: Int32Array;
  readonly rackNames: readonly string[];
}

export interface ClusterViewListener {
  /** An agent was clicked, or Enter was pressed on it; where, for a menu beside it. */
  chosen(agent: number, at: { readonly x: number; readonly y: number }): void;
  /** What is said of an agent that is pointed at or has the focus, line by line. */
  describe(agent: number): readonly string[];
}

/** Room for the ring around agents at the edge, CSS pixels; the style sheet has it too. */
const PADDING = 3;

/** How often the summary is read out at most. */
const SUMMARY_EVERY_MS = 5000;

/**
 * The cluster as a canvas, with a focus that keys move from agent to agent. The agents are in a
 * table as well: that is the page's part.
 */
export class ClusterView {
  readonly element: HTMLElement;
  private readonly canvas = element('canvas', {
    ...{ tabindex: 0, role: 'application', class: 'cluster-canvas' },
    'aria-roledescription': 'map of the cluster',
    'aria-label': 'Agents. Arrow keys move from agent to agent, Enter opens what can be done.',
  });
  private readonly ring = element('div', { class: 'cluster-ring', hidden: true });
  private readonly chosenRing = element('div', { class: 'cluster-ring chosen', hidden: true });
  private readonly tip = element('div', { class: 'cluster-tip', hidden: true });
  private readonly spoken = element('p', { class: 'unseen', 'aria-live': 'polite' });
  private readonly listener: ClusterViewListener;
  private readonly painter: ClusterPainter;
  private readonly observer: ResizeObserver;
  private facts: ClusterFacts | null = null;
  private columns: ClusterColumns | null = null;
  private layout: ClusterLayout | null = null;
  private ink: Ink | null = null;
  private focus = -1;
  private chosen = -1;
  private spokenAtMs = -Infinity;

  constructor(listener: ClusterViewListener) {
    this.listener = listener;
    // Until it has a picture: a canvas without one is black.
    this.canvas.style.visibility = 'hidden';
    const picture = element('div', { class: 'cluster-picture' });
    picture.append(this.canvas, this.ring, this.chosenRing, this.tip);
    this.element = element('div', { class: 'cluster-view' }, picture, this.spoken);
    const context = this.canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser draws no canvas');
    this.painter = new ClusterPainter(context);
    this.observer = new ResizeObserver(() => this.refit());
    this.observer.observe(this.element);
    this.canvas.addEventListener('pointermove', (event) => this.pointed(event));
    this.canvas.addEventListener('pointerleave', () => (this.tip.hidden = true));
    this.canvas.addEventListener('click', (event) => this.clicked(event));
    this.canvas.addEventListener('keydown', (event) => this.pressed(event));
    this.canvas.addEventListener('blur', () => this.moveFocus(-1));
  }

  /** Shows columns of the cluster; draws what is different from before. */
  show(facts: ClusterFacts, columns: ClusterColumns): void {
    const other = facts !== this.facts;
    this.facts = facts;
    this.columns = columns;
    if (other) {
      this.focus = -1;
      this.refit();
    } else this.draw();
  }

  /** Reads the state of the cluster out, not more often than can be listened to. */
  summarise(summary: () => string, nowMs: number): void {
    if (nowMs - this.spokenAtMs < SUMMARY_EVERY_MS) return;
    this.spokenAtMs = nowMs;
    setText(this.spoken, summary());
  }

  /** Marks an agent as the one that is looked at; -1 for none. */
  mark(agent: number): void {
    this.chosen = agent;
    this.placeRing(this.chosenRing, agent);
  }

  /** The page turned dark or light. */
  recolour(): void {
    this.ink = null;
    this.painter.forget();
    this.draw();
  }

  close(): void {
    this.observer.disconnect();
  }

  private refit(): void {
    const { facts, element: around } = this;
    const width = around.clientWidth - 2 * PADDING;
    const height = around.clientHeight - 2 * PADDING;
    if (facts === null || width <= 0) return;
    // A scroll bar takes room: lay out for it when it will be there.
    const full = layoutCluster({ ...facts, width, height });
    const layout =
      full.height <= height ? full : layoutCluster({ ...facts, width: width - 16, height });
    this.layout = layout;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    this.canvas.width = Math.ceil(layout.width * ratio);
    this.canvas.height = Math.ceil(Math.max(1, layout.height) * ratio);
    this.canvas.style.width = `${layout.width}px`;
    this.canvas.style.height = `${Math.max(1, layout.height)}px`;
    this.canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painter.forget();
    this.draw();
    this.placeRing(this.chosenRing, this.chosen);
    this.placeRing(this.ring, this.focus);
  }

  private draw(): void {
    const { facts, columns, layout } = this;
    this.canvas.style.visibility = columns === null ? 'hidden' : 'visible';
    if (facts === null || columns === null || layout === null) return;
    this.ink ??= inkOf(this.element);
    this.painter.paint(layout, columns, this.ink, facts.names);
  }

  private agentUnder(event: MouseEvent): number {
    return this.layout === null ? -1 : agentAt(this.layout, event.offsetX, event.offsetY);
  }

  private pointed(event: PointerEvent): void {
    const agent = this.agentUnder(event);
    this.canvas.style.cursor = agent >= 0 ? 'pointer' : 'default';
    this.showTip(agent, event.offsetX, event.offsetY);
  }

  private clicked(event: MouseEvent): void {
    const agent = this.agentUnder(event);
    if (agent < 0) return;
    this.tip.hidden = true;
    this.listener.chosen(agent, { x: event.clientX, y: event.clientY });
  }

  private pressed(event: KeyboardEvent): void {
    const { layout, focus } = this;
    if (layout === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isFocusKey(event.key)) {
      this.moveFocus(focusMoved(layout, focus, event.key));
    } else if (event.key === 'Enter' && focus >= 0) {
      const box = this.canvas.getBoundingClientRect();
      const y = box.top + layout.y[focus] + layout.cellHeight;
      this.listener.chosen(focus, { x: box.left + layout.x[focus], y });
    } else if (event.key === 'Escape') this.moveFocus(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private moveFocus(agent: number): void {
    this.focus = agent;
    this.placeRing(this.ring, agent);
    const { layout } = this;
    if (agent < 0 || layout === null) {
      this.tip.hidden = true;
      return;
    }
    this.showTip(agent, layout.x[agent] + layout.cellWidth, layout.y[agent] + layout.cellHeight);
    setText(this.spoken, this.listener.describe(agent).join(', '));
    this.ring.scrollIntoView({ block: 'nearest' });
  }

  private placeRing(ring: HTMLElement, agent: number): void {
    const { layout } = this;
    ring.hidden = agent < 0 || layout === null || agent >= layout.x.length;
    if (ring.hidden || layout === null) return;
    ring.style.transform = `translate(${layout.x[agent] - 2}px, ${layout.y[agent] - 2}px)`;
    ring.style.width = `${layout.cellWidth + 4}px`;
    ring.style.height = `${layout.cellHeight + 4}px`;
  }

  private showTip(agent: number, x: number, y: number): void {
    this.tip.hidden = agent < 0;
    if (agent < 0 || this.layout === null) return;
    const lines = this.listener.describe(agent);
    const [first, ...rest] = lines.map((line) => element('div', {}, line));
    this.tip.replaceChildren(element('strong', {}, first), ...rest);
    const { width } = this.layout;
    const left = x > width - 220 ? x - 14 - this.tip.offsetWidth : x + 14;
    const { scrollTop, clientHeight } = this.element;
    const below = y + 12;
    const high = this.tip.offsetHeight;
    const fits = below + high <= scrollTop + clientHeight;
    const top = fits ? below : Math.max(scrollTop, y - high - this.layout.cellHeight - 6);
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }
}
