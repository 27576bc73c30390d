import { formatScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';

/** Distinct demands in order of first use: stages refer to them by index. */
export class DemandTable {
  readonly list: ResourceMap[] = [];
  private readonly indexes = new Map<string, number>();

  indexOf(demand: ResourceMap): number {
    const text = formatScalars(demand);
    const known = this.indexes.get(text);
    if (known !== undefined) return known;
    this.indexes.set(text, this.list.length);
    return this.list.push(demand) - 1;
  }
}
