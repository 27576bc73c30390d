import type { KillSelection } from './app.ts';
import type { Condition, Instance } from './instance.ts';
import type { PlacementConstraint } from './placement-constraint.ts';

/** Those that serve least go first, as in Marathon's `ScalingProposer`. */
const RANK: { readonly [condition in Condition]: number } = {
  UNREACHABLE: 0,
  STAGED: 1,
  RUNNING: 2,
};

/**
 * Which instances to kill when some are too many: those whose end lets the rest keep the
 * constraints better, then those that do not run, then the youngest (or oldest).
 */
export function selectToKill(
  candidates: readonly Instance[],
  count: number,
  constraints: readonly PlacementConstraint[],
  selection: KillSelection,
): Instance[] {
  const sign = selection === 'YOUNGEST_FIRST' ? -1 : 1;
  const left = [...candidates].sort(
    (a, b) => RANK[a.condition] - RANK[b.condition] || sign * (a.taskId - b.taskId),
  );
  if (constraints.length === 0) return left.slice(0, count);
  const chosen: Instance[] = [];
  while (chosen.length < count && left.length > 0) {
    // In the order of their launch: CLUSTER asks who was first.
    const all = [...left].sort((a, b) => a.taskId - b.taskId);
    const tests = constraints.map((constraint) => constraint.misplaced(all));
    let best = 0;
    let most = -1;
    for (const [at, instance] of left.entries()) {
      const faults = tests.filter((isMisplaced) => isMisplaced(instance)).length;
      if (faults <= most) continue;
      best = at;
      most = faults;
    }
    chosen.push(...left.splice(best, 1));
  }
  return chosen;
}
