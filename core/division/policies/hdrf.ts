import { lacksOnePool, lacksScalarWeights } from '../equal-quantity.ts';
import { fillTree } from '../hierarchy/fill-tree.ts';
import { serveTree } from '../hierarchy/serve-tree.ts';
import type { RoleRule } from '../hierarchy/share-tree.ts';
import type { DivisionPolicy } from '../policy.ts';
import type { DivisionProblem } from '../problem.ts';

/**
 * Hierarchical DRF: roles are nodes of a tree and each level is divided by dominant shares. What
 * unblocked children hold is rescaled to the least among them, so that a role is not charged for
 * what one of its users got while another waited (Bhattacharya et al., SoCC 2013; rules as in
 * Volcano's `docs/design/hdrf.md`).
 */
export const hdrf: DivisionPolicy = {
  ...hierarchical('hdrf'),
  name: 'hdrf',
  summary: 'equal dominant shares level by level, rescaled so that nobody starves',
  source: 'Bhattacharya et al., SoCC 2013',
};

/**
 * Hierarchical DRF as Mesos's sorter has it: the share of a role is that of the sum of its users.
 * Users of complementary resources under one role may starve.
 */
export const hdrfNaive: DivisionPolicy = {
  ...hierarchical('naive'),
  name: 'hdrf-naive',
  summary: 'equal dominant shares level by level, of plain sums, as Mesos does it',
  source: 'Apache Mesos DRF sorter; Bhattacharya et al., SoCC 2013',
};

function hierarchical(rule: RoleRule): Pick<DivisionPolicy, 'lacks' | 'addsTo' | 'divide'> {
  return {
    lacks: (problem) => lacksScalarWeights(problem) ?? lacksOnePool(problem),
    addsTo: (problem: DivisionProblem) => problem.users.some(({ role }) => role.length > 0),
    divide: (problem) => (problem.divisible ? fillTree(problem, rule) : serveTree(problem, rule)),
  };
}
