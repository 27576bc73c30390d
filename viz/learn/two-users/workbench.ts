import type { DivisionOutcome } from '../../../core/division/outcome.ts';
import { button, element } from '../../elements/element.ts';
import { SharePair } from '../figures/share-pair.ts';
import { Slider } from '../figures/slider.ts';
import { StackBar } from '../figures/stack-bar.ts';
import { decimalText, shareText } from '../fractions.ts';
import { table } from '../lesson.ts';
import { type PoolFields, divideBy, poolProblem } from '../pool-problem.ts';
import { wordsFor } from '../resource-words.ts';
import { drawPlane, planeLegend } from './plane.ts';

/** What the sliders say. */
interface Setting {
  cpus: number;
  mem: number;
  readonly demands: [number[], number[]];
  readonly weights: [number, number];
}

const start = (): Setting => ({
  cpus: 9,
  mem: 18,
  demands: [
    [1, 4],
    [3, 1],
  ],
  weights: [1, 1],
});

const NAMES = ['A', 'B'];
const RESOURCES = ['cpus', 'mem'];

/** Demands, weights and capacities to drag; the division follows at once. */
export class Workbench {
  readonly element: HTMLElement;
  readonly #changed: (outcome: DivisionOutcome) => void;
  readonly #sliders: (() => void)[] = [];
  readonly #bars = RESOURCES.map((name) => new StackBar(wordsFor(name).title));
  readonly #pairs = NAMES.map((_, user) => new SharePair(user, RESOURCES));
  readonly #plane = element('div');
  readonly #summary = element('p', { class: 'answer', role: 'status' });
  readonly #numbers = element('div');
  #setting = start();

  /** @param changed called with every new division the reader makes */
  constructor(changed: (outcome: DivisionOutcome) => void) {
    this.#changed = changed;
    const controls = element(
      'div',
      { class: 'controls' },
      this.#group('Cluster', [
        this.#slider(
          'CPUs',
          [1, 30],
          (to) => (this.#setting.cpus = to),
          () => this.#setting.cpus,
        ),
        this.#slider(
          'Memory, GB',
          [1, 60],
          (to) => (this.#setting.mem = to),
          () => this.#setting.mem,
        ),
      ]),
      ...NAMES.map((name, user) => this.#group(`A task of ${name}`, this.#userSliders(user))),
      button('Back to 9 CPUs, 18 GB', () => {
        this.#setting = start();
        for (const follow of this.#sliders) follow();
        this.#draw();
      }),
    );
    this.element = element(
      'div',
      { class: 'workbench' },
      controls,
      element(
        'div',
        { class: 'bench-live' },
        element('div', { class: 'bars' }, ...this.#bars.map((bar) => bar.element)),
        element('div', { class: 'pairs' }, ...this.#pairs.map((pair) => pair.element)),
      ),
      element('div', { class: 'bench-figure' }, this.#summary, this.#numbers),
      element(
        'div',
        { class: 'bench-plane' },
        element(
          'p',
          { class: 'plane-words' },
          'The same as a picture: a division is a point, to the right more tasks for A, upwards more ' +
            'for B. Beyond a resource’s line nothing fits. DRF walks along the dotted line, where ' +
            'the dominant shares are equal, until it meets the first of the others.',
        ),
        this.#plane,
        planeLegend(this.#fields()),
      ),
    );
    this.#draw();
  }

  #group(title: string, sliders: readonly HTMLElement[]): HTMLElement {
    return element('fieldset', {}, element('legend', {}, title), ...sliders);
  }

  #userSliders(user: number): HTMLElement[] {
    const demand = (): number[] => this.#setting.demands[user];
    return [
      this.#slider(
        'CPUs',
        [1, 9],
        (to) => (demand()[0] = to),
        () => demand()[0],
      ),
      this.#slider(
        'Memory, GB',
        [1, 9],
        (to) => (demand()[1] = to),
        () => demand()[1],
      ),
      this.#slider(
        'Weight',
        [1, 5],
        (to) => (this.#setting.weights[user] = to),
        () => this.#setting.weights[user],
      ),
    ];
  }

  #slider(
    label: string,
    [min, max]: readonly [number, number],
    write: (value: number) => void,
    read: () => number,
  ): HTMLElement {
    const slider = new Slider({ label, min, max, value: read() }, (value) => {
      write(value);
      this.#changed(this.#draw());
    });
    this.#sliders.push(() => (slider.value = read()));
    return slider.element;
  }

  #fields(): PoolFields {
    const { cpus, mem, demands, weights } = this.#setting;
    return {
      capacity: { cpus, mem },
      users: NAMES.map((name, user) => ({ name, demand: demands[user], weight: weights[user] })),
    };
  }

  #draw(): DivisionOutcome {
    const fields = this.#fields();
    const outcome = divideBy('drf', poolProblem(fields));
    RESOURCES.forEach((resource, r) => {
      const all = fields.capacity[resource];
      const parts = outcome.users.map(({ name, shares, resources }, user) => ({
        user,
        name,
        part: shares[r].toNumber(),
        amount: decimalText(resources[r]),
      }));
      const used = decimalText(outcome.users[0].resources[r].plus(outcome.users[1].resources[r]));
      this.#bars[r].show(parts, `${used} of ${all} ${wordsFor(resource).unit}`, all);
    });
    outcome.users.forEach(({ name, shares, dominantResource }, user) => {
      this.#pairs[user].show(name, shares, dominantResource);
    });
    this.#plane.replaceChildren(drawPlane(fields));
    this.#summary.textContent = sentence(outcome);
    this.#numbers.replaceChildren(numbers(fields, outcome));
    return outcome;
  }
}

function sentence({ users }: DivisionOutcome): string {
  const [a, b] = users;
  return (
    `A runs ${decimalText(a.tasks)} tasks and holds ${shareText(a.dominantShare)} of the ` +
    `${wordsFor(RESOURCES[a.dominantResource]).spoken}; B runs ${decimalText(b.tasks)} and holds ` +
    `${shareText(b.dominantShare)} of the ${wordsFor(RESOURCES[b.dominantResource]).spoken}.`
  );
}

/** Beside the exact division: whole tasks, and what an equal split would give. */
function numbers(fields: PoolFields, outcome: DivisionOutcome): HTMLElement {
  const whole = divideBy('drf', poolProblem({ ...fields, divisible: false, tieBreak: ['B', 'A'] }));
  const rows = outcome.users.map(({ name, tasks }, user) => {
    const half = Math.min(
      ...RESOURCES.map(
        (resource, r) => fields.capacity[resource] / 2 / fields.users[user].demand[r],
      ),
    );
    return [
      name,
      decimalText(tasks),
      whole.users[user].tasks.toString(),
      String(Number(half.toFixed(2))),
    ];
  });
  return table('Tasks', ['', 'Tasks by DRF', 'in whole tasks', 'on half of the cluster'], rows);
}
