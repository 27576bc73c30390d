import { frameworkStyle } from '../charts/palette.ts';
import { frameworkLetter } from '../cluster-view/ink.ts';
import { element } from '../elements/element.ts';

/** The chip that stands for a framework everywhere: its hue with its letter in it. */
export function frameworkChip(framework: number): HTMLElement {
  const chip = element(
    'span',
    { class: 'chip', 'aria-hidden': 'true' },
    frameworkLetter(framework),
  );
  const { colour, dash } = frameworkStyle(framework);
  chip.style.setProperty('--chip', colour);
  if (dash !== 'none') chip.classList.add('again');
  return chip;
}

/** Chip and name. */
export function frameworkLabel(framework: number, names: readonly string[]): HTMLElement {
  if (framework < 0) return element('span', { class: 'quiet' }, '–');
  const name = names[framework] ?? `framework ${framework}`;
  return element('span', { class: 'framework' }, frameworkChip(framework), name);
}
