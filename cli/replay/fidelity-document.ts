import {
  type ReplayedPart,
  type ReplayedRun,
  type Span,
  makespanUs,
} from '../../sim/replay/replayed-run.ts';
import type { Json } from '../output/json.ts';

const US = 1_000_000;

/** The document of `trace replay --fidelity --json`. Times in seconds from the first submission. */
export function fidelityDocument(file: string, format: string, run: ReplayedRun): Json {
  const { cluster, incomplete, jobs, reasons, stages } = run;
  return {
    file,
    format,
    cluster,
    complete: incomplete.length === 0,
    incomplete,
    reasons,
    makespan: compared(totalOf(run, 'recorded'), totalOf(run, 'simulated')),
    jobs: jobs.map((job) => partDocument(job)),
    stages: stages.map((stage) => ({
      ...partDocument(stage),
      job: jobs[stage.job].name,
      tasks: stage.tasks,
    })),
  };
}

/** Makespan, microseconds; null when the simulation could not end a job. */
export function totalOf({ jobs }: ReplayedRun, which: 'recorded' | 'simulated'): number | null {
  return makespanUs(jobs.map((job) => job[which]));
}

/** How much longer the simulation took, as a part of the recorded time; null where there is none. */
export function differenceOf(recordedUs: number | null, simulatedUs: number | null): number | null {
  if (recordedUs === null || simulatedUs === null || recordedUs === 0) return null;
  return simulatedUs / recordedUs - 1;
}

/** From begin to end, microseconds. */
export function lengthUs(span: Span | null): number | null {
  return span === null ? null : span.endUs - span.startUs;
}

function partDocument({ name, recorded, simulated }: ReplayedPart): { [name: string]: Json } {
  return {
    name,
    start: compared(recorded.startUs, simulated?.startUs ?? null),
    time: compared(lengthUs(recorded), lengthUs(simulated)),
  };
}

function compared(recordedUs: number | null, simulatedUs: number | null): Json {
  return {
    recorded: recordedUs === null ? null : recordedUs / US,
    simulated: simulatedUs === null ? null : simulatedUs / US,
    difference: differenceOf(recordedUs, simulatedUs),
  };
}
