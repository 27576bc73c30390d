import type { Bookmark, Branch, Difference } from '../../sim/session/session-api.ts';
import { button, element } from '../elements/element.ts';
import { panel } from './panel.ts';
import { clock } from './time-words.ts';
import { count } from './words.ts';

export interface ForkTreeListener {
  select(branch: number): void;
  /** Where a branch and the current one part. */
  difference(branch: number): Promise<Difference | null>;
  goTo(bookmark: Bookmark): void;
  remove(bookmark: number): void;
  failed(error: unknown): void;
}

/** All branches of a run, none is ever lost, and the places that were marked. */
export class ForkTree {
  readonly element: HTMLElement;
  private readonly listener: ForkTreeListener;
  private readonly tree = element('ul', { class: 'forks', role: 'list' });
  private readonly answer = element('p', { class: 'quiet parting', 'aria-live': 'polite' });
  private readonly marks = element('ul', { class: 'bookmarks', role: 'list' });

  constructor(listener: ForkTreeListener) {
    this.listener = listener;
    this.element = panel('Branches and bookmarks', 'branches', [], this.tree, this.answer);
    this.element.append(this.marks);
  }

  show(branches: readonly Branch[], bookmarks: readonly Bookmark[]): void {
    this.answer.textContent = '';
    this.tree.replaceChildren(
      ...inOrder(branches).map(({ branch, depth }) => this.branchRow(branch, depth, branches)),
    );
    this.marks.replaceChildren(...bookmarks.map((bookmark) => this.markRow(bookmark)));
  }

  private branchRow(branch: Branch, depth: number, all: readonly Branch[]): HTMLElement {
    const { id, isCurrent, timeUs, at } = branch;
    const label = branchInWords(branch);
    const from = at === null ? '' : ` · from ${cursorInWords(branch)}`;
    const choose = button(
      element('span', { class: 'fork-label' }, label),
      () => this.listener.select(id),
      { class: 'fork', 'aria-current': isCurrent ? 'true' : null },
    );
    choose.append(element('span', { class: 'quiet' }, `at ${clock(timeUs, 1)}${from}`));
    const row = element('li', { class: isCurrent ? 'current' : null }, choose);
    row.style.setProperty('--depth', String(depth));
    if (!isCurrent && all.length > 1) {
      row.append(
        button('≠', () => void this.tellDifference(branch), {
          ...{ class: 'icon small', title: 'Where does it part from the current branch?' },
          'aria-label': `Where ${label} parts from the current branch`,
        }),
      );
    }
    return row;
  }

  private async tellDifference(branch: Branch): Promise<void> {
    const { id } = branch;
    const label = branchInWords(branch);
    try {
      const found = await this.listener.difference(id);
      this.answer.textContent = found === null ? `${label}: no event differs.` : inWords(found);
    } catch (error) {
      this.listener.failed(error);
    }
  }

  private markRow(bookmark: Bookmark): HTMLElement {
    const { id, label, timeUs } = bookmark;
    const go = button(`★ ${label}`, () => this.listener.goTo(bookmark), { class: 'link' });
    const remove = button('×', () => this.listener.remove(id), {
      ...{ class: 'icon small', 'aria-label': `Remove the bookmark ${label}` },
    });
    return element('li', {}, go, element('span', { class: 'quiet' }, clock(timeUs, 1)), remove);
  }
}

/** Children after their parent, each with how deep it is. */
export function inOrder(
  branches: readonly Branch[],
): { readonly branch: Branch; readonly depth: number }[] {
  const below = (parent: number, depth: number): { branch: Branch; depth: number }[] =>
    branches
      .filter((branch) => branch.parent === parent)
      .flatMap((branch) => [{ branch, depth }, ...below(branch.id, depth + 1)]);
  return below(-1, 0);
}

/** What makes a branch, with times as clocks: exact to the microsecond is for files. */
export function branchInWords({ label }: Branch): string {
  return label.replaceAll(/\b(\d+)us\b/g, (_, us: string) => clock(Number(us), 1));
}

function cursorInWords({ at }: Branch): string {
  if (at === null) return 'the start';
  return at.at === 'time' ? clock(at.timeUs, 1) : `event ${count(at.seq)}`;
}

function inWords({ seq, timeUs, events }: Difference): string {
  const told = events.map(
    (event, which) => `${clock(timeUs[which], 3)} ${event ?? 'nothing more'}`,
  );
  return `First difference at event ${count(seq[0])}: ${told[1]}; here ${told[0]}.`;
}
