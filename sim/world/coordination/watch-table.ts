import type { NodeEvent } from '../../../core/election/coordination.ts';
import type { ZnodeTree } from './znode-tree.ts';

/** Paths that somebody watches: for their data, their coming into being, their children. */
export interface WatchedPaths {
  readonly data: readonly string[];
  readonly exists: readonly string[];
  readonly children: readonly string[];
}

/** Told once per watcher and event. */
export type Fire<Watcher> = (watcher: Watcher, event: NodeEvent, path: string) => void;

/**
 * One-shot watches of any number of watchers. A watch on the existence of a node that is there is
 * one on its data; a deleted node fires all kinds, as one event (ZooKeeper's `DataTree`).
 */
export class WatchTable<Watcher> {
  private readonly data = new Map<string, Set<Watcher>>();
  private readonly children = new Map<string, Set<Watcher>>();

  add(kind: 'data' | 'children', path: string, watcher: Watcher): void {
    const table = this[kind];
    const watchers = table.get(path);
    if (watchers === undefined) table.set(path, new Set([watcher]));
    else watchers.add(watcher);
  }

  trigger(event: NodeEvent, path: string, fire: Fire<Watcher>): void {
    const fired = new Set<Watcher>();
    for (const table of this.tablesOf(event)) {
      const watchers = table.get(path);
      if (watchers === undefined) continue;
      table.delete(path);
      for (const watcher of watchers) fired.add(watcher);
    }
    for (const watcher of fired) fire(watcher, event, path);
  }

  private tablesOf(event: NodeEvent): Map<string, Set<Watcher>>[] {
    if (event === 'NODE_CHILDREN_CHANGED') return [this.children];
    return event === 'NODE_DELETED' ? [this.data, this.children] : [this.data];
  }

  /**
   * Takes over the watches that a client had at another server: fires what it missed since the
   * transaction it saw last, and keeps the others (ZooKeeper's `setWatches`).
   */
  resume(
    paths: WatchedPaths,
    watcher: Watcher,
    seenZxid: number,
    tree: ZnodeTree,
    fire: Fire<Watcher>,
  ): void {
    const told = new Set<string>();
    const gone = (path: string): void => {
      // A watch of each kind on one node: one event, as where it is deleted before one's eyes.
      if (!told.has(path)) fire(watcher, 'NODE_DELETED', path);
      told.add(path);
    };
    for (const path of paths.data) {
      const changed = tree.changedAt(path, 'data');
      if (changed === null) gone(path);
      else if (changed > seenZxid) fire(watcher, 'NODE_DATA_CHANGED', path);
      else this.add('data', path, watcher);
    }
    for (const path of paths.exists) {
      if (tree.changedAt(path, 'data') === null) this.add('data', path, watcher);
      else fire(watcher, 'NODE_CREATED', path);
    }
    for (const path of paths.children) {
      const changed = tree.changedAt(path, 'children');
      if (changed === null) gone(path);
      else if (changed > seenZxid) fire(watcher, 'NODE_CHILDREN_CHANGED', path);
      else this.add('children', path, watcher);
    }
  }

  remove(watcher: Watcher): void {
    for (const table of [this.data, this.children]) {
      for (const [path, watchers] of table) {
        if (watchers.delete(watcher) && watchers.size === 0) table.delete(path);
      }
    }
  }

  clear(): void {
    this.data.clear();
    this.children.clear();
  }
}
