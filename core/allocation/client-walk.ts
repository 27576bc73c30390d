import type { HeapWalk } from '../heap/indexed-heap.ts';

const NONE = -1;

/** What is walked: a tree whose inner nodes keep their children in order. */
interface Walkable {
  isClient(node: number): boolean;
  walkChildren(node: number): HeapWalk;
}

/** Walks eligible clients in policy order: a whole subtree before the next sibling. */
export class ClientWalk {
  private readonly tree: Walkable;
  private readonly levels: HeapWalk[];

  constructor(tree: Walkable, from: number) {
    this.tree = tree;
    this.levels = [tree.walkChildren(from)];
  }

  /** The next client, or NONE. */
  next(): number {
    const { tree, levels } = this;
    while (levels.length > 0) {
      const node = levels[levels.length - 1].next();
      if (node === NONE) levels.pop();
      else if (tree.isClient(node)) return node;
      else levels.push(tree.walkChildren(node));
    }
    return NONE;
  }
}
