import type { DivisionOutcome } from '../../../core/division/outcome.ts';
import { capacityOf } from '../../../core/division/problem.ts';
import { total } from '../../../core/division/rational.ts';
import { element } from '../../elements/element.ts';
import { decimalText } from '../fractions.ts';
import { wordsFor } from '../resource-words.ts';
import { StackBar } from './stack-bar.ts';

/** A division of a cluster as one bar for each resource, with a title above. */
export class DivisionBars {
  readonly element: HTMLElement;
  readonly #bars: readonly StackBar[];
  readonly #note = element('p', { class: 'division-note' });

  constructor(title: string, resources: readonly string[]) {
    this.#bars = resources.map((name) => new StackBar(wordsFor(name).title));
    this.element = element(
      'div',
      { class: 'division' },
      element('h3', {}, title),
      element('div', { class: 'bars' }, ...this.#bars.map((bar) => bar.element)),
      this.#note,
    );
  }

  /** @param note a sentence below the bars */
  show({ users, problem }: DivisionOutcome, note: string): void {
    const capacity = capacityOf(problem);
    problem.resources.forEach((resource, r) => {
      const parts = users.map(({ name, shares, resources }, user) => ({
        user,
        name,
        part: shares[r].toNumber(),
        amount: decimalText(resources[r]),
      }));
      const used = total(users.map(({ resources }) => resources[r]));
      const all = capacity[r].toNumber();
      const value = `${decimalText(used)} of ${all} ${wordsFor(resource).unit}`;
      this.#bars[r].show(parts, value, all <= 40 ? all : 0);
    });
    this.#note.textContent = note;
  }
}
