import { element } from '../../elements/element.ts';

export interface SliderOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  /** How a value is written; as it is by default. */
  readonly format?: (value: number) => string;
}

/** A number to drag, or to move with the arrow keys; its value stands beside its label. */
export class Slider {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #output = element('output');
  readonly #format: (value: number) => string;

  constructor(options: SliderOptions, changed: (value: number) => void) {
    const { label, min, max, step = 1, value, format = String } = options;
    this.#format = format;
    this.#input = element('input', { type: 'range', min, max, step, value });
    this.element = element(
      'label',
      { class: 'slider' },
      element('span', {}, label),
      this.#output,
      this.#input,
    );
    this.#show();
    this.#input.addEventListener('input', () => {
      this.#show();
      changed(this.value);
    });
  }

  get value(): number {
    return this.#input.valueAsNumber;
  }

  set value(value: number) {
    this.#input.value = String(value);
    this.#show();
  }

  #show(): void {
    const text = this.#format(this.value);
    this.#output.textContent = text;
    this.#input.setAttribute('aria-valuetext', text);
  }
}
