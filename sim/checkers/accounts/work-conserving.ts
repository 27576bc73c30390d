import type { Experiment } from '../../experiment/experiment.ts';
import type { OperationKind } from '../../operations/operation-spec.ts';

/** They set agents aside, or leave out frameworks whose task does not fit an agent. */
const CHOOSY: ReadonlySet<string> = new Set(['static', 'tetris', 'drfh', 'ps-dsf']);

/** Whether a policy offers every agent to everybody, in whatever order. */
export function offersToAll(policy: string): boolean {
  return !CHOOSY.has(policy);
}

/** Operations by which something is kept back from some frameworks, or put aside for one. */
const KEEPING: ReadonlySet<OperationKind> = new Set<OperationKind>([
  ...([
    'set-quota',
    'remove-quota',
    'reserve',
    'unreserve',
    'create-volumes',
    'destroy-volumes',
  ] as const),
]);

/** Whether nothing but refusals keeps what is free from anybody: no quota and no reservation. */
export function keepsNothingBack(experiment: Experiment): boolean {
  return experiment.quotas.size === 0 && !operatorsKeepBack(experiment);
}

/** Whether operators set quota or reserve while the run goes on. */
export function operatorsKeepBack({ operations = [] }: Experiment): boolean {
  return operations.some(({ kind }) => KEEPING.has(kind));
}
