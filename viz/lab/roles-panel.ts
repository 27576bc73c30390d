import type { RoleSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { element, setText } from '../elements/element.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkLabel } from './framework-marks.ts';
import type { Moves, View } from './view.ts';
import { amounts, count, percent } from './words.ts';

/** A row of the tree: a role, or a framework below its role. */
interface TreeRow {
  readonly element: HTMLElement;
  readonly bar: HTMLElement;
  readonly share: HTMLElement;
  readonly held: HTMLElement;
  readonly offered: HTMLElement;
  readonly note: HTMLElement;
}

/** Rows at most: a workload may have thousands of users. */
const ROWS_MAX = 300;

/** Roles as a tree with the frameworks below them: weights, quota, and who holds how much. */
export class RolesPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { roles: true, frameworks: true };
  private readonly body = element('tbody');
  private readonly rest = element('p', { class: 'quiet note' });
  private readonly chosen: (framework: number) => void;
  private source: FrameSource | null = null;
  private roles: readonly TreeRow[] = [];
  private frameworks = new Map<number, TreeRow>();

  constructor(chosen: (framework: number) => void) {
    this.chosen = chosen;
    const heads = ['Role or framework', 'Weight', 'Dominant share', 'Holds', 'Offered', ''];
    const table = element(
      'table',
      { class: 'tree', 'aria-label': 'Roles and their frameworks' },
      element('thead', {}, element('tr', {}, ...heads.map((head) => headOf(head)))),
      this.body,
    );
    this.element = element('div', { class: 'scrolls', tabindex: 0 }, table, this.rest);
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', 'Roles');
  }

  open(source: FrameSource): void {
    this.source = source;
    const { roles, frameworks } = source.summary;
    const names = frameworks.map(({ name }) => name);
    this.frameworks = new Map();
    const rows: HTMLElement[] = [];
    this.roles = roles.map((role, index) => {
      const row = treeRow(
        roleName(role),
        depthOf(roles, index),
        role.weight,
        quotaOf(role, source),
      );
      rows.push(row.element);
      frameworks.forEach((framework, number) => {
        if (framework.role !== index) return;
        const label = frameworkLabel(number, names);
        const own = treeRow(label, depthOf(roles, index) + 1, null, framework.kind);
        own.element.classList.add('chooses');
        own.element.tabIndex = 0;
        own.element.addEventListener('click', () => this.chosen(number));
        own.element.addEventListener('keydown', (event) => {
          if (event.key === 'Enter') this.chosen(number);
        });
        this.frameworks.set(number, own);
        rows.push(own.element);
      });
      return row;
    });
    this.body.replaceChildren(...rows.slice(0, ROWS_MAX));
    const left = rows.length - ROWS_MAX;
    setText(this.rest, left > 0 ? `${count(left)} more rows are left out.` : '');
  }

  /** Who reads on goes on where he was. */
  summaryChanged(moves: Moves): void {
    if (this.source === null) return;
    const { scrollTop } = this.element;
    const rows = [...this.frameworks];
    const [focused] = rows.find(([, { element: row }]) => row === document.activeElement) ?? [-1];
    this.open(this.source);
    this.element.scrollTop = scrollTop;
    if (focused >= 0) this.frameworks.get(moves.framework(focused))?.element.focus();
  }

  show({ roles, frameworks }: Frame): void {
    if (this.source === null || this.element.clientHeight === 0) return;
    const { resources } = this.source.summary;
    if (roles !== null) {
      this.roles.forEach((row, role) => fill(row, roles, role, resources));
    }
    if (frameworks === null) return;
    for (const [framework, row] of this.frameworks) {
      fill(row, frameworks, framework, resources);
      const notes = [
        frameworks.connected[framework] === 0 ? 'not connected' : '',
        frameworks.suppressed[framework] === 1 ? 'suppressed' : '',
        frameworks.backlogged[framework] === 1 ? 'wants more' : '',
      ];
      setText(row.note, notes.filter((note) => note !== '').join(', '));
    }
  }
}

interface Holdings {
  readonly dominantShare: Float64Array;
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
}

function fill(row: TreeRow, of: Holdings, index: number, resources: readonly string[]): void {
  const share = of.dominantShare[index];
  row.bar.style.width = `${Math.min(100, share * 100).toFixed(1)}%`;
  setText(row.share, percent(share));
  setText(row.held, amounts(of.allocated, resources, index * resources.length));
  const offered = amounts(of.offered, resources, index * resources.length);
  setText(row.offered, offered === 'nothing' ? '' : offered);
}

function treeRow(
  name: Node | string,
  depth: number,
  weight: number | null,
  about: string,
): TreeRow {
  const bar = element('i', { class: 'share-bar' });
  const share = element('span');
  const held = element('td', { class: 'held' });
  const offered = element('td', { class: 'held' });
  const note = element('td', { class: 'quiet' }, about);
  const heading = element('th', { scope: 'row' }, name);
  heading.style.paddingLeft = `${8 + depth * 20}px`;
  const made = element(
    'tr',
    { class: weight === null ? 'leaf' : 'inner' },
    heading,
    element('td', { class: 'end' }, weight === null ? '' : String(weight)),
    element(
      'td',
      {},
      element('span', { class: 'share' }, element('span', { class: 'share-track' }, bar), share),
    ),
    ...[held, offered, note],
  );
  return { element: made, bar, share, held, offered, note };
}

function roleName({ path }: RoleSummary): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function depthOf(roles: readonly RoleSummary[], role: number): number {
  let depth = 0;
  for (let at = roles[role].parent; at >= 0; at = roles[at].parent) depth++;
  return depth;
}

function quotaOf({ guarantee, limit }: RoleSummary, { summary }: FrameSource): string {
  const parts = [
    guarantee === null ? null : `guaranteed ${amounts(guarantee, summary.resources)}`,
    limit === null ? null : `at most ${amounts(limit, summary.resources)}`,
  ];
  return parts.filter((part) => part !== null && !part.endsWith('nothing')).join(', ');
}

function headOf(label: string): HTMLElement {
  return element('th', { scope: 'col' }, label);
}
