import { element } from '../../elements/element.ts';

/** How far beyond the whole a gauge reaches. */
const REACH = 1.3;

/** A part of a whole that may be more than the whole: the line stands at 100 %. */
export class Gauge {
  readonly element: HTMLElement;
  readonly #title: string;
  readonly #fill = element('div', { class: 'gauge-fill' });
  readonly #track = element('div', { class: 'bar-track gauge', role: 'img' }, this.#fill);
  readonly #value = element('span', { class: 'bar-value' });

  constructor(title: string) {
    this.#title = title;
    this.#track.style.setProperty('--line', `${(100 / REACH).toFixed(3)}%`);
    const label = element('span', { class: 'bar-label' }, title);
    this.element = element('div', { class: 'bar' }, label, this.#track, this.#value);
  }

  /** @param part of the whole: 1 is all of it */
  show(part: number, text: string): void {
    this.#fill.style.width = `${Math.min(100, (part / REACH) * 100).toFixed(3)}%`;
    this.#fill.classList.toggle('over', part > 1);
    this.#track.setAttribute('aria-label', `${this.#title}: ${text}`);
    this.#value.textContent = text;
  }
}
