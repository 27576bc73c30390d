import { element } from '../elements/element.ts';

export interface Tab {
  readonly name: string;
  readonly content: HTMLElement;
}

/** Parts of the page of which one is seen; arrow keys go from one to the next. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];
  private readonly panes: readonly HTMLElement[];
  private readonly seen: (index: number) => void;
  private index = 0;

  /** @param seen told which one has come into sight */
  constructor(
    label: string,
    tabs: readonly Tab[],
    tools: HTMLElement,
    seen: (index: number) => void,
  ) {
    this.seen = seen;
    const id = `tabs-${label.toLowerCase()}`;
    this.buttons = tabs.map(({ name }, index) => {
      const made = element(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `${id}-${index}`,
          'aria-controls': `${id}-pane-${index}`,
        },
        name,
      );
      made.addEventListener('click', () => this.show(index));
      made.addEventListener('keydown', (event) => this.pressed(event));
      return made;
    });
    this.panes = tabs.map(({ content }, index) => {
      const attributes = { role: 'tabpanel', 'aria-labelledby': `${id}-${index}`, class: 'pane' };
      return element('div', { ...attributes, id: `${id}-pane-${index}` }, content);
    });
    const list = element('div', { role: 'tablist', 'aria-label': label }, ...this.buttons);
    this.element = element(
      'section',
      { class: 'panel tabs', 'aria-label': label },
      element('header', { class: 'panel-head' }, list, tools),
      ...this.panes,
    );
    this.mark();
  }

  get shown(): number {
    return this.index;
  }

  show(index: number): void {
    this.index = index;
    this.mark();
    // Where there is no room for all tabs their row scrolls.
    this.buttons[index]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.seen(index);
  }

  /** One that is not shown now, and never will be. */
  leaveOut(index: number): void {
    this.buttons[index].hidden = true;
  }

  isLeftOut(index: number): boolean {
    return this.buttons[index].hasAttribute('hidden');
  }

  private mark(): void {
    this.buttons.forEach((one, index) => {
      const selected = index === this.index;
      one.setAttribute('aria-selected', String(selected));
      one.tabIndex = selected ? 0 : -1;
      this.panes[index].hidden = !selected;
    });
  }

  private pressed(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { length } = this.buttons;
    let next = (this.index + step + length) % length;
    while (this.isLeftOut(next)) next = (next + step + length) % length;
    this.show(next);
    this.buttons[next].focus();
  }
}
