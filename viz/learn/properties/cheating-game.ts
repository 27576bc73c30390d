import { element } from '../../elements/element.ts';
import { Choice } from '../figures/choice.ts';
import { Slider } from '../figures/slider.ts';
import { decimalText } from '../fractions.ts';
import { figure, table } from '../lesson.ts';
import { GAME, cheat } from './cheating.ts';

const POLICIES = [
  ['ceei', 'CEEI'],
  ['asset', 'Asset fairness'],
  ['drf', 'DRF'],
] as const;
const TRUTH = GAME.users[0].demand;
/** The largest demand that can be told. */
const MOST = 32;

/** Tell the cluster a demand: what the truth brings, and what the lie. */
export class CheatingGame {
  readonly element: HTMLElement;
  readonly #lied: (policy: string, won: boolean) => void;
  readonly #score = element('p', { class: 'score', role: 'status' });
  readonly #numbers = element('div');
  readonly #sliders: readonly Slider[];
  readonly #policy: Choice<string>;

  /** @param lied told of every lie: under which policy, and whether it paid */
  constructor(lied: (policy: string, won: boolean) => void) {
    this.#lied = lied;
    this.#policy = new Choice<string>('Rule', POLICIES, 'ceei', () => this.#draw());
    this.#sliders = [
      new Slider({ label: 'You say: CPUs a task', min: 1, max: MOST, value: TRUTH[0] }, () =>
        this.#draw(),
      ),
      new Slider({ label: 'You say: GB a task', min: 1, max: MOST, value: TRUTH[1] }, () =>
        this.#draw(),
      ),
    ];
    this.element = figure(
      'Your real tasks never change: 16 CPUs and 1 GB. Only what you say does.',
      element(
        'div',
        { class: 'controls wide' },
        this.#policy.element,
        ...this.#sliders.map((slider) => slider.element),
      ),
      this.#score,
      this.#numbers,
    );
    this.#draw();
  }

  #draw(): void {
    const told = this.#sliders.map(({ value }) => value);
    const policy = this.#policy.value;
    const { honest, lying, got } = cheat(policy, told);
    const isLie = told.some((need, r) => need !== TRUTH[r]);
    // By more than the last decimal shown: the approximation of an irrational equilibrium is no win.
    const gain = lying.toNumber() - honest.toNumber();
    const won = gain > 0.005;
    const outcome = won
      ? 'The lie pays.'
      : gain < -0.005
        ? 'The lie costs you.'
        : 'The lie changes nothing.';
    this.#score.replaceChildren(
      element('strong', {}, decimalText(lying)),
      isLie
        ? ` tasks instead of ${decimalText(honest)} for the truth. `
        : ' tasks for the truth. Move a slider to lie.',
      isLie ? element('strong', { class: won ? 'wrong' : 'right' }, outcome) : '',
    );
    const cells = got.map((amount) => decimalText(amount, 1));
    this.#numbers.replaceChildren(
      table(
        'Your resources',
        ['', 'CPUs', 'GB'],
        [
          ['one real task', ...TRUTH.map(String)],
          ['one task as you say', ...told.map(String)],
          ['what you get', ...cells],
        ],
      ),
    );
    if (isLie) this.#lied(policy, won);
  }
}
