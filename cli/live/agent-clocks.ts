import type { Micros } from '../../core/machine.ts';
import type { AgentId } from '../../core/protocol/ids.ts';

/**
 * When what agents tell was by the run's clock. An agent's own clock may differ by anything: what
 * was on its way for the shortest time counts as told at once, and all else is measured by it.
 */
export class AgentClocks {
  private readonly lagsUs = new Map<AgentId, Micros>();

  /**
   * @param saidUs when it was by the agent's clock
   * @param now when it was heard
   * @returns when it was, at most `now`
   */
  heard(agent: AgentId, saidUs: Micros, now: Micros): Micros {
    const lagUs = Math.min(this.lagsUs.get(agent) ?? Number.POSITIVE_INFINITY, now - saidUs);
    this.lagsUs.set(agent, lagUs);
    return saidUs + lagUs;
  }
}
