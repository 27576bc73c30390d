import { button, element } from '../elements/element.ts';

/** What a menu beside a link is about. */
export interface LinkMenuContent {
  /** `agent3`. */
  readonly name: string;
  /** How the link is, in words. */
  readonly state: string;
  /** Buttons that break it, or why it cannot be broken. */
  readonly tools: HTMLElement;
}

/** A small dialog beside a link of a picture; Escape or a click elsewhere closes it. */
export class LinkMenu {
  readonly element: HTMLElement = element('div', {
    ...{ class: 'link-menu', role: 'dialog', hidden: true },
  });
  private opener: HTMLElement | null = null;
  private readonly away = (event: Event): void => {
    const { target } = event;
    if (target instanceof Node && !this.element.contains(target)) this.close(false);
  };

  constructor() {
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close(true);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** @param beside the button of the link, inside of what the menu is placed in */
  open(beside: HTMLElement, { name, state, tools }: LinkMenuContent): void {
    this.opener = beside;
    const title = `Link of ${name}`;
    this.element.setAttribute('aria-label', title);
    const close = button('×', () => this.close(true), { class: 'icon', 'aria-label': 'Close' });
    this.element.replaceChildren(
      element(
        'div',
        { class: 'link-menu-head' },
        element('strong', {}, title),
        element('span', { class: 'quiet' }, state),
        close,
      ),
      tools,
    );
    this.element.hidden = false;
    this.place(beside);
    this.element.querySelector<HTMLElement>('.fault-group button')?.focus();
    document.addEventListener('pointerdown', this.away);
  }

  /** @param back whether the focus goes back to the link */
  close(back: boolean): void {
    if (!this.isOpen) return;
    this.element.hidden = true;
    document.removeEventListener('pointerdown', this.away);
    if (back) this.opener?.focus();
  }

  /** Below the link, or above it, inside of what is around. */
  private place(beside: HTMLElement): void {
    const around = this.element.offsetParent;
    if (around === null) return;
    const [box, frame] = [beside.getBoundingClientRect(), around.getBoundingClientRect()];
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = box.left - frame.left + box.width / 2 - width / 2;
    const below = box.bottom - frame.top + 4;
    const fits = below + height <= frame.height;
    const top = fits ? below : Math.max(0, Math.min(below, frame.height - height));
    this.element.style.left = `${Math.max(0, Math.min(left, frame.width - width))}px`;
    this.element.style.top = `${top}px`;
  }
}
