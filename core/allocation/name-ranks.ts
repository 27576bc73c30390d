/**
 * Ranks of names among siblings, so that ties are broken by comparing two numbers.
 *
 * A new name gets a rank between its neighbours'. When two neighbours have no number left
 * between them all are numbered anew, which halving a gap of 1 makes rare (52 times in a row).
 */
export class NameRanks {
  private readonly names: string[] = [];
  private readonly nodes: number[] = [];

  /** Files a node under its name; `ranks` holds the rank of every node. */
  add(name: string, node: number, ranks: Float64Array): void {
    const { names, nodes } = this;
    const at = this.positionOf(name);
    names.splice(at, 0, name);
    nodes.splice(at, 0, node);
    const before = at > 0 ? ranks[nodes[at - 1]] : null;
    const after = at + 1 < nodes.length ? ranks[nodes[at + 1]] : null;
    if (before === null) ranks[node] = after === null ? 0 : after - 1;
    else if (after === null) ranks[node] = before + 1;
    else {
      ranks[node] = (before + after) / 2;
      if (!(before < ranks[node] && ranks[node] < after)) this.renumber(ranks);
    }
  }

  remove(name: string): void {
    const at = this.positionOf(name);
    this.names.splice(at, 1);
    this.nodes.splice(at, 1);
  }

  /** Nodes in order of their names. */
  inOrder(): readonly number[] {
    return this.nodes;
  }

  private renumber(ranks: Float64Array): void {
    for (const [rank, node] of this.nodes.entries()) ranks[node] = rank;
  }

  /** First position whose name is not before the given one (by UTF-16 units, as Mesos by bytes). */
  private positionOf(name: string): number {
    let low = 0;
    let high = this.names.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.names[middle] < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
