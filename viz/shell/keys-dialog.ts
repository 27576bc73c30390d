import { button, element } from '../elements/element.ts';
import type { KeyHint } from './page.ts';

const EVERYWHERE: readonly KeyHint[] = [
  { keys: ['?'], does: 'show or hide these keys' },
  { keys: ['g', 'then l, b, c or v'], does: 'go to Learn, Lab, Compare or Live' },
  { keys: ['Tab'], does: 'next control' },
  { keys: ['Esc'], does: 'close what is open' },
];

/** The map of the keyboard, opened by `?` and by the button in the header. */
export class KeysDialog {
  readonly element: HTMLDialogElement = element('dialog', {
    class: 'keys-dialog',
    'aria-labelledby': 'keys-title',
  });

  /** @param keys those of the page that is shown */
  toggle(title: string, keys: readonly KeyHint[]): void {
    if (this.element.open) {
      this.element.close();
      return;
    }
    const here = keys.length === 0 ? [] : [part(`On this page: ${title}`, keys)];
    const close = button('Close', () => this.element.close(), { class: 'primary' });
    this.element.replaceChildren(
      element('header', {}, element('h2', { id: 'keys-title' }, 'Keys'), close),
      ...here,
      part('Everywhere', EVERYWHERE),
    );
    this.element.showModal();
  }
}

function part(title: string, hints: readonly KeyHint[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), table(hints));
}

function table(hints: readonly KeyHint[]): HTMLTableElement {
  const rows = hints.map(({ keys, does }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, ...keys.flatMap((key) => [element('kbd', {}, key), ' '])),
      element('td', {}, does),
    ),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}

/** Whether a key pressed there is text being written, and no command. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}
