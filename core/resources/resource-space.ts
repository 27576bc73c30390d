import { type Milli, type Quantities, type ResourceMap } from './quantities.ts';

/**
 * The resource names one engine knows, in a fixed order: name ↔ dense id.
 *
 * Every vector of {@link Quantities} in that engine has one element per name. Names are
 * collected before the engine starts (agents' totals and tasks' demands), so that no
 * vector ever has to grow.
 */
export class ResourceSpace {
  /** Names by id. */
  readonly names: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;

  /** @throws Error when a name is given twice. */
  constructor(names: readonly string[]) {
    this.names = [...names];
    this.ids = new Map(this.names.map((name, id) => [name, id]));
    if (this.ids.size !== this.names.length) {
      throw new Error(`resource names must be distinct, found ${this.names.join(', ')}`);
    }
  }

  /** Collects the names of many maps: `cpus` and `mem` first, the others in order of appearance. */
  static of(maps: Iterable<ResourceMap>): ResourceSpace {
    const names = new Set<string>(['cpus', 'mem']);
    for (const map of maps) for (const name of map.keys()) names.add(name);
    return new ResourceSpace([...names]);
  }

  /** Number of resources, the length of every vector. */
  get size(): number {
    return this.names.length;
  }

  /** Dense id of a name, or -1 when this space does not know it. */
  id(name: string): number {
    return this.ids.get(name) ?? -1;
  }

  /**
   * The vector of a map; names absent from the map are zero.
   * @throws Error when the map names a resource outside the space.
   */
  vector(map: ResourceMap): Milli[] {
    const vector = this.names.map(() => 0);
    for (const [name, amount] of map) {
      const id = this.id(name);
      if (id < 0) {
        throw new Error(`unknown resource "${name}", known are ${this.names.join(', ')}`);
      }
      vector[id] = amount;
    }
    return vector;
  }

  /** The map of a vector, zeros left out. */
  map(vector: Quantities): Map<string, Milli> {
    const map = new Map<string, Milli>();
    for (let id = 0; id < this.size; id++) {
      if (vector[id] !== 0) map.set(this.names[id], vector[id]);
    }
    return map;
  }
}
