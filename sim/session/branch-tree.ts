import type { Experiment } from '../experiment/experiment.ts';
import type { EventStore } from './event-store.ts';
import type { Bookmark, Branch, Change, Cursor, RunSummary } from './session-api.ts';
import type { Variant } from './variant.ts';

/** A branch as the session keeps it. */
export interface BranchNode {
  readonly id: number;
  readonly parent: number;
  readonly at: Cursor | null;
  readonly change: Change | null;
  readonly label: string;
  readonly variant: Variant;
  readonly experiment: Experiment;
  readonly summary: RunSummary;
  /** Where its cursor was when it was last current. */
  cursor: Cursor;
  seq: number;
  timeUs: number;
  /** The log of the run of it that went furthest. */
  known: EventStore | null;
}

type NewBranch = Omit<BranchNode, 'id' | 'seq' | 'timeUs' | 'known'> &
  Partial<Pick<BranchNode, 'seq' | 'timeUs'>>;

/** The branches of a session as data: what was opened, and what was changed where. */
export class BranchTree {
  readonly nodes: BranchNode[] = [];
  readonly bookmarks: Bookmark[] = [];
  current = 0;
  private nextBookmark = 1;

  get node(): BranchNode {
    return this.nodes[this.current];
  }

  /** One that has not run yet stands at its beginning. */
  add(node: NewBranch): BranchNode {
    const added = { seq: 0, timeUs: 0, ...node, id: this.nodes.length, known: null };
    this.nodes.push(added);
    return added;
  }

  list(): Branch[] {
    return this.nodes.map((node) => {
      const { id, parent, at, change, label, cursor, seq, timeUs } = node;
      const { policy, seed } = node.experiment;
      const { faults } = node.variant;
      const isCurrent = id === this.current;
      return {
        id,
        parent,
        at,
        change,
        label,
        policy,
        seed,
        faults,
        cursor,
        seq,
        timeUs,
        isCurrent,
      };
    });
  }

  /** Marks where a branch stands. */
  mark({ id, cursor, seq, timeUs }: BranchNode, label: string): Bookmark {
    const bookmark = { id: this.nextBookmark++, branch: id, cursor, seq, timeUs, label };
    this.bookmarks.push(bookmark);
    return bookmark;
  }

  /** Bookmarks of another tree with the same branches. */
  marked(bookmarks: readonly Bookmark[]): void {
    this.bookmarks.push(...bookmarks);
    for (const { id } of bookmarks) this.nextBookmark = Math.max(this.nextBookmark, id + 1);
  }

  unmark(id: number): void {
    const place = this.bookmarks.findIndex((bookmark) => bookmark.id === id);
    if (place >= 0) this.bookmarks.splice(place, 1);
  }
}
