import { element } from '../elements/element.ts';
import { prose } from '../shell/prose.ts';

/** The things to do in a lesson, each marked when it is done; none is ever undone. */
export class Tasks {
  readonly element: HTMLElement;
  readonly #list = element('ul', { class: 'tasks' });
  readonly #said = element('p', { class: 'visually-hidden', role: 'status' });
  readonly #items = new Map<string, HTMLElement>();
  readonly #open = new Set<string>();
  readonly #allDone: () => void;

  constructor(allDone: () => void) {
    this.#allDone = allDone;
    this.element = element(
      'aside',
      { class: 'to-do', 'aria-label': 'To do' },
      element('p', { class: 'to-do-title' }, 'To do'),
      this.#list,
      this.#said,
    );
  }

  /** Adds something to do. */
  add(name: string, text: string): void {
    const item = element('li', {}, element('span', {}, ...prose(text)));
    this.#items.set(name, item);
    this.#open.add(name);
    this.#list.append(item);
  }

  /** Marks it as done; says so once. */
  done(name: string): void {
    const item = this.#items.get(name);
    if (item === undefined) throw new Error(`found no task "${name}", wanted one of the lesson's`);
    if (!this.#open.delete(name)) return;
    item.classList.add('done');
    item.append(element('span', { class: 'visually-hidden' }, ' (done)'));
    this.#said.textContent = `Done: ${item.textContent}`;
    if (this.#open.size === 0) this.#allDone();
  }
}
