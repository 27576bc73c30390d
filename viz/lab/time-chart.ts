import { type LinearScale, line, scaleLinear } from 'd3';

import type { LineStyle } from '../charts/palette.ts';
import { element, setText, svgElement } from '../elements/element.ts';
import { clock, timeTick, timeTicks } from './time-words.ts';

/** A quantity over time: averages over equal buckets, NaN where there is nothing. */
export interface ChartLine {
  readonly name: string;
  readonly style: LineStyle;
  readonly values: Float64Array;
  /** Drawn as a tinted area under its line. */
  readonly filled?: boolean;
  /** Stands at the end of the line: a letter, so that colour does not tell alone. */
  readonly letter?: string;
}

export interface ChartContent {
  readonly bucketUs: number;
  readonly lines: readonly ChartLine[];
  /** Where the run stands. */
  readonly nowUs: number;
  /** End of the time axis. */
  readonly endUs: number;
}

export interface TimeChartOptions {
  /** What it shows, in one sentence, for those who do not see it. */
  readonly description: string;
  /** How a value is written. */
  readonly value: (value: number) => string;
  /** Least top of the value axis; a higher value raises it. */
  readonly top: number;
  /** A place was clicked. */
  readonly seek?: (timeUs: number) => void;
  /** A time is pointed at; null when none is any more. For charts that share a cursor. */
  readonly pointed?: (timeUs: number | null) => void;
}

const MARGIN = { top: 8, right: 18, bottom: 20, left: 46 };
/** In the readout beside the pointer; the rest is in the legend. */
const READOUT_MAX = 8;

/** Lines over time as SVG, redrawn while a run goes on. */
export class TimeChart {
  readonly element: HTMLElement;
  readonly svg: SVGSVGElement;
  private readonly options: TimeChartOptions;
  private readonly grid = svgElement('g', { class: 'grid' });
  private readonly paths = svgElement('g', { fill: 'none' });
  private readonly now = svgElement('line', { class: 'now' });
  private readonly pointer = svgElement('line', { class: 'pointer', visibility: 'hidden' });
  private readonly readout = element('div', { class: 'readout', hidden: true });
  private readonly observer: ResizeObserver;
  private content: ChartContent | null = null;
  private width = 0;
  private height = 0;

  constructor(options: TimeChartOptions) {
    this.options = options;
    const { description } = options;
    this.svg = svgElement('svg', { role: 'img', 'aria-label': description, class: 'time-chart' });
    this.svg.append(this.grid, this.paths, this.now, this.pointer);
    this.element = element('div', { class: 'chart' });
    this.element.append(this.svg, this.readout);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
    this.svg.addEventListener('pointermove', (event) => this.point(event));
    this.svg.addEventListener('pointerleave', () => this.pointAt(null));
    this.svg.addEventListener('click', (event) => this.options.seek?.(this.timeAt(event)));
  }

  show(content: ChartContent): void {
    this.content = content;
    this.draw();
  }

  /** Shows a time that is pointed at elsewhere. */
  cross(timeUs: number | null): void {
    const { content } = this;
    this.pointer.setAttribute('visibility', timeUs === null ? 'hidden' : 'visible');
    if (timeUs === null || content === null) return;
    vertical(this.pointer, this.x(content)(timeUs), this.height);
  }

  close(): void {
    this.observer.disconnect();
  }

  private resize(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    this.svg.setAttribute('width', String(this.width));
    this.svg.setAttribute('height', String(this.height));
    this.draw();
  }

  private x({ endUs }: ChartContent): LinearScale {
    return scaleLinear()
      .domain([0, endUs])
      .range([MARGIN.left, this.width - MARGIN.right]);
  }

  private draw(): void {
    const { content, width, height } = this;
    if (content === null || width === 0 || height === 0) return;
    const x = this.x(content);
    const y = scaleLinear()
      .domain([0, topOf(content.lines, this.options.top)])
      .range([height - MARGIN.bottom, MARGIN.top]);
    this.drawGrid(content, x, y);
    this.drawLines(content, x, y);
    vertical(this.now, x(content.nowUs), height);
  }

  private drawGrid({ endUs }: ChartContent, x: LinearScale, y: LinearScale): void {
    const { width, height, grid, options } = this;
    const marks: SVGElement[] = [];
    for (const value of y.ticks(height < 110 ? 2 : 4)) {
      const at = y(value);
      marks.push(
        svgElement('line', { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }),
        svgElement(
          'text',
          { x: MARGIN.left - 6, y: at + 3.5, 'text-anchor': 'end' },
          options.value(value),
        ),
      );
    }
    for (const time of timeTicks(0, endUs, Math.floor(width / 70))) {
      const anchor = time === 0 ? 'start' : time >= endUs * 0.97 ? 'end' : 'middle';
      marks.push(
        svgElement('text', { x: x(time), y: height - 5, 'text-anchor': anchor }, timeTick(time)),
      );
    }
    grid.replaceChildren(...marks);
  }

  private drawLines(
    { lines, bucketUs, nowUs }: ChartContent,
    x: LinearScale,
    y: LinearScale,
  ): void {
    const ends: LineEnd[] = [];
    const shapes = lines.flatMap(({ style, values, filled, letter }) => {
      // A bucket's average stands at its middle; the last is not over yet.
      const place = (index: number): number =>
        x((index * bucketUs + Math.min((index + 1) * bucketUs, nowUs)) / 2);
      const draw = line<number>()
        .defined((value) => !Number.isNaN(value))
        .x((_, index) => place(index))
        .y((value) => y(value));
      const path = draw(values) ?? '';
      const attributes = {
        ...{ d: path, stroke: style.colour, 'stroke-width': 1.6 },
        'stroke-dasharray': style.dash === 'none' ? null : style.dash,
      };
      const stroke = svgElement('g', {}, svgElement('path', attributes));
      const last = values.length - 1;
      if (letter !== undefined && !Number.isNaN(values[last] ?? Number.NaN)) {
        const top = y(values[last]) + 3.5;
        // Lines that end together have their letters above each other.
        ends.push({ letter, top });
      }
      if (filled !== true || path === '' || values.length === 0) return [stroke];
      const base = y(0);
      const area = `${path}L${place(values.length - 1)},${base}L${place(0)},${base}Z`;
      return [svgElement('path', { d: area, fill: style.colour, 'fill-opacity': 0.13 }), stroke];
    });
    const x1 = x(nowUs) + 4;
    const letters = apart(ends, this.height - MARGIN.bottom + 3.5).map(({ letter, top }) =>
      svgElement('text', { x: x1, y: top, class: 'letter' }, letter),
    );
    this.paths.replaceChildren(...shapes, ...letters);
  }

  private timeAt(event: MouseEvent): number {
    const { content } = this;
    if (content === null) return 0;
    const time = this.x(content).invert(event.offsetX);
    return Math.round(Math.max(0, Math.min(content.endUs, time)));
  }

  private point(event: PointerEvent): void {
    this.pointAt(this.timeAt(event));
  }

  private pointAt(timeUs: number | null): void {
    this.cross(timeUs);
    this.options.pointed?.(timeUs);
    this.showReadout(timeUs);
  }

  private showReadout(timeUs: number | null): void {
    const { content, readout, width } = this;
    const bucket = content === null || timeUs === null ? -1 : Math.floor(timeUs / content.bucketUs);
    readout.hidden = bucket < 0 || content === null || content.lines.length === 0;
    if (content === null || timeUs === null || readout.hidden) return;
    const known = content.lines
      .map((one) => ({ ...one, value: one.values[bucket] ?? Number.NaN }))
      .filter(({ value }) => !Number.isNaN(value))
      .toSorted((a, b) => b.value - a.value);
    readout.hidden = known.length === 0;
    const rows = known.slice(0, READOUT_MAX).map(({ name, style, value }) => {
      const label = element('span', {}, name);
      return element('div', {}, swatch(style), label, element('b', {}, this.options.value(value)));
    });
    readout.replaceChildren(element('div', { class: 'when' }, clock(timeUs)), ...rows);
    const at = this.x(content)(timeUs);
    const right = at > width * 0.6;
    readout.style.left = right ? '' : `${at + 10}px`;
    readout.style.right = right ? `${width - at + 10}px` : '';
  }
}

/** A line's letter, and where it stands. */
interface LineEnd {
  readonly letter: string;
  readonly top: number;
}

const LETTER_HEIGHT = 11;

/** Beyond it a letter would tell of another place than its line's end. */
const LETTER_SHIFT_MAX = 2.2 * LETTER_HEIGHT;

/** Letters so far apart that each can be read, none below the bottom; some where all crowd. */
function apart(ends: readonly LineEnd[], bottom: number): LineEnd[] {
  let below = bottom + LETTER_HEIGHT;
  return ends
    .toSorted((a, b) => b.top - a.top)
    .flatMap(({ letter, top }) => {
      const place = Math.min(top, below - LETTER_HEIGHT);
      if (top - place > LETTER_SHIFT_MAX) return [];
      below = place;
      return [{ letter, top: place }];
    });
}

/** The line of a colour and a pattern, for a legend. */
export function swatch({ colour, dash }: LineStyle): SVGSVGElement {
  return svgElement(
    'svg',
    { width: 18, height: 8, 'aria-hidden': 'true', class: 'swatch' },
    svgElement('line', {
      ...{ x1: 0, x2: 18, y1: 4, y2: 4, stroke: colour, 'stroke-width': 3 },
      'stroke-dasharray': dash === 'none' ? null : dash,
    }),
  );
}

/** What the colours stand for, as a list; the same words again are not laid out again. */
export function showLegend(
  list: HTMLElement,
  lines: readonly { readonly name: string; readonly style: LineStyle; readonly now: string }[],
): void {
  const same = list.dataset['names'] === lines.map(({ name }) => name).join('\n');
  if (!same) {
    list.dataset['names'] = lines.map(({ name }) => name).join('\n');
    list.replaceChildren(
      ...lines.map(({ name, style }) =>
        element('li', {}, swatch(style), element('span', {}, name), element('b')),
      ),
    );
  }
  lines.forEach(({ now }, index) => {
    const value = list.children[index].lastElementChild;
    if (value !== null) setText(value, now);
  });
}

function vertical(mark: SVGLineElement, x: number, height: number): void {
  mark.setAttribute('x1', String(x));
  mark.setAttribute('x2', String(x));
  mark.setAttribute('y1', String(MARGIN.top));
  mark.setAttribute('y2', String(height - MARGIN.bottom));
}

/** The top of the value axis: what is wanted at least, or a round value above the highest. */
function topOf(lines: readonly ChartLine[], least: number): number {
  let highest = least;
  for (const { values } of lines) for (const value of values) if (value > highest) highest = value;
  // Parts of a whole end at the whole when they come near it.
  return highest <= 1 && highest > 0.9 ? 1 : highest;
}
