import { element, setText } from '../elements/element.ts';
import { frameworkLabel } from '../lab/framework-marks.ts';
import { clock } from '../lab/time-words.ts';

export interface SharedTimeListener {
  /** A time is passed on the way: the charts mark it. */
  pointed(timeUs: number): void;
  /** A time was chosen: the clusters go there. */
  chosen(timeUs: number): void;
}

/** Places that the arrow keys go through from the start to the end. */
const STEPS = 200;

/** The time that all columns of a comparison show, to be moved by hand or by keys. */
export class SharedTime {
  readonly element: HTMLElement;
  private readonly input = element('input', { type: 'range', min: 0, max: STEPS, step: 1 });
  private readonly output = element('output');
  private endUs = 1;
  private shownUs = 0;

  constructor(listener: SharedTimeListener) {
    this.element = element(
      'div',
      { class: 'shared-time' },
      element('label', {}, element('span', {}, 'Time in all columns'), this.input, this.output),
      element(
        'p',
        { class: 'quiet' },
        'Or point at a chart to mark a time in all, and click to see the clusters at it.',
      ),
    );
    this.input.addEventListener('input', () => {
      this.say(this.place());
      listener.pointed(this.place());
    });
    this.input.addEventListener('change', () => listener.chosen(this.place()));
  }

  /** What is shown now. */
  get timeUs(): number {
    return this.shownUs;
  }

  open(endUs: number): void {
    this.endUs = endUs;
  }

  show(timeUs: number): void {
    this.shownUs = timeUs;
    this.input.value = String(Math.round((timeUs / this.endUs) * STEPS));
    this.say(timeUs);
  }

  private place(): number {
    return Math.round((this.input.valueAsNumber / STEPS) * this.endUs);
  }

  private say(timeUs: number): void {
    const words = clock(timeUs, 1);
    setText(this.output, words);
    this.input.setAttribute('aria-valuetext', words);
  }
}

/** Who the letters and hues in all columns are. */
export function frameworkLegend(names: readonly string[]): HTMLElement {
  return element(
    'p',
    { class: 'framework-legend' },
    'Dominant shares of ',
    ...names.map((_, framework) => frameworkLabel(framework, names)),
  );
}
