import type { BlockPlacement } from '../../core/schedulers/mapreduce/block-locality.ts';
import { Draws } from '../random/draws.ts';

/**
 * Blocks replicated on distinct random hosts, as HDFS does without racks: the hosts of a block
 * are drawn per (seed, stage, task).
 */
export class RandomBlockPlacement implements BlockPlacement {
  private readonly hosts: readonly string[];
  private readonly replication: number;
  private readonly draws: Draws;

  constructor(hosts: readonly string[], replication: number, seed: string) {
    this.hosts = hosts;
    this.replication = Math.min(replication, hosts.length);
    this.draws = new Draws(seed, 'block');
  }

  hostsOf(stage: number, index: number): readonly string[] {
    const chosen: string[] = [];
    for (let ordinal = index * 64; chosen.length < this.replication; ordinal++) {
      const host = this.hosts[(this.draws.bits(stage, ordinal) >>> 0) % this.hosts.length];
      if (!chosen.includes(host)) chosen.push(host);
    }
    return chosen;
  }
}
