import { button, element } from '../elements/element.ts';

/** How long a message that needs nothing done stays, in milliseconds. */
const STAY_MS = 6000;

/** Where the house speaks: notes go by themselves, warnings stay until they are closed. */
export class Messages {
  readonly element: HTMLElement;
  readonly #notes = element('div', { role: 'status', class: 'notes' });
  readonly #warnings = element('div', { role: 'alert', class: 'warnings' });

  constructor() {
    this.element = element('div', { class: 'messages' }, this.#warnings, this.#notes);
  }

  say(text: string): void {
    const note = element('p', { class: 'message' }, text);
    this.#notes.replaceChildren(note);
    setTimeout(() => note.remove(), STAY_MS);
  }

  warn(text: string): void {
    const same = [...this.#warnings.children].find((one) => one.firstChild?.textContent === text);
    same?.remove();
    const close = button('Close', () => warning.remove());
    const warning = element('div', { class: 'message warning' }, element('p', {}, text), close);
    this.#warnings.prepend(warning);
    // The latest few: one defect that repeats must not bury the page.
    while (this.#warnings.children.length > 3) this.#warnings.lastElementChild?.remove();
  }

  /** Warnings are about the page they came from: they go with it. */
  clearWarnings(): void {
    this.#warnings.replaceChildren();
  }
}

/** What to show of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
