import { POLICIES } from '../../core/allocation/policies/index.ts';
import type { Change, RunSummary } from '../../sim/session/session-api.ts';
import { button, element, select, setText } from '../elements/element.ts';
import { counted } from './words.ts';

export interface ScenarioBarListener {
  edit(): void;
  change(change: Change): void;
  share(): void;
  compare(): void;
  readonly exports: HTMLElement;
}

/** What runs: scenario, policy and seed, and what can be done with the whole. */
export class ScenarioBar {
  readonly element: HTMLElement;
  /** The scenario as it was written; null when what runs is no longer that. */
  text: string | null = null;
  private readonly name = element('h1', {}, 'Lab');
  private readonly facts = element('p', { class: 'quiet' });
  private readonly policy: HTMLSelectElement;
  private readonly seed: HTMLInputElement;

  constructor(listener: ScenarioBarListener) {
    const names = POLICIES.map(({ name }) => [name, name] as const);
    this.policy = select(names, 'drf', (policy) => listener.change({ kind: 'policy', policy }));
    this.seed = element('input', { type: 'text', size: 8, spellcheck: 'false' });
    this.seed.addEventListener('change', () => {
      const seed = this.seed.value.trim();
      if (seed !== '') listener.change({ kind: 'seed', seed });
    });
    const titles = element('div', { class: 'titles' }, this.name, this.facts);
    this.element = element(
      'header',
      { class: 'scenario-bar' },
      titles,
      element('label', { class: 'inline' }, 'Policy', this.policy),
      element('label', { class: 'inline' }, 'Seed', this.seed),
      button('Scenario…', () => listener.edit(), { title: 'Choose or edit the scenario (e)' }),
      button('Compare…', () => listener.compare(), {
        title: 'This run beside others: policies, faults, seeds',
      }),
      button('Copy link', () => listener.share()),
      listener.exports,
    );
  }

  open(summary: RunSummary): void {
    const { name, policy, seed, agents, frameworks, jobs } = summary;
    setText(this.name, name);
    const parts = [
      counted(agents.length, 'agent'),
      counted(frameworks.length, 'framework'),
      ...(jobs > 0 ? [counted(jobs, 'job')] : []),
      ...(summary.faults.length > 0 ? [counted(summary.faults.length, 'fault')] : []),
    ];
    setText(this.facts, parts.join(' · '));
    if (!POLICIES.some((one) => one.name === policy)) {
      this.policy.append(element('option', { value: policy }, policy));
    }
    this.policy.value = policy;
    this.seed.value = seed;
  }
}
