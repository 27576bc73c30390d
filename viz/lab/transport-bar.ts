import type { Bookmark, Position, RunSummary } from '../../sim/session/session-api.ts';
import { button, element, setText, svgElement } from '../elements/element.ts';
import { clock, horizon, span, timeFrom } from './time-words.ts';
import { counted } from './words.ts';

/** What the bar can be asked for. */
export interface TransportListener {
  toggle(): void;
  step(goal: StepGoal): void;
  seek(timeUs: number): void;
  speed(factor: number): void;
  bookmark(): void;
}

export type StepGoal = 'start' | 'cycle back' | 'event back' | 'event' | 'cycle' | 'fault' | 'end';

/** Speeds of the slider, as simulated seconds a second; the last is as fast as it can. */
const SLOWEST = 0.1;
const FASTEST = 10_000;
const STEPS = 50;

/** The speed at a place of the slider: equal ways are equal factors. */
export function speedAt(place: number): number {
  if (place > STEPS) return Number.POSITIVE_INFINITY;
  return SLOWEST * (FASTEST / SLOWEST) ** (place / STEPS);
}

export function placeOfSpeed(factor: number): number {
  if (!Number.isFinite(factor)) return STEPS + 1;
  const place = (STEPS * Math.log(factor / SLOWEST)) / Math.log(FASTEST / SLOWEST);
  return Math.max(0, Math.min(STEPS, Math.round(place)));
}

/** `10 ×`, `0.25 ×`, `as fast as it can`. */
export function speedInWords(factor: number): string {
  if (!Number.isFinite(factor)) return 'max';
  const digits = Number(factor.toPrecision(2));
  return `${digits.toLocaleString('en')} ×`;
}

/** Play, steps, speed and the line of time. */
export class TransportBar {
  readonly element: HTMLElement;
  private readonly listener: TransportListener;
  private readonly play: HTMLButtonElement;
  private readonly time = element('output', { class: 'clock', 'aria-label': 'Time of the run' });
  private readonly end = element('span', { class: 'quiet' });
  private readonly facts = element('span', { class: 'quiet facts' });
  private readonly line = element('input', {
    ...{ type: 'range', min: 0, max: 1000, value: 0, step: 'any', class: 'scrub' },
    'aria-label': 'Time',
  });
  private readonly marks = element('div', { class: 'scrub-marks', 'aria-hidden': 'true' });
  private readonly known = element('div', { class: 'scrub-known', 'aria-hidden': 'true' });
  private readonly speedWords = element('output');
  private readonly speedLine = element('input', {
    ...{ type: 'range', min: 0, max: STEPS + 1, step: 1, 'aria-label': 'Speed' },
  });
  private readonly goto = element('input', {
    ...{ type: 'text', class: 'goto', placeholder: 'go to…', 'aria-label': 'Go to time' },
    ...{ title: 'A time: 1:02:03, 90s, 10m', size: 8 },
  });
  private summary: RunSummary | null = null;
  private horizonUs = 1;
  private scrubbing = false;
  private hasCycles = true;

  constructor(listener: TransportListener, speed: number) {
    this.listener = listener;
    this.play = button(icon(PLAY), () => listener.toggle(), {
      ...{ class: 'play primary', title: 'Play or pause (space)', 'aria-label': 'Play' },
    });
    this.speedLine.value = String(placeOfSpeed(speed));
    this.showSpeed(speed);
    const scrub = element('div', { class: 'scrub-line' }, this.known, this.marks, this.line);
    this.element = element(
      'div',
      { class: 'transport', role: 'group', 'aria-label': 'Time' },
      element('div', { class: 'steps' }, ...this.steps()),
      element('div', { class: 'when' }, this.time, this.end),
      scrub,
      element('label', { class: 'speed' }, 'Speed', this.speedLine, this.speedWords),
      this.goto,
      button('☆', () => listener.bookmark(), {
        ...{ class: 'icon', title: 'Bookmark this place (b)', 'aria-label': 'Bookmark' },
      }),
      this.facts,
    );
    this.listen();
  }

  open(summary: RunSummary): void {
    this.summary = summary;
  }

  show(position: Position): void {
    const { summary } = this;
    if (summary === null) return;
    this.horizonUs = horizon(position.knownUs, summary.untilUs);
    setText(this.time, clock(position.timeUs, 3));
    const { ended } = position;
    setText(this.end, endInWords(summary, position));
    const { seq, cycles } = position;
    const also = this.hasCycles ? ` · ${counted(cycles, 'cycle')}` : '';
    setText(this.facts, `${counted(seq, 'event')}${also}`);
    if (!this.scrubbing) this.line.value = String((1000 * position.timeUs) / this.horizonUs);
    this.line.setAttribute('aria-valuetext', clock(position.timeUs));
    this.known.style.width = `${Math.min(100, (100 * position.knownUs) / this.horizonUs)}%`;
    if (ended !== null) this.element.classList.add('ended');
    else this.element.classList.remove('ended');
  }

  showPlaying(playing: boolean): void {
    this.play.replaceChildren(icon(playing ? PAUSE : PLAY));
    this.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
  }

  showSpeed(factor: number): void {
    setText(this.speedWords, speedInWords(factor));
    this.speedLine.value = String(placeOfSpeed(factor));
    this.speedLine.setAttribute('aria-valuetext', speedInWords(factor));
  }

  /** Planned faults and bookmarks above the line of time. */
  showMarks(bookmarks: readonly Bookmark[]): void {
    const { summary, horizonUs } = this;
    if (summary === null) return;
    const place = (us: number): string => `${Math.min(100, (100 * us) / horizonUs)}%`;
    const faults = summary.faults.flatMap(({ atUs, forUs, text }) => {
      if (atUs === null || atUs > horizonUs) return [];
      const mark = element('i', { class: 'fault', title: text });
      mark.style.left = place(atUs);
      const end = place(Math.min(atUs + forUs, horizonUs));
      mark.style.width = `max(3px, calc(${end} - ${place(atUs)}))`;
      return [mark];
    });
    const stars = bookmarks.map(({ timeUs, label }) => {
      const mark = element('i', { class: 'star', title: label }, '★');
      mark.style.left = place(timeUs);
      return mark;
    });
    this.marks.replaceChildren(...faults, ...stars);
  }

  /** For a life without an allocator. */
  leaveOutCycles(): void {
    this.hasCycles = false;
    for (const goal of this.element.querySelectorAll('[aria-label*="allocation cycle"]')) {
      goal.remove();
    }
  }

  /** Puts the focus where a time can be typed. */
  askTime(): void {
    this.goto.focus();
    this.goto.select();
  }

  private steps(): HTMLElement[] {
    const { listener, play } = this;
    const step = (path: string, goal: StepGoal, words: string): HTMLElement =>
      button(icon(path), () => listener.step(goal), {
        ...{ class: 'icon', title: words, 'aria-label': words },
      });
    return [
      step('M5 4v12M16 4l-8 6 8 6z', 'start', 'To the start (Home)'),
      step(
        'M10 4l-7 6 7 6zM18 4l-7 6 7 6z',
        'cycle back',
        'Back to the allocation cycle before (p)',
      ),
      step('M7 4v12M15 4l-6 6 6 6z', 'event back', 'Back one event (,)'),
      play,
      step('M13 4v12M5 4l6 6-6 6z', 'event', 'On one event (.)'),
      step('M2 4l7 6-7 6zM10 4l7 6-7 6z', 'cycle', 'On to the next allocation cycle (n)'),
      step('M11 2l-6 9h4l-1 7 6-9h-4z', 'fault', 'On to the next fault (f)'),
      step('M15 4v12M4 4l8 6-8 6z', 'end', 'To the end (End)'),
    ];
  }

  private listen(): void {
    const { line, listener, goto } = this;
    line.addEventListener('input', () => {
      this.scrubbing = true;
      listener.seek(Math.round((Number(line.value) / 1000) * this.horizonUs));
    });
    line.addEventListener('change', () => (this.scrubbing = false));
    this.speedLine.addEventListener('input', () => {
      const factor = speedAt(Number(this.speedLine.value));
      this.showSpeed(factor);
      listener.speed(factor);
    });
    goto.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        goto.value = '';
        goto.removeAttribute('aria-invalid');
        return goto.blur();
      }
      if (event.key !== 'Enter') return;
      const timeUs = timeFrom(goto.value);
      goto.setAttribute('aria-invalid', String(timeUs === null));
      if (timeUs === null) return;
      goto.value = '';
      goto.blur();
      listener.seek(timeUs);
    });
  }
}

const PLAY = 'M5 3l12 7-12 7z';
const PAUSE = 'M5 3h3v14h-3zM12 3h3v14h-3z';

/** A sign drawn as a path on 20 by 20: no font has them all. */
function icon(path: string): SVGSVGElement {
  const shape = svgElement('path', {
    ...{ d: path, fill: 'currentColor', stroke: 'currentColor' },
    ...{ 'stroke-width': 1.6, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' },
  });
  return svgElement(
    'svg',
    { viewBox: '0 0 20 20', width: 18, height: 18, 'aria-hidden': 'true' },
    shape,
  );
}

function endInWords(summary: RunSummary, { ended }: Position): string {
  if (ended === null) return summary.untilUs === null ? '' : ` of ${span(summary.untilUs)}`;
  if (ended.kind === 'stuck') return ` stuck: ${ended.message}`;
  return ` ended: ${ended.kind}`;
}
