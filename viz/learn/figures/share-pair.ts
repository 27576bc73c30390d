import { frameworkStyle } from '../../charts/palette.ts';
import type { Rational } from '../../../core/division/rational.ts';
import { element } from '../../elements/element.ts';
import { wordsFor } from '../resource-words.ts';
import { shareText } from '../fractions.ts';

/**
 * One user's shares, a thin bar for each resource; the longest, the dominant one, is outlined
 * and named. What makes DRF's decisions is the length of that one bar.
 */
export class SharePair {
  readonly element: HTMLElement;
  readonly #user: number;
  readonly #head = element('p', { class: 'share-head' });
  readonly #rows: readonly {
    readonly row: HTMLElement;
    readonly fill: HTMLElement;
    readonly value: HTMLElement;
  }[];
  readonly #resources: readonly string[];

  constructor(user: number, resources: readonly string[]) {
    this.#user = user;
    this.#resources = resources;
    this.#rows = resources.map((resource) => {
      const fill = element('div', { class: `bar-part pattern-${user % 3}` });
      const value = element('span', { class: 'bar-value' });
      const row = element(
        'div',
        { class: 'bar thin' },
        element('span', { class: 'bar-label' }, wordsFor(resource).title),
        element('div', { class: 'bar-track', 'aria-hidden': 'true' }, fill),
        value,
      );
      return { row, fill, value };
    });
    this.element = element(
      'div',
      { class: 'share-pair' },
      this.#head,
      ...this.#rows.map(({ row }) => row),
    );
    this.element.style.setProperty('--hue', frameworkStyle(user).colour);
  }

  /**
   * @param shares by resource
   * @param dominant index of the dominant resource
   * @param texts how the shares are written; in lowest terms by default
   */
  show(
    name: string,
    shares: readonly Rational[],
    dominant: number,
    texts: readonly string[] = shares.map(shareText),
  ): void {
    const words = wordsFor(this.#resources[dominant]).spoken;
    const swatch = element('span', {
      class: `swatch pattern-${this.#user % 3}`,
      'aria-hidden': 'true',
    });
    this.#head.replaceChildren(
      swatch,
      element('strong', {}, name),
      ` dominant share ${texts[dominant]} (${words})`,
    );
    this.#rows.forEach(({ row, fill, value }, r) => {
      fill.style.width = `${Math.min(100, shares[r].toNumber() * 100).toFixed(3)}%`;
      value.textContent = texts[r];
      row.classList.toggle('dominant', r === dominant);
    });
  }
}
