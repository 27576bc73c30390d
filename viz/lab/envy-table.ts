import type { RunSummary } from '../../sim/session/session-api.ts';
import type { FairnessColumns } from '../../sim/session/session-frame.ts';
import { type EnvyMatrix, shareOf } from '../charts/envy.ts';
import { element } from '../elements/element.ts';
import { frameworkChip, frameworkLabel } from './framework-marks.ts';
import { count, counted, percent } from './words.ts';

/** Sentences below the table. */
const SENTENCES_MAX = 3;

/**
 * Envy as a table: in a row who looks, in a column at whose resources, in the cell how many tasks
 * it could run with them. What is more than its own is marked and shaded.
 */
export class EnvyTable {
  readonly element: HTMLElement;
  private readonly words = element('div', { class: 'envy-words', 'aria-live': 'polite' });
  private readonly table = element('table', { class: 'envy-table' });
  private readonly chosen: (framework: number) => void;
  /** What is shown, as one text: the same is not laid out again. */
  private shown = '';

  constructor(chosen: (framework: number) => void) {
    this.chosen = chosen;
    this.element = element('div', { class: 'envy-holder' }, this.words, this.table, legend());
  }

  clear(): void {
    this.shown = '';
    this.table.replaceChildren();
    this.words.replaceChildren();
  }

  show(matrix: EnvyMatrix, columns: FairnessColumns, summary: RunSummary): void {
    const names = summary.frameworks.map(({ name }) => name);
    const rows = matrix.frameworks.map((framework, i) => {
      const share = shareOf(columns, summary.capacity, framework);
      const guarantee = columns.over[framework] / columns.under[framework];
      return { framework, cells: matrix.tasks[i], share, guarantee };
    });
    const shown = JSON.stringify([names, rows]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.words.replaceChildren(
      ...sentences(matrix, names, columns.count).map((text) => element('p', {}, text)),
    );
    if (rows.length === 0) return this.table.replaceChildren();
    const heads = matrix.frameworks.map((framework) =>
      element(
        'th',
        { scope: 'col', title: `with the resources of ${names[framework]}` },
        frameworkChip(framework),
        element('span', { class: 'unseen' }, names[framework]),
      ),
    );
    this.table.replaceChildren(
      element('caption', { class: 'unseen' }, 'Tasks that each could run with what each holds'),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'tasks, with what … holds'),
          ...heads,
          element('th', { scope: 'col', class: 'wide' }, 'holds, of'),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(({ framework, cells, share, guarantee }, i) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, this.choice(framework, names)),
            ...cells.map((tasks, j) => cell(tasks, cells[i] ?? 0, i === j)),
            element('td', { class: 'wide' }, `${percent(share)} of ${percent(guarantee)}`),
          ),
        ),
      ),
    );
  }

  private choice(framework: number, names: readonly string[]): HTMLElement {
    const made = element('button', { type: 'button', class: 'plain' });
    made.append(frameworkLabel(framework, names));
    made.addEventListener('click', () => this.chosen(framework));
    return made;
  }
}

function cell(tasks: number | null, own: number, isOwn: boolean): HTMLElement {
  if (isOwn) return element('td', { class: 'own', title: 'its own tasks' }, count(own));
  if (tasks === null) {
    return element('td', { class: 'quiet', title: 'the size of its tasks is not known' }, '?');
  }
  if (tasks <= own) return element('td', { title: 'no more than its own' }, count(tasks));
  const made = element(
    'td',
    { class: 'envies', title: `${counted(tasks - own, 'task')} more than its own` },
    `${count(tasks)} ↑`,
  );
  // Never so strong that the number is hard to read.
  const more = (tasks - own) / tasks;
  made.style.setProperty('--envy', `${Math.round(12 + 26 * more)}%`);
  return made;
}

function sentences(matrix: EnvyMatrix, names: readonly string[], all: number): string[] {
  const { frameworks, tasks } = matrix;
  const left = frameworks.length < all ? ` (the ${frameworks.length} that hold most)` : '';
  if (frameworks.length < 2) {
    return [frameworks.length === 0 ? 'Nobody holds or wants anything.' : 'Only one is there.'];
  }
  const envies = frameworks.flatMap((framework, i) => {
    const own = tasks[i][i] ?? 0;
    let most = -1;
    tasks[i].forEach((some, j) => {
      if (some !== null && some > own && (most < 0 || some > (tasks[i][most] ?? 0))) most = j;
    });
    if (most < 0) return [];
    const other = names[frameworks[most]];
    const could = counted(tasks[i][most] ?? 0, 'task');
    return [
      `${names[framework]} would rather have what ${other} has: ${could} instead of ${count(own)}.`,
    ];
  });
  if (envies.length === 0) return [`Nobody${left} could run more with what another holds.`];
  const rest = envies.length - SENTENCES_MAX;
  const shown = envies.slice(0, SENTENCES_MAX);
  return rest > 0
    ? [...shown, `And ${counted(rest, 'other')} would rather have another's.`]
    : shown;
}

function legend(): HTMLElement {
  const sample = element('span', { class: 'envies sample' }, '7 ↑');
  sample.style.setProperty('--envy', '30%');
  return element(
    'p',
    { class: 'quiet envy-legend' },
    ...[
      'In a row: how many of its tasks a framework could run with what another holds, scaled by ',
    ],
    ...['weight, and not more than it has to do. Framed: its own tasks. '],
    sample,
    ' more than its own, the darker the more: that is envy. DRF leaves none but what whole tasks ' +
      'and whole agents make. Last, its dominant share and what its weight guarantees it.',
  );
}
