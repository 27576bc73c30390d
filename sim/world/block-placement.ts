import type { BlockPlacement } from '../../core/schedulers/mapreduce/block-locality.ts';
import { Draws } from '../random/draws.ts';

/**
 * Blocks replicated on distinct random hosts: the hosts of a block are drawn per (seed, stage,
 * task). Where hosts have racks, as HDFS does by default (`BlockPlacementPolicyDefault`): the
 * second replica is in another rack than the first, the third on another host of the second's
 * rack, the others anywhere. Without racks, and where a rule leaves no host, anywhere.
 */
export class RandomBlockPlacement implements BlockPlacement {
  private readonly hosts: readonly string[];
  private readonly replication: number;
  private readonly draws: Draws;
  /** Of each host; null where none has one. A host without a rack is alone in it. */
  private readonly racks: readonly string[] | null;
  private readonly rackSizes = new Map<string, number>();

  /** @param racks of each host; null, and absent: none */
  constructor(
    hosts: readonly string[],
    replication: number,
    seed: string,
    racks: readonly (string | null)[] = [],
  ) {
    this.hosts = hosts;
    this.replication = Math.min(replication, hosts.length);
    this.draws = new Draws(seed, 'block');
    const isRacked = racks.some((rack) => rack !== null);
    this.racks = isRacked ? hosts.map((host, i) => racks[i] ?? `none:${host}`) : null;
    for (const rack of this.racks ?? []) {
      this.rackSizes.set(rack, (this.rackSizes.get(rack) ?? 0) + 1);
    }
  }

  hostsOf(stage: number, index: number): readonly string[] {
    const chosen: number[] = [];
    for (let ordinal = index * 64; chosen.length < this.replication; ordinal++) {
      const host = (this.draws.bits(stage, ordinal) >>> 0) % this.hosts.length;
      if (!chosen.includes(host) && this.isAllowed(host, chosen)) chosen.push(host);
    }
    return chosen.map((host) => this.hosts[host]);
  }

  private isAllowed(host: number, chosen: readonly number[]): boolean {
    const { racks, rackSizes } = this;
    if (racks === null) return true;
    const [first, second] = chosen;
    if (chosen.length === 1) return racks[host] !== racks[first] || rackSizes.size === 1;
    if (chosen.length !== 2 || racks[second] === racks[first]) return true;
    return racks[host] === racks[second] || rackSizes.get(racks[second]) === 1;
  }
}
