import { element } from '../../elements/element.ts';

/** One of a few, as buttons of which one is pressed. */
export class Choice<Value extends string | number> {
  readonly element: HTMLElement;
  readonly #buttons: ReadonlyMap<Value, HTMLButtonElement>;
  #value: Value;

  constructor(
    label: string,
    options: readonly (readonly [value: Value, label: string])[],
    chosen: Value,
    changed: (value: Value) => void,
  ) {
    this.#value = chosen;
    this.#buttons = new Map(
      options.map(([value, text]) => {
        const one = element('button', { type: 'button' }, text);
        one.addEventListener('click', () => {
          this.value = value;
          changed(value);
        });
        return [value, one];
      }),
    );
    this.element = element(
      'div',
      { class: 'choice', role: 'group', 'aria-label': label },
      element('span', { class: 'choice-label' }, label),
      element('div', { class: 'choice-row' }, ...this.#buttons.values()),
    );
    this.value = chosen;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    this.#value = value;
    for (const [one, pressed] of this.#buttons) {
      pressed.setAttribute('aria-pressed', String(one === value));
    }
  }
}
