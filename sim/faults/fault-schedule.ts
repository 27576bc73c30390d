import type { Micros } from '../../core/machine.ts';
import { log } from '../../core/math/log.ts';
import { Draws } from '../random/draws.ts';
import type { FaultSpec } from './fault-spec.ts';

/** Agents that one fault hits together. */
export interface FaultGroup {
  readonly spec: FaultSpec;
  readonly agents: readonly number[];
}

/**
 * When faults strike. Each has a stream of its own, addressed by its place in the plan and by
 * whom it hits: taking one fault out of a scenario moves no other.
 */
export class FaultSchedule {
  /** Groups in the order of the plan. */
  readonly groups: readonly FaultGroup[];
  private readonly draws: readonly Draws[];
  private readonly struck: number[];

  constructor(faults: readonly FaultSpec[], seed: string) {
    const groups: FaultGroup[] = [];
    const draws: Draws[] = [];
    for (const [index, spec] of faults.entries()) {
      const own = new Draws(seed, `fault ${index} ${spec.kind}`);
      const together = spec.kind === 'rack-outage';
      for (const agents of together ? [spec.agents] : spec.agents.map((agent) => [agent])) {
        groups.push({ spec, agents });
        draws.push(own);
      }
    }
    this.groups = groups;
    this.draws = draws;
    this.struck = groups.map(() => 0);
  }

  /**
   * When a group is struck next.
   * @param freshUs since when all of it is well
   * @returns null when never again
   */
  next(group: number, freshUs: Micros): Micros | null {
    const { spec, agents } = this.groups[group];
    const ordinal = this.struck[group]++;
    if ('atUs' in spec.when) return ordinal === 0 ? spec.when.atUs : null;
    const { count, perUs } = spec.when.rate;
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const wait = -log(1 - this.draws[group].unit(agents[0], ordinal)) * (perUs / count);
    return freshUs + Math.max(1, Math.round(wait));
  }
}
