import { frameworkStyle } from '../../charts/palette.ts';
import { element } from '../../elements/element.ts';
import { amountText, wordsFor } from '../resource-words.ts';

/** A task as what it takes: one cell for each unit of each resource. */
export function taskShape(
  user: number,
  title: string,
  demand: Readonly<Record<string, number>>,
): HTMLElement {
  const rows = Object.entries(demand).map(([resource, amount]) => {
    const cells = Array.from({ length: amount }, () =>
      element('i', { class: `pattern-${user % 3}` }),
    );
    return element(
      'div',
      { class: 'shape-row' },
      element('span', { class: 'shape-label' }, wordsFor(resource).title),
      element('span', { class: 'cells', 'aria-hidden': 'true' }, ...cells),
      element('span', { class: 'shape-amount' }, amountText(amount, resource)),
    );
  });
  const shape = element(
    'div',
    { class: 'shape' },
    element('p', { class: 'shape-title' }, title),
    ...rows,
  );
  shape.style.setProperty('--hue', frameworkStyle(user).colour);
  return shape;
}
