import { frameworkStyle } from '../../charts/palette.ts';
import { element } from '../../elements/element.ts';

/** A part of a bar that belongs to somebody. */
export interface BarPart {
  /** Index of the user: its hue and its pattern. */
  readonly user: number;
  readonly name: string;
  /** Part of the whole bar, 0 to 1. */
  readonly part: number;
  /** In words, for those who do not see the bar. */
  readonly amount: string;
}

/** A bar of a whole, filled by users one behind the other; what is left of it is free. */
export class StackBar {
  readonly element: HTMLElement;
  readonly #track = element('div', { class: 'bar-track', role: 'img' });
  readonly #value = element('span', { class: 'bar-value' });
  readonly #title: string;
  readonly #segments: HTMLElement[] = [];

  constructor(title: string) {
    this.#title = title;
    const label = element('span', { class: 'bar-label' }, title);
    this.element = element('div', { class: 'bar' }, label, this.#track, this.#value);
  }

  /**
   * @param value what stands behind the bar, such as `9 of 9`
   * @param cells how many equal cells the whole has; 0 for none
   */
  show(parts: readonly BarPart[], value: string, cells = 0): void {
    parts.forEach((part, index) => {
      const segment = this.#segments[index] ?? this.#newSegment(part.user);
      segment.style.width = `${Math.min(100, part.part * 100).toFixed(3)}%`;
      segment.replaceChildren(part.part > 0.07 ? element('span', {}, part.name) : '');
    });
    for (const extra of this.#segments.splice(parts.length)) extra.remove();
    this.#track.style.setProperty('--cells', String(Math.max(1, cells)));
    this.#track.classList.toggle('over', parts.reduce((sum, { part }) => sum + part, 0) > 1.0001);
    const words = parts.map(({ name, amount }) => `${name} ${amount}`).join(', ');
    this.#track.setAttribute('aria-label', `${this.#title}: ${words}; ${value}`);
    this.#value.textContent = value;
  }

  #newSegment(user: number): HTMLElement {
    const segment = element('div', { class: `bar-part pattern-${user % 3}` });
    segment.style.setProperty('--hue', frameworkStyle(user).colour);
    this.#track.append(segment);
    this.#segments.push(segment);
    return segment;
  }
}
