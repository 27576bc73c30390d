import { button, element } from '../../elements/element.ts';
import { SharePair } from '../figures/share-pair.ts';
import { StackBar } from '../figures/stack-bar.ts';
import { overOneDenominator, shareText } from '../fractions.ts';
import { table } from '../lesson.ts';
import { wordsFor } from '../resource-words.ts';
import type { FillingStep } from './filling.ts';
import { PAPER, fillingOf } from './filling.ts';

/**
 * Predict, then reveal: before every offer the reader says who gets it; then the task is placed
 * and the reason said. Wrong guesses cost nothing and are answered with the reason too.
 */
export class Prediction {
  readonly element: HTMLElement;
  readonly #steps = fillingOf(PAPER);
  readonly #resources = Object.keys(PAPER.capacity);
  readonly #bars = this.#resources.map((name) => new StackBar(wordsFor(name).title));
  readonly #pairs = PAPER.users.map((_, user) => new SharePair(user, this.#resources));
  readonly #question = element('p', { class: 'question' });
  readonly #answer = element('p', { class: 'answer', role: 'status' });
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #again = button('Start again', () => this.restart());
  readonly #log = element('div', { class: 'step-table' });
  readonly #over: (right: number) => void;
  #at = 0;
  #right = 0;

  /** @param over called when all offers are made, with how many were foreseen */
  constructor(over: (right: number) => void) {
    this.#over = over;
    this.#buttons = PAPER.users.map(({ name }, user) =>
      button(`${name} gets it`, () => this.guess(user), { class: `guess guess-${user}` }),
    );
    this.element = element(
      'div',
      { class: 'prediction' },
      element('div', { class: 'bars' }, ...this.#bars.map((bar) => bar.element)),
      element('div', { class: 'pairs' }, ...this.#pairs.map((pair) => pair.element)),
      element(
        'div',
        { class: 'ask' },
        this.#question,
        element('div', { class: 'row' }, ...this.#buttons, this.#again),
        this.#answer,
      ),
      this.#log,
    );
    this.#draw();
  }

  /** The reader says who gets the next offer. */
  guess(user: number): void {
    const { next, why, tie } = this.#steps[this.#at];
    if (next === null) return;
    const right = tie || user === next;
    if (right) this.#right++;
    const verdict = tie ? 'Either is right.' : right ? 'Right.' : 'Not this time.';
    this.#at++;
    this.#draw();
    this.#answer.replaceChildren(
      element('strong', { class: right ? 'right' : 'wrong' }, verdict),
      ` ${why}`,
    );
    const state = this.#steps[this.#at];
    if (state.next === null) {
      this.#answer.append(` ${state.why}`);
      this.#over(this.#right);
    }
  }

  restart(): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.#at = 0;
    this.#right = 0;
    this.#answer.replaceChildren();
    this.#draw();
    if (hadFocus) this.#buttons[0].focus();
  }

  #draw(): void {
    const state = this.#steps[this.#at];
    const over = state.next === null;
    const hadFocus = this.#buttons.some((one) => one === document.activeElement);
    this.#drawBars(state);
    const texts = overOneDenominator(state.holdings.map(({ dominantShare }) => dominantShare));
    this.#pairs.forEach((pair, user) => {
      const { name, shares, dominant } = state.holdings[user];
      const written = shares.map((share, r) => (r === dominant ? texts[user] : shareText(share)));
      pair.show(name, shares, dominant, written);
    });
    const count = this.#steps.length - 1;
    this.#question.textContent = over
      ? `All ${count} offers are made. You foresaw ${this.#right}.`
      : `Offer ${this.#at + 1} of ${count}: ${state.tie ? 'both have 0, a tie. Guess' : 'who gets it?'}`;
    for (const one of this.#buttons) one.hidden = over;
    this.#again.hidden = !over;
    if (over && hadFocus) this.#again.focus();
    this.#drawLog();
  }

  #drawBars({ tasks }: FillingStep): void {
    this.#resources.forEach((resource, r) => {
      const all = PAPER.capacity[resource];
      const used = PAPER.users.map(({ demand }, user) => demand[r] * tasks[user]);
      const parts = PAPER.users.map(({ name }, user) => ({
        user,
        name,
        part: used[user] / all,
        amount: `${used[user]}`,
      }));
      const sum = used.reduce((a, b) => a + b);
      this.#bars[r].show(parts, `${sum} of ${all} ${wordsFor(resource).unit}`, all);
    });
  }

  #drawLog(): void {
    if (this.#at === 0) {
      this.#log.replaceChildren();
      return;
    }
    const rows = this.#steps.slice(0, this.#at).map(({ next }, index) => {
      const after = this.#steps[index + 1].holdings;
      return [
        String(index + 1),
        next === null ? '' : PAPER.users[next].name,
        ...after.map(({ shares }) => `⟨${shares.map(shareText).join(', ')}⟩`),
        ...after.map(({ dominantShare }) => shareText(dominantShare)),
      ];
    });
    const names = PAPER.users.map(({ name }) => name);
    const head = [
      'Offer',
      'to',
      ...names.map((name) => `${name}: ⟨CPUs, memory⟩`),
      ...names.map((name) => `${name} dominant`),
    ];
    this.#log.replaceChildren(table('The offers so far', head, rows));
  }
}
