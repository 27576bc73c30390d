import type { FaultKind } from '../faults/fault-spec.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { RunSummary } from './session-api.ts';
import { LINK_STATES, type LinkColumns, type LinkState } from './session-frame.ts';

/** Faults by what they make of a link; of several the one that stands last is shown. */
const BROKEN: readonly (readonly [keyof LinkColumns, LinkState, readonly FaultKind[]])[] = [
  ['agents', 'troubled', ['message-loss', 'message-copies', 'message-disorder']],
  ['agents', 'clogged', ['clog', 'swizzle-clog']],
  ['agents', 'cut out', ['partition-out']],
  ['agents', 'cut in', ['partition-in']],
  ['agents', 'cut', ['partition']],
  ['frameworks', 'cut', ['scheduler-partition']],
  ['masters', 'cut', ['master-partition']],
];

/** How the links of all nodes are. O(nodes), and nothing more where nothing is broken. */
export function linkColumns({ cluster }: ControlledRun, summary: RunSummary): LinkColumns {
  const columns: LinkColumns = {
    agents: new Uint8Array(summary.agents.length),
    frameworks: new Uint8Array(summary.frameworks.length),
    masters: new Uint8Array(summary.masters),
  };
  for (const [of, state, kinds] of BROKEN) {
    const number = LINK_STATES.indexOf(state);
    for (const kind of kinds) {
      for (const target of cluster.faults.hitBy(kind)) columns[of][target] = number;
    }
  }
  return columns;
}
