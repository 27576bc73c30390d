import { element } from '../elements/element.ts';

/** Lines of the picture: how they look, and what they mean. */
const LINES: readonly (readonly [mark: string, words: string])[] = [
  ['open', 'open'],
  ['accepted', 'accepted'],
  ['other', 'over'],
];

/** The same signs as on the time line. */
const SIGNS: readonly (readonly [sign: string, words: string])[] = [
  ['×', 'declined'],
  ['⊣', 'filter'],
  ['◇', 'rescinded'],
  ['○', 'expired'],
];

/** What lines and signs of the flows mean. */
export function flowsLegend(): HTMLElement {
  const lines = LINES.map(([mark, words]) =>
    element('li', {}, element('i', { class: `flow-line ${mark}`, 'aria-hidden': 'true' }), words),
  );
  const signs = SIGNS.map(([sign, words]) =>
    element('li', {}, element('i', { class: 'sign', 'aria-hidden': 'true' }, sign), words),
  );
  return element('ul', { class: 'legend' }, ...lines, ...signs);
}
