import { element } from '../../elements/element.ts';

/** Whether a promise is kept: a word and a colour, never colour alone. */
export function verdict(kept: boolean): HTMLElement {
  return element('span', { class: kept ? 'right' : 'wrong' }, kept ? '✓ yes' : '✗ no');
}
