import { equalise, lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import { NodeRoom } from '../node-room.ts';
import type { DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, scalarWeight } from '../problem.ts';
import { Rational } from '../rational.ts';
import { serve, smallestFirst } from '../whole-tasks.ts';

/**
 * Slot fairness, as Hadoop before YARN: every node is cut into equal slots, a task takes one
 * whatever it needs, and slots are shared max-min (Ghodsi et al., NSDI 2011, section 7.2).
 *
 * Nothing sees to it that the tasks fit: what they need together may be more than there is, and
 * then the utilisation is above 1 and the division is no efficient one.
 */
export const slots: DivisionPolicy = {
  name: 'slots',
  summary: 'equal numbers of slots, whatever a task needs',
  source: 'Ghodsi et al., NSDI 2011, section 7.2; Hadoop 1 fair scheduler',
  lacks: (problem) =>
    problem.slotsPerNode === null
      ? 'found no slotsPerNode, wanted the number of slots a node is cut into'
      : (lacksScalarWeights(problem) ?? lacksOnePool(problem)),
  addsTo: (problem) => problem.slotsPerNode !== null,
  divide(problem) {
    const perTask = problem.users.map((user) => Rational.ONE.dividedBy(scalarWeight(user)));
    const slotted = inSlots(problem);
    if (problem.divisible) return equalise(slotted, perTask);
    const taken = new NodeRoom(slotted, problem.placement);
    const real = new NodeRoom(problem, problem.placement);
    return serve(problem, smallestFirst(problem, perTask), real, (user) => {
      const node = taken.place(user);
      if (node >= 0) real.put(user, node);
      return node;
    });
  },
};

/** The same problem where the only resource is slots and every task takes one. */
function inSlots(problem: DivisionProblem): DivisionProblem {
  const slotsOfNode = Rational.of(problem.slotsPerNode ?? 0);
  return {
    ...problem,
    resources: ['slots'],
    nodes: problem.nodes.map((node) => ({ ...node, capacity: [slotsOfNode] })),
    users: problem.users.map((user) => ({
      ...user,
      demand: [Rational.ONE],
      weight: [user.weight[0]],
    })),
  };
}
