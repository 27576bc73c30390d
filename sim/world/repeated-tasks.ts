import type { Experiment } from '../experiment/experiment.ts';

/** Whether a task may finish more than once: as a copy of a slow one, or after its output was lost. */
export function mayRepeat({ scheduler, frameworks, workload }: Experiment): boolean {
  const { speculation = null, rerunLostMaps = false } = scheduler;
  const kinds = workload.frameworks.map((name) => frameworks?.get(name)?.kind);
  return speculation !== null || rerunLostMaps || kinds.some((kind) => kind?.startsWith('spark'));
}
