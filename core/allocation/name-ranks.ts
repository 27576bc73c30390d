/** Names in one run of the order; a longer run is split in two. */
const LONGEST_RUN = 512;

interface Run {
  readonly names: string[];
  readonly nodes: number[];
}

/**
 * Ranks of names among siblings, so that ties are broken by comparing two numbers.
 *
 * A new name gets a rank between its neighbours'. Names stand in runs of bounded length; when two
 * neighbours have no number left between them, their run is spread evenly between the runs beside
 * it, and only when that leaves no number either are all numbered anew. So adding one costs the
 * same among fifty thousand as among a thousand.
 */
export class NameRanks {
  private readonly runs: Run[] = [];

  /** Files a node under its name; `ranks` holds the rank of every node. */
  add(name: string, node: number, ranks: Float64Array): void {
    if (this.runs.length === 0) this.runs.push({ names: [], nodes: [] });
    const index = this.runOf(name);
    const run = this.runs[index];
    const at = positionIn(run.names, name);
    const before = at > 0 ? run.nodes[at - 1] : this.runs[index - 1]?.nodes.at(-1);
    const after = at < run.nodes.length ? run.nodes[at] : this.runs[index + 1]?.nodes[0];
    run.names.splice(at, 0, name);
    run.nodes.splice(at, 0, node);
    if (before === undefined) ranks[node] = after === undefined ? 0 : ranks[after] - 1;
    else if (after === undefined) ranks[node] = ranks[before] + 1;
    else {
      ranks[node] = (ranks[before] + ranks[after]) / 2;
      if (!(ranks[before] < ranks[node] && ranks[node] < ranks[after])) this.spread(index, ranks);
    }
    if (run.names.length > LONGEST_RUN) this.split(index);
  }

  remove(name: string): void {
    const index = this.runOf(name);
    const run = this.runs[index];
    const at = positionIn(run.names, name);
    run.names.splice(at, 1);
    run.nodes.splice(at, 1);
    if (run.names.length === 0) this.runs.splice(index, 1);
  }

  /** Nodes in order of their names. */
  inOrder(): readonly number[] {
    return this.runs.length === 1 ? this.runs[0].nodes : this.runs.flatMap((run) => run.nodes);
  }

  private split(index: number): void {
    const { names, nodes } = this.runs[index];
    const half = names.length >> 1;
    this.runs.splice(index + 1, 0, { names: names.splice(half), nodes: nodes.splice(half) });
  }

  /** Gives the nodes of a run ranks at equal distances between the runs beside it. */
  private spread(index: number, ranks: Float64Array): void {
    const { nodes } = this.runs[index];
    const last = this.runs[index - 1]?.nodes.at(-1);
    const first = this.runs[index + 1]?.nodes[0];
    const low =
      last === undefined
        ? (first === undefined ? 0 : ranks[first]) - nodes.length - 1
        : ranks[last];
    const high = first === undefined ? low + nodes.length + 1 : ranks[first];
    const step = (high - low) / (nodes.length + 1);
    let previous = low;
    for (const [i, node] of nodes.entries()) {
      ranks[node] = low + (i + 1) * step;
      if (ranks[node] <= previous) return this.renumber(ranks);
      previous = ranks[node];
    }
    if (previous >= high) this.renumber(ranks);
  }

  private renumber(ranks: Float64Array): void {
    for (const [rank, node] of this.inOrder().entries()) ranks[node] = rank;
  }

  /** The last run that does not begin after a name, or the first one. */
  private runOf(name: string): number {
    let low = 1;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.runs[middle].names[0] <= name) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** First position whose name is not before the given one (by UTF-16 units, as Mesos by bytes). */
function positionIn(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (names[middle] < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
