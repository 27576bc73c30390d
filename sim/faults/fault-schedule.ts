import type { Micros } from '../../core/machine.ts';
import { log } from '../../core/math/log.ts';
import { Draws } from '../random/draws.ts';
import { FAULT_KINDS, type FaultSpec } from './fault-spec.ts';

/** What one fault hits together. */
export interface FaultGroup {
  readonly spec: FaultSpec;
  readonly targets: readonly number[];
}

/**
 * When faults strike. Each has a stream of its own, addressed by what it is, how often it comes
 * and whom it hits: taking one fault out of a scenario moves no other but its equals.
 */
export class FaultSchedule {
  /** Groups in the order of the plan. */
  readonly groups: readonly FaultGroup[];
  private readonly draws: readonly Draws[];
  private readonly struck: number[];

  constructor(faults: readonly FaultSpec[], seed: string) {
    const groups: FaultGroup[] = [];
    const draws: Draws[] = [];
    const seen = new Map<string, number>();
    for (const spec of faults) {
      const what = `${spec.kind} ${timeText(spec)}`;
      const before = seen.get(what) ?? 0;
      seen.set(what, before + 1);
      const own = new Draws(seed, `fault ${what} ${before}`);
      const { together } = FAULT_KINDS[spec.kind];
      for (const targets of together ? [spec.targets] : spec.targets.map((one) => [one])) {
        groups.push({ spec, targets });
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
    const { spec, targets } = this.groups[group];
    const ordinal = this.struck[group]++;
    if ('atUs' in spec.when) return ordinal === 0 ? spec.when.atUs : null;
    const { count, perUs } = spec.when.rate;
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const wait = -log(1 - this.draws[group].unit(targets[0], ordinal)) * (perUs / count);
    return freshUs + Math.max(1, Math.round(wait));
  }
}

function timeText({ when }: FaultSpec): string {
  return 'atUs' in when ? `at ${when.atUs}` : `${when.rate.count} per ${when.rate.perUs}`;
}
