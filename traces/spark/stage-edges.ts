import type { SparkLog } from './spark-trace.ts';

/** A stage of a job in its place: all its parents stand before it. */
export interface OrderedStage {
  /** Position in the log's stages. */
  readonly stage: number;
  /** Positions in the job, ascending. */
  readonly parents: readonly number[];
}

/**
 * The stages of a job that ran, by id (Spark makes parents first), and what each waits for.
 *
 * A stage that did not run in this job is passed through to its parents: its output was there.
 * Logs up to 1.4 name no parents: there a stage waits for all that were over before it was
 * submitted, or, without times, for the one before it.
 */
export function stageEdges(log: SparkLog, stages: readonly number[]): OrderedStage[] {
  const order = [...stages].sort((a, b) => log.stages[a].id - log.stages[b].id);
  const places = new Map(order.map((stage, place) => [log.stages[stage].id, place]));
  const byId = new Map(log.stages.map((stage) => [stage.id, stage]));
  const found = order.map((stage, place) => {
    const { parents } = log.stages[stage];
    return parents === null
      ? waitedFor(log, order, place)
      : ranAmong(parents, places, (id) => byId.get(id)?.parents ?? []);
  });
  return order.map((stage, place) => ({ stage, parents: found[place] }));
}

/** Places of the nearest ancestors that ran, ascending. */
function ranAmong(
  parents: readonly number[],
  places: ReadonlyMap<number, number>,
  parentsOf: (id: number) => readonly number[],
): number[] {
  const found = new Set<number>();
  const seen = new Set<number>();
  const open = [...parents];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const place = places.get(id);
    if (place === undefined) open.push(...parentsOf(id));
    else found.add(place);
  }
  return [...found].sort((a, b) => a - b);
}

/** Places before the one given whose stages were over when its stage was submitted. */
function waitedFor(log: SparkLog, order: readonly number[], place: number): number[] {
  const submittedMs = log.stages[order[place]].attempts.at(0)?.submittedMs ?? null;
  const before = Array.from({ length: place }, (_, earlier) => earlier);
  if (submittedMs === null) return before.slice(-1);
  return before.filter((earlier) => {
    const completedMs = log.stages[order[earlier]].attempts.at(-1)?.completedMs ?? null;
    return completedMs !== null && completedMs <= submittedMs;
  });
}
