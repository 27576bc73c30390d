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
    const here =
      keys.length === 0 ? [] : [element('h3', {}, `On this page: ${title}`), table(keys)];
    this.element.replaceChildren(
      element('h2', { id: 'keys-title' }, 'Keys'),
      ...here,
      element('h3', {}, 'Everywhere'),
      table(EVERYWHERE),
      button('Close', () => this.element.close(), { class: 'primary' }),
    );
    this.element.showModal();
  }
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
