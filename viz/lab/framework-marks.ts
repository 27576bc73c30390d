import type { RunSummary } from '../../sim/session/session-api.ts';
import { frameworkStyle } from '../charts/palette.ts';
import { frameworkLetter } from '../cluster-view/ink.ts';
import { element } from '../elements/element.ts';
import type { Moves } from './view.ts';

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

/** A choice among the frameworks of a run, by number; empty for all. */
export function frameworkOptions({ frameworks }: RunSummary): (readonly [string, string])[] {
  const each = frameworks.map(({ name }, number) => [String(number), name] as const);
  return [['', 'all frameworks'], ...each];
}

/** The framework that was chosen, where it is now; null for all, also when it is gone. */
export function movedFramework(framework: number | null, moves: Moves): number | null {
  const place = framework === null ? -1 : moves.framework(framework);
  return place < 0 ? null : place;
}
