import type { ClientId } from '../../core/allocation/client-allocator.ts';
import { type Quantities, fits } from '../../core/resources/quantities.ts';
import type { AllocatorDriver } from './allocator-driver.ts';

/** Longer than any test. */
export const FOREVER_SECONDS = 86_400;

/** What a client wants to run as often as it can. */
export interface Appetite {
  readonly client: ClientId;
  readonly demand: Quantities;
}

export interface Step {
  readonly name: string;
  readonly client: ClientId;
  readonly agent: number;
}

/**
 * Algorithm 1 of the DRF paper by offers: whoever is offered an agent launches one task and
 * gives the rest back at once, to be offered to whoever comes first then. One whose task does
 * not fit refuses the agent for good, and the others go on (the skip rule).
 * @param launched told after each task
 * @returns the tasks in the order of their launch
 */
export function fillProgressively(
  driver: AllocatorDriver,
  appetites: readonly Appetite[],
  launched: (step: Step) => void = () => undefined,
): Step[] {
  const demands = new Map(appetites.map(({ client, demand }) => [client, demand]));
  const steps: Step[] = [];
  for (let offers = driver.batch(); offers.length > 0; offers = driver.batch()) {
    for (const offer of offers) {
      const demand = demands.get(offer.client);
      if (demand === undefined || !fits(demand, offer.resources)) {
        driver.decline(offer, FOREVER_SECONDS);
        continue;
      }
      driver.accept(offer, demand);
      const step = { name: driver.nameOf(offer.client), client: offer.client, agent: offer.agent };
      steps.push(step);
      launched(step);
    }
  }
  return steps;
}

/**
 * The same, one agent after another: all are known, and count in every share, but only one at
 * a time may be offered (DRF paper, section 6.2; also first fit as long as all tasks are small).
 */
export function fillAgentByAgent(
  driver: AllocatorDriver,
  agents: number,
  appetites: readonly Appetite[],
): Step[] {
  const { allocator } = driver;
  for (let agent = 0; agent < agents; agent++) allocator.setAgentActive(agent, false);
  const steps: Step[] = [];
  for (let agent = 0; agent < agents; agent++) {
    allocator.setAgentActive(agent, true);
    steps.push(...fillProgressively(driver, appetites));
    allocator.setAgentActive(agent, false);
  }
  return steps;
}

/** Tasks by framework name. */
export function tally(steps: readonly Step[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of steps) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
