import type { Holding, RoleRule } from '../../../core/division/hierarchy/share-tree.ts';
import { frameworkStyle } from '../../charts/palette.ts';
import { button, element } from '../../elements/element.ts';
import { Choice } from '../figures/choice.ts';
import { StackBar } from '../figures/stack-bar.ts';
import { shareText } from '../fractions.ts';
import { figure } from '../lesson.ts';
import { Churn, DEPARTMENTS } from './churn.ts';

const NAMES = DEPARTMENTS.users.map(({ name }) => name);

/** Tasks that end one after another; what they free goes where the rule of the tree says. */
export class ChurnFigure {
  readonly element: HTMLElement;
  readonly #cpus = new StackBar('CPUs');
  readonly #gpus = new StackBar('GPUs');
  readonly #tree = element('ul', { class: 'role-tree' });
  readonly #said = element('p', { class: 'answer', role: 'status' });
  readonly #moved: (rule: RoleRule, tasks: readonly number[], steps: number) => void;
  #rule: RoleRule = 'naive';
  #churn = new Churn(DEPARTMENTS, 'naive');
  #steps = 0;

  /** @param moved told after every step */
  constructor(moved: (rule: RoleRule, tasks: readonly number[], steps: number) => void) {
    this.#moved = moved;
    const rule = new Choice<RoleRule>(
      'Rule',
      [
        ['naive', 'Plain sums (as Mesos)'],
        ['hdrf', 'H-DRF'],
      ],
      this.#rule,
      (chosen) => {
        this.#rule = chosen;
        this.#restart();
      },
    );
    this.element = figure(
      'Ten CPUs and ten GPUs, full. A task ends, and the rule hands out what it held.',
      element('div', { class: 'controls wide' }, rule.element),
      element('div', { class: 'bars' }, this.#cpus.element, this.#gpus.element),
      this.#tree,
      element(
        'div',
        { class: 'row' },
        button('One task ends', () => this.#run(1), { class: 'primary' }),
        button('Twelve tasks end', () => this.#run(12)),
        button('Fill anew', () => this.#restart()),
      ),
      this.#said,
    );
    this.#draw();
    this.#said.textContent = 'The cluster has just been filled by the rule.';
  }

  #restart(): void {
    this.#churn = new Churn(DEPARTMENTS, this.#rule);
    this.#steps = 0;
    this.#draw();
    this.#said.textContent = 'Filled anew.';
  }

  #run(steps: number): void {
    let words = '';
    for (let done = 0; done < steps; done++) {
      const { ended, served } = this.#churn.step();
      const to = served.map((user) => NAMES[user]).join(', ');
      words = `A task of ${NAMES[ended]} ended; what it held went to ${to}.`;
    }
    this.#steps += steps;
    this.#draw();
    const many = steps > 1 ? `${steps} tasks ended. The last: ` : '';
    this.#said.textContent = many + words;
    this.#moved(this.#rule, this.#churn.tasks, this.#steps);
  }

  #draw(): void {
    const { tasks, holding } = this.#churn;
    const bars = [this.#cpus, this.#gpus];
    bars.forEach((bar, r) => {
      const parts = DEPARTMENTS.users.flatMap(({ name, demand }, user) =>
        demand[r] === 0
          ? []
          : [{ user, name, part: tasks[user] / 10, amount: String(tasks[user]) }],
      );
      const sum = DEPARTMENTS.users.reduce((all, { demand }, u) => all + demand[r] * tasks[u], 0);
      bar.show(parts, `${sum} of 10`, 10);
    });
    const [ads, eng] = holding.children;
    this.#tree.replaceChildren(
      this.#leaf(0, ads),
      element(
        'li',
        {},
        element('strong', {}, 'eng'),
        ` counts as holding ${shareText(eng.share)}`,
        element('ul', {}, this.#leaf(1, eng.children[0]), this.#leaf(2, eng.children[1])),
      ),
    );
  }

  #leaf(user: number, { share }: Holding): HTMLElement {
    const swatch = element('span', { class: `swatch pattern-${user % 3}`, 'aria-hidden': 'true' });
    swatch.style.setProperty('--hue', frameworkStyle(user).colour);
    const tasks = this.#churn.tasks[user];
    const kind = DEPARTMENTS.users[user].demand[0] > 0 ? 'CPUs' : 'GPUs';
    return element(
      'li',
      {},
      swatch,
      element('strong', {}, ` ${NAMES[user]}`),
      ` wants ${kind}, runs ${tasks}, holds ${shareText(share)}`,
      tasks === 0 ? element('strong', { class: 'wrong' }, ' starved') : '',
    );
  }
}
