import { POLICIES } from '../../core/allocation/policies/index.ts';
import { button, element, select } from '../elements/element.ts';
import type { Files } from '../files/open-files.ts';
import { SHIPPED_SCENARIOS, aboutScenario } from '../files/shipped-scenarios.ts';
import type { TextProblem } from '../scenario/read-scenario-text.ts';
import { saveFile } from './save-file.ts';
import { type FieldPath, formValues, withField } from './scenario-form.ts';
import { type YamlEditor, yamlEditor } from './yaml-editor.ts';

export interface ScenarioDialogOptions {
  readonly text: string;
  readonly files: Files;
  /** Aborted when the page is left. */
  readonly signal: AbortSignal;
}

/** How long after the last key the text is checked. */
const CHECK_AFTER_MS = 300;

/**
 * Lets the reader choose or write a scenario: a list, a form and the text side by side.
 * @returns the text to run; null when nothing is to be run
 */
export function editScenario(options: ScenarioDialogOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const dialog = new ScenarioDialog(options, resolve);
    dialog.open();
  });
}

class ScenarioDialog {
  private readonly files: Files;
  private readonly signal: AbortSignal;
  private readonly done: (text: string | null) => void;
  private readonly dialog: HTMLDialogElement;
  private readonly form = element('div', { class: 'scenario-form' });
  private readonly list = element('div', { class: 'scenario-list', role: 'list' });
  private readonly problems = element('ul', { class: 'problems', 'aria-live': 'polite' });
  private readonly run: HTMLButtonElement;
  private readonly editor: YamlEditor;
  private timer = 0;
  private check = 0;

  constructor({ text, files, signal }: ScenarioDialogOptions, done: (text: string | null) => void) {
    this.files = files;
    this.signal = signal;
    this.done = done;
    this.editor = yamlEditor(text, (changed) => this.changed(changed));
    this.run = button('Run', () => this.finish(this.editor.text()), { class: 'primary' });
    const cancel = button('Cancel', () => this.finish(null));
    const save = button('Save file', () =>
      saveFile('scenario.yaml', this.editor.text(), 'application/yaml'),
    );
    const foot = element('footer', {}, this.problems, save, cancel, this.run);
    const yaml = element('div', { class: 'scenario-yaml' }, this.editor.element);
    this.dialog = element(
      'dialog',
      { class: 'scenario-dialog', 'aria-label': 'Scenario' },
      element('h2', {}, 'Scenario'),
      element('div', { class: 'scenario-parts' }, this.list, this.form, yaml),
      foot,
    );
    this.dialog.addEventListener('close', () => this.finish(null));
  }

  open(): void {
    for (const { id, text } of SHIPPED_SCENARIOS) {
      const choose = button(element('strong', {}, id), () => this.set(text), { class: 'choice' });
      choose.append(element('span', { class: 'quiet' }, aboutScenario(text)));
      this.list.append(element('div', { role: 'listitem' }, choose));
    }
    document.body.append(this.dialog);
    this.signal.addEventListener('abort', () => this.finish(null), { once: true });
    this.dialog.showModal();
    this.list.querySelector('button')?.focus();
    this.set(this.editor.text());
  }

  private finish(text: string | null): void {
    if (!this.dialog.isConnected) return;
    clearTimeout(this.timer);
    this.editor.close();
    this.dialog.remove();
    this.done(text);
  }

  /** Another text than the one in the editor. */
  private set(text: string): void {
    this.editor.replace(text);
    this.showForm(text);
    void this.validate(text);
  }

  /** The reader has written in the editor. */
  private changed(text: string): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.showForm(text);
      void this.validate(text);
    }, CHECK_AFTER_MS);
  }

  private async validate(text: string): Promise<void> {
    const check = ++this.check;
    const found = await this.problemsOf(text);
    if (check !== this.check || !this.dialog.isConnected) return;
    this.editor.showProblems(found);
    this.run.disabled = found.length > 0;
    this.problems.replaceChildren(
      ...found.slice(0, 4).map((problem) => {
        const words = `Line ${problem.line}: ${problem.message}`;
        const go = button(words, () => this.editor.goTo(problem), { class: 'link' });
        return element('li', {}, go);
      }),
    );
  }

  private async problemsOf(text: string): Promise<readonly TextProblem[]> {
    try {
      const read = await this.files.scenario(text);
      return read.ok ? [] : read.problems;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ line: 1, column: 1, message }];
    }
  }

  private showForm(text: string): void {
    const values = formValues(text);
    // While the text is broken the form keeps what it has.
    if (values === null || this.form.contains(document.activeElement)) return;
    const groups = values.agents.map(({ count, resources, rack }, group) => {
      const path = (field: string): FieldPath => ['cluster', 'agents', group, field];
      return element(
        'fieldset',
        {},
        element('legend', {}, values.agents.length === 1 ? 'Agents' : `Agents, group ${group + 1}`),
        this.field('Count', count, path('count'), 'number'),
        this.field('Resources of each', resources, path('resources')),
        this.field('Racks', rack, path('rack'), 'text', 'r{1..4}'),
      );
    });
    this.form.replaceChildren(
      this.field('Name', values.name, ['name']),
      this.policyField(values.policy),
      this.field('Seed', values.seed, ['seed'], 'text', '1'),
      this.field('Runs until', values.until, ['until'], 'text', 'all jobs are done'),
      this.field('Masters', values.masters, ['masters'], 'number', '1'),
      ...groups,
      element(
        'p',
        { class: 'quiet' },
        'Frameworks, roles, the network and faults are written in the text.',
      ),
    );
  }

  private policyField(policy: string): HTMLElement {
    const names = POLICIES.map(({ name }) => [name, name] as const);
    const choice = select([['', 'drf, unless given'], ...names], policy, (value) =>
      this.setField(['policy'], value),
    );
    return element('label', {}, 'Policy', choice);
  }

  private field(
    label: string,
    value: string,
    path: FieldPath,
    type = 'text',
    placeholder = '',
  ): HTMLElement {
    const input = element('input', {
      type,
      value,
      placeholder,
      ...(type === 'number' && { min: 1 }),
    });
    input.addEventListener('change', () => this.setField(path, input.value.trim()));
    return element('label', {}, label, input);
  }

  private setField(path: FieldPath, value: string): void {
    const text = withField(this.editor.text(), path, value);
    this.editor.replace(text);
    void this.validate(text);
  }
}
