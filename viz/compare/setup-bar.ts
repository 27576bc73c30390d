import { POLICIES } from '../../core/allocation/policies/index.ts';
import { button, element, select, setText } from '../elements/element.ts';
import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { type ComparisonPlan, FAULT_CHOICES, type Vary, seedsFrom } from './variants.ts';

/** A plan and the scenario it is for. */
export interface CompareWish {
  /** The name of one that comes with Evenhand, or a link with a scenario in it. */
  readonly scenario: string;
  readonly plan: ComparisonPlan;
}

export interface SetupListener {
  compare(wish: CompareWish): void;
  cancel(): void;
}

const VARY: readonly (readonly [Vary, string])[] = [
  ['policy', 'policies'],
  ['faults', 'faults'],
  ['seed', 'seeds'],
];

/** Runs side by side. */
const LEAST = 2;
const MOST = 4;

/** What is compared, and the buttons that begin and stop it. */
export class SetupBar {
  readonly element: HTMLElement;
  private readonly listener: SetupListener;
  private readonly values = element('div', { class: 'values', role: 'group' });
  private readonly scenario: HTMLSelectElement;
  private readonly vary: HTMLSelectElement;
  private readonly seeds: HTMLInputElement;
  private readonly begin: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly trouble = element('p', { class: 'trouble', 'aria-live': 'polite' });
  private chosen: readonly string[];

  constructor({ scenario, plan }: CompareWish, listener: SetupListener) {
    this.listener = listener;
    this.chosen = plan.values;
    const scenarios = [
      ...(isPacked(scenario) ? [[scenario, 'the one of the lab'] as const] : []),
      ...SHIPPED_SCENARIOS.map(({ id }) => [id, id] as const),
    ];
    this.scenario = select(scenarios, scenario, () => undefined);
    this.vary = select(VARY, plan.vary, (vary) => {
      this.chosen = firstOf(vary);
      this.showValues();
    });
    this.seeds = element('input', { type: 'text', value: seedsInWords(plan.seeds), size: 10 });
    this.begin = button('Compare', () => this.compare(), { class: 'primary' });
    this.stop = button('Cancel', () => listener.cancel(), { hidden: true });
    this.element = element(
      'header',
      { class: 'setup-bar' },
      element('h1', {}, 'Compare'),
      element('label', { class: 'inline' }, 'Scenario', this.scenario),
      element('label', { class: 'inline' }, 'Different', this.vary),
      this.values,
      element('label', { class: 'inline' }, 'Seeds', this.seeds),
      ...[this.begin, this.stop, this.trouble],
    );
    this.showValues();
  }

  /** Says whether runs are under way. */
  showRunning(running: boolean): void {
    this.begin.hidden = running;
    this.stop.hidden = !running;
  }

  showTrouble(message: string): void {
    setText(this.trouble, message);
  }

  private compare(): void {
    const vary = this.vary.value as Vary;
    const seeds = seedsFrom(this.seeds.value);
    if (typeof seeds === 'string') return this.showTrouble(`Seeds: ${seeds}.`);
    const values = vary === 'seed' ? seeds.slice(0, MOST) : this.chosen;
    if (values.length < LEAST) {
      return this.showTrouble(`Found ${values.length} to compare, wanted ${LEAST} to ${MOST}.`);
    }
    this.showTrouble('');
    const plan = { vary, values, seeds: vary === 'seed' ? values : seeds };
    this.listener.compare({ scenario: this.scenario.value, plan });
  }

  private showValues(): void {
    const vary = this.vary.value as Vary;
    const { chosen } = this;
    if (vary === 'seed') {
      this.values.replaceChildren(element('span', { class: 'quiet' }, 'the first four seeds'));
      return;
    }
    const rest = choicesOf(vary).filter((name) => !chosen.includes(name));
    const chips = chosen.map((name) =>
      button(`${name} ×`, () => this.choose(chosen.filter((one) => one !== name)), {
        ...{ class: 'small', 'aria-label': `Leave ${name} out` },
      }),
    );
    const add = select(
      [['', 'add…'], ...rest.map((name) => [name, name] as const)],
      '',
      (name) => this.choose([...chosen, name]),
      { 'aria-label': 'Add one to compare' },
    );
    this.values.replaceChildren(...chips, ...(chosen.length < MOST ? [add] : []));
  }

  private choose(values: readonly string[]): void {
    this.chosen = values;
    this.showValues();
  }
}

function choicesOf(vary: Vary): readonly string[] {
  return vary === 'faults' ? FAULT_CHOICES : POLICIES.map(({ name }) => name);
}

function firstOf(vary: string): readonly string[] {
  return vary === 'faults' ? FAULT_CHOICES.slice(0, 2) : ['drf', 'fifo'];
}

/** Whether a scenario is a packed link and not a name. */
export function isPacked(scenario: string): boolean {
  return scenario.startsWith('~');
}

/** Seeds as they are typed: a range where they are one. */
export function seedsInWords(seeds: readonly string[]): string {
  const [first] = seeds;
  const isRange =
    seeds.length > 1 && seeds.every((seed, index) => seed === String(Number(first) + index));
  return isRange ? `${first}..${seeds.at(-1)}` : seeds.join(',');
}
