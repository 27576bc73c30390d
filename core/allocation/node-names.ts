import { copyInto } from '../collections/copy-into.ts';
import { NameRanks } from './name-ranks.ts';

interface Family {
  readonly byName: Map<string, number>;
  readonly ranks: NameRanks;
}

const NOBODY: readonly number[] = [];

/** Names of the nodes of a tree, and who is below whom by name. */
export class NodeNames {
  /** Order of a node's name among its siblings', as a number; grown with {@link grow}. */
  ranks: Float64Array = new Float64Array(8);
  private readonly names: string[] = [];
  /** Null for nodes that cannot have children. */
  private readonly families: (Family | null)[] = [];

  /** Nodes named so far: every id is below it. */
  get size(): number {
    return this.names.length;
  }

  of(node: number): string {
    return this.names[node];
  }

  /** Names a node that nobody is above. */
  addRoot(node: number): void {
    this.names[node] = '';
    this.families[node] = { byName: new Map(), ranks: new NameRanks() };
  }

  add(node: number, name: string, parent: number, mayHaveChildren: boolean): void {
    this.names[node] = name;
    this.families[node] = mayHaveChildren ? { byName: new Map(), ranks: new NameRanks() } : null;
    this.file(node, parent);
  }

  remove(node: number, parent: number): void {
    const name = this.names[node];
    this.families[parent]?.byName.delete(name);
    this.families[parent]?.ranks.remove(name);
  }

  /** Puts a node below another parent. */
  move(node: number, from: number, to: number): void {
    this.remove(node, from);
    this.file(node, to);
  }

  child(node: number, name: string): number | undefined {
    return this.families[node]?.byName.get(name);
  }

  countOf(node: number): number {
    return this.families[node]?.byName.size ?? 0;
  }

  /** Children in the order in which they came. */
  childrenOf(node: number): number[] {
    return [...(this.families[node]?.byName.values() ?? [])];
  }

  /** Children in the order of their names. */
  inOrder(node: number): readonly number[] {
    return this.families[node]?.ranks.inOrder() ?? NOBODY;
  }

  grow(capacity: number): void {
    this.ranks = copyInto(new Float64Array(capacity), this.ranks);
  }

  private file(node: number, parent: number): void {
    const name = this.names[node];
    this.families[parent]?.byName.set(name, node);
    this.families[parent]?.ranks.add(name, node, this.ranks);
  }
}
