import type { DivisionOutcome } from '../../../core/division/outcome.ts';
import { capacityOf, tasksIn } from '../../../core/division/problem.ts';
import { Rational } from '../../../core/division/rational.ts';
import { element } from '../../elements/element.ts';
import { Choice } from '../figures/choice.ts';
import { DivisionBars } from '../figures/division-bars.ts';
import { decimalText, percentText } from '../fractions.ts';
import { figure, table } from '../lesson.ts';
import { divideBy, poolProblem } from '../pool-problem.ts';
import { amountText, wordsFor } from '../resource-words.ts';
import { INSTANCES } from './instances.ts';
import { verdict } from './verdict.ts';

const POLICIES = [
  ['drf', 'DRF'],
  ['asset', 'Asset fairness'],
  ['ceei', 'CEEI'],
  ['static', 'Static split'],
] as const;

/** A problem and a policy to choose; which promises the division keeps, with the numbers. */
export class PromiseTable {
  readonly element: HTMLElement;
  readonly #judged: (sharingBroken: boolean) => void;
  readonly #bars = new DivisionBars('The division', ['cpus', 'mem']);
  readonly #verdicts = element('div', { 'aria-live': 'polite' });
  #instance = INSTANCES[0].name;
  #policy: string = 'drf';

  /** @param judged told of every division whether it breaks the sharing incentive */
  constructor(judged: (sharingBroken: boolean) => void) {
    this.#judged = judged;
    const instance = new Choice(
      'Cluster',
      INSTANCES.map(({ name, label }) => [name, label] as const),
      this.#instance,
      (name) => {
        this.#instance = name;
        this.#draw();
      },
    );
    const policy = new Choice<string>('Rule', POLICIES, this.#policy, (name) => {
      this.#policy = name;
      this.#draw();
    });
    this.element = figure(
      'Tasks count by parts, so that the numbers are exact.',
      element('div', { class: 'controls wide' }, instance.element, policy.element),
      this.#bars.element,
      this.#verdicts,
    );
    this.#draw();
  }

  #draw(): void {
    const found = INSTANCES.find(({ name }) => name === this.#instance) ?? INSTANCES[0];
    const outcome = divideBy(this.#policy, poolProblem(found.fields));
    const [a, b] = outcome.users;
    const shapes = found.fields.users
      .map(
        ({ name, demand }) =>
          `${name}’s tasks take ${amountText(demand[0], 'cpus')} and ${amountText(demand[1], 'mem')}`,
      )
      .join('; ');
    this.#bars.show(
      outcome,
      `${shapes}. A gets ${decimalText(a.tasks)} tasks, B ${decimalText(b.tasks)}.`,
    );
    this.#verdicts.replaceChildren(verdicts(outcome));
    this.#judged(!outcome.properties.sharingIncentive);
  }
}

function verdicts(outcome: DivisionOutcome): HTMLElement {
  const { users, properties, problem, utilization } = outcome;
  const half = capacityOf(problem).map((amount) => amount.dividedBy(Rational.of(2)));
  const alone = problem.users.map(({ demand }) => tasksIn(half, demand));
  const swapped = problem.users.map(({ demand }, user) =>
    tasksIn(users[1 - user].resources, demand),
  );
  const each = (numbers: readonly Rational[], words: string): string =>
    users
      .map(
        ({ name, tasks }, i) =>
          `${name} ${decimalText(tasks)}, ${words} ${decimalText(numbers[i])}`,
      )
      .join('; ');
  const full = utilization.map(
    (part, r) => `${wordsFor(problem.resources[r]).title} ${percentText(part)}`,
  );
  return table(
    'Promises',
    ['Promise', 'kept', 'in numbers'],
    [
      ['Sharing incentive', verdict(properties.sharingIncentive), each(alone, 'on its half')],
      ['Envy-freeness', verdict(properties.envyFree), each(swapped, 'with the other’s')],
      ['Pareto efficiency', verdict(properties.paretoEfficient), `in use: ${full.join(', ')}`],
    ],
  );
}
