/** A part of a whole, kept as two numbers so that nothing is lost: `over / under`. */
export interface Guarantees {
  readonly over: Float64Array;
  readonly under: Float64Array;
}

/**
 * The part of the cluster that each framework would have if it were cut up by weights: among the
 * roles at each level of the tree, then evenly among the frameworks of a role. It is what sharing
 * must never be worse than (sharing incentive: Ghodsi et al., NSDI 2011, section 3). A role that
 * has frameworks and roles below it counts its own frameworks as one more role, of weight 1.
 *
 * @param roleOf path of the role of each framework
 * @param weightOf weight of the role of a path
 */
export function shareGuarantees(
  roleOf: readonly string[],
  weightOf: (path: string) => number,
): Guarantees {
  const members = new Map<string, number>();
  /** Sum of the weights right below a path; the empty path is the root. */
  const below = new Map<string, number>();
  const seen = new Set<string>();
  for (const role of roleOf) {
    members.set(role, (members.get(role) ?? 0) + 1);
    for (let path = role; path !== '' && !seen.has(path); path = above(path)) {
      seen.add(path);
      below.set(above(path), (below.get(above(path)) ?? 0) + weightOf(path));
    }
  }
  const sumBelow = (path: string): number => (below.get(path) ?? 0) + (members.has(path) ? 1 : 0);
  const over = new Float64Array(roleOf.length);
  const under = new Float64Array(roleOf.length);
  roleOf.forEach((role, framework) => {
    over[framework] = 1;
    under[framework] = (members.get(role) ?? 1) * sumBelow(role);
    for (let path = role; path !== ''; path = above(path)) {
      over[framework] *= weightOf(path);
      under[framework] *= sumBelow(above(path));
    }
  });
  return { over, under };
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
