import type { Policy } from '../policy.ts';
import { maxmin } from './maxmin.ts';

/** The resource that stands for a slot; agents have a number of them, every task takes one. */
export const SLOTS = 'slots';

/**
 * Slot fairness, as Hadoop before YARN: every agent is cut into equal slots, a task takes one
 * whatever it needs, and slots are shared max-min (Ghodsi et al., NSDI 2011, section 7.2).
 *
 * The host cuts the agents ({@link slotsPerAgent}) and charges `slots:1` for a task. A task that
 * needs more than its slot gets only the slot and takes longer; one that needs less wastes the rest.
 */
export const slots: Policy = {
  name: 'slots',
  summary: 'slot fairness: agents cut into equal slots, shared max-min, as Hadoop 1',
  source: 'Ghodsi et al., NSDI 2011, section 7.2; Hadoop 1 fair scheduler',
  properties: ['strategy-proofness', 'population monotonicity'],
  slots: true,
  start: (accounts, random, agents) => maxmin(SLOTS).start(accounts, random, agents),
};

/**
 * Slots of an agent when none are stated: three for every four CPUs, as on Facebook's nodes of
 * 16 cores and 12 slots (Ghodsi et al., NSDI 2011, section 7.3), at least one.
 * @param cpusMilli CPUs of the agent in thousandths
 */
export function slotsPerAgent(cpusMilli: number): number {
  return Math.max(1, Math.floor((cpusMilli * 3) / 4000));
}
