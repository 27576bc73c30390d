import { equalise, lacksScalarWeights } from '../equal-quantity.ts';
import { equalisePlaced } from '../equal-placed.ts';
import type { DivisionPolicy } from '../policy.ts';
import { Rational } from '../rational.ts';
import { dominantSharesPerTask } from './drf.ts';

/**
 * DRF on unlike servers: dominant shares are of the whole cluster, and equal as far as tasks can
 * be placed. Whole tasks go to the server whose room is most like the task (Wang, Li and Liang,
 * IEEE TPDS 2015; best-fit heuristic).
 */
export const drfh: DivisionPolicy = {
  name: 'drfh',
  summary: 'equal dominant shares of the whole cluster, on the nodes where tasks fit',
  source: 'Wang, Li and Liang, IEEE TPDS 2015',
  lacks: lacksScalarWeights,
  addsTo: (problem) => problem.hasNodes,
  divide(problem) {
    const perTask = dominantSharesPerTask(problem);
    if (!problem.divisible) return equalise(problem, perTask, 'shape');
    return equalisePlaced(
      problem,
      perTask.map((share) => Rational.ONE.dividedBy(share)),
    );
  },
};
