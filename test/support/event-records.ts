import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { EVENT_KINDS, type EventKind } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';

/** A record of the event log as an object. */
export interface EventRecord {
  readonly timeUs: number;
  readonly kind: EventKind;
  readonly framework: number;
  readonly agent: number;
  readonly subject: number;
  readonly detail: number;
}

/** Runs an experiment and keeps its whole log. */
export function runWithRecords(experiment: Experiment): {
  readonly result: RunResult;
  readonly records: EventRecord[];
} {
  const records: EventRecord[] = [];
  const events = (chunk: EventChunk): void => void records.push(...recordsOf(chunk));
  const result = runExperiment(experiment, { events });
  return { result, records };
}

export function recordsOf(chunk: EventChunk): EventRecord[] {
  return Array.from({ length: chunk.count }, (_, i) => ({
    timeUs: chunk.timeUs[i],
    kind: EVENT_KINDS[chunk.kind[i]],
    framework: chunk.framework[i],
    agent: chunk.agent[i],
    subject: chunk.subject[i],
    detail: chunk.detail[i],
  }));
}

/** Tasks that run, by framework, after each moment at which some started or ended. */
export function runningOverTime(
  records: readonly EventRecord[],
  frameworks: number,
): { readonly timeUs: number; readonly running: readonly number[] }[] {
  const running = Array.from({ length: frameworks }, () => 0);
  const moments: { timeUs: number; running: number[] }[] = [];
  for (const { kind, timeUs, framework } of records) {
    if (kind !== 'CONTAINER_RUNNING' && kind !== 'CONTAINER_EXITED') continue;
    running[framework] += kind === 'CONTAINER_RUNNING' ? 1 : -1;
    if (moments.at(-1)?.timeUs === timeUs) moments.pop();
    moments.push({ timeUs, running: [...running] });
  }
  return moments;
}
