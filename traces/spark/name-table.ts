/** Names in the order in which they are first met; those above the limit share the last place. */
export class NameTable {
  readonly names: string[] = [];
  private readonly positions = new Map<string, number>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  positionOf(name: string): number {
    const known = this.positions.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= this.limit - 1) {
      if (this.names.length < this.limit) this.names.push('others');
      return this.limit - 1;
    }
    this.positions.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
