import { NONE, ROOT, type RoleTree } from '../../core/allocation/role-tree.ts';
import { log } from '../../core/math/log.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';

/**
 * All eligible clients in the order in which Mesos's random sorter lists them: a shuffle of the
 * leaves by weight, as one flat list (`mesos-semantics` part 4.3). The weight of a leaf is the
 * product of weights on its path, each relative to those of its siblings with anything eligible.
 *
 * Sampling without replacement: the largest `u^(1/weight)` first, here by its logarithm.
 */
export function randomOrder(tree: RoleTree, random: RandomStream): number[] {
  const keys = weightedLeaves(tree, ROOT, 1).map(({ node, weight }) => ({
    node,
    // 1 - u lies in (0, 1], so the logarithm is finite.
    key: -log(1 - random.next()) / weight,
  }));
  return keys.sort((a, b) => a.key - b.key).map(({ node }) => node);
}

interface Leaf {
  readonly node: number;
  readonly weight: number;
}

function weightedLeaves(tree: RoleTree, from: number, weight: number): Leaf[] {
  const children: number[] = [];
  const walk = tree.walkChildren(from);
  for (let node = walk.next(); node !== NONE; node = walk.next()) children.push(node);
  const sum = children.reduce((all, node) => all + tree.weight[node], 0);
  return children
    .sort((a, b) => a - b)
    .flatMap((node) => {
      const part = (weight * tree.weight[node]) / sum;
      return tree.isClient(node) ? [{ node, weight: part }] : weightedLeaves(tree, node, part);
    });
}
