import { SLOTS, slotsPerAgent } from '../../core/allocation/policies/slots.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { type Quantities, type ResourceMap } from '../../core/resources/quantities.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { ClusterSpec } from '../experiment/experiment.ts';

/**
 * Two ways to count: what the allocator accounts (resources, or slots under a slot policy) and
 * what machines really have and tasks really use, which the metrics report in either case.
 */
export interface ResourceView {
  /** What the allocator counts. */
  readonly space: ResourceSpace;
  /** What machines have. */
  readonly real: ResourceSpace;
  /** By agent; agents of a group share one. */
  readonly agents: readonly AgentGroupView[];
  /** By index in the workload's demands: what the allocator charges for a task. */
  readonly charged: readonly Quantities[];
  /** By index in the workload's demands: what a task wants of the machine. */
  readonly wanted: readonly Quantities[];
  /** Of all machines together, in `real`. */
  readonly capacity: Quantities;
}

export interface AgentGroupView {
  /** In `space`. */
  readonly total: Quantities;
  /** In `real`. */
  readonly machine: Quantities;
  /** By demand: what a task uses on this agent, in `real`. */
  readonly used: readonly Quantities[];
  /** By demand: times longer a task takes because it gets less than it wants. */
  readonly stretch: readonly number[];
}

/** The view of a cluster under a policy. */
export function resourceView(
  cluster: ClusterSpec,
  workload: Workload,
  policy: Policy,
): ResourceView {
  const maps: ResourceMap[] = [...cluster.agents.map((g) => g.resources), ...workload.demands];
  const real = ResourceSpace.of(maps);
  const space = policy.slots === true ? new ResourceSpace([SLOTS]) : real;
  const wanted = workload.demands.map((demand) => real.vector(demand));
  const charged = policy.slots === true ? wanted.map(() => [1000]) : wanted;
  const agents: AgentGroupView[] = [];
  const capacity = real.names.map(() => 0);
  for (const { count, resources } of cluster.agents) {
    const machine = real.vector(resources);
    const slots = cluster.slotsPerAgent ?? slotsPerAgent(machine[real.id('cpus')]);
    const group: AgentGroupView =
      policy.slots === true
        ? slotGroup(machine, slots, wanted)
        : { total: machine, machine, used: wanted, stretch: wanted.map(() => 1) };
    for (let i = 0; i < count; i++) {
      agents.push(group);
      for (let r = 0; r < capacity.length; r++) capacity[r] += machine[r];
    }
  }
  return { space, real, agents, charged, wanted, capacity };
}

/** An agent cut into equal slots: a task gets at most its slot and takes longer for what it lacks. */
function slotGroup(
  machine: Quantities,
  slots: number,
  wanted: readonly Quantities[],
): AgentGroupView {
  const slot = machine.map((amount) => amount / slots);
  return {
    total: [slots * 1000],
    machine,
    used: wanted.map((demand) => demand.map((amount, r) => Math.min(amount, slot[r]))),
    stretch: wanted.map((demand) => longestLack(demand, slot)),
  };
}

function longestLack(demand: Quantities, slot: Quantities): number {
  let stretch = 1;
  for (let r = 0; r < demand.length; r++) {
    // A resource the machine lacks altogether cannot be made up for by time.
    if (demand[r] > slot[r] && slot[r] > 0) stretch = Math.max(stretch, demand[r] / slot[r]);
  }
  return stretch;
}

/** The largest part of any one resource of the cluster that some amounts are. */
export function dominantShare(
  amounts: ArrayLike<number>,
  offset: number,
  capacity: Quantities,
): number {
  let share = 0;
  for (let r = 0; r < capacity.length; r++) {
    if (capacity[r] > 0) share = Math.max(share, amounts[offset + r] / capacity[r]);
  }
  return share;
}
