import type { NewStage } from '../model/stage-list.ts';
import { StageKind } from '../model/workload.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import { MAX_SUBMIT_SECONDS, type SwimRow } from '../swim/swim-row.ts';
import { formatSwim } from '../swim/swim-writer.ts';
import type { TraceJob, TraceJobs } from './trace-jobs.ts';

/** Rows written at once. */
const ROWS_A_PIECE = 1000;

/**
 * Jobs as SWIM's table of bytes. A job that came from such a row is that row; of any other the
 * bytes are those from which the default model derives as many maps and reduces: a block of input
 * for each map, a GiB of shuffle for each reduce. That is all it keeps of them.
 */
export function* writeSwim({ jobs }: TraceJobs): Generator<string> {
  const rows = jobs.map((job) => job.row ?? rowOf(job));
  let before = 0;
  for (let from = 0; from < rows.length; from += ROWS_A_PIECE) {
    const piece = rows.slice(from, from + ROWS_A_PIECE);
    yield formatSwim(piece, before);
    before = piece[piece.length - 1].submitSeconds;
  }
}

/** What rows of bytes cannot say. */
export function swimLosses({ jobs }: TraceJobs): string[] {
  const made = jobs.filter(({ row }) => row === undefined);
  if (made.length === 0) return [];
  const stages = made.flatMap((job) => job.stages);
  const lost = [
    'times of tasks (derived again from bytes that stand for the number of tasks)',
    'what tasks ask for (the default demands of the class of job)',
    'frameworks (SWIM has no users; each class of jobs becomes one)',
  ];
  if (made.some(({ submitUs }) => submitUs % 1e6 !== 0))
    lost.push('parts of seconds of submissions');
  if (made.some((job) => job.stages.length > 2)) {
    lost.push('graphs (first stages become maps, all others reduces)');
  }
  if (made.some(({ priority }) => priority !== undefined)) lost.push('priorities');
  if (stages.some(({ gang }) => gang === true)) lost.push('gangs');
  return lost;
}

function rowOf({ name, submitUs, stages }: TraceJob): SwimRow {
  const counted = (of: (stage: NewStage) => boolean): number =>
    stages.reduce((sum, stage) => sum + (of(stage) ? stage.tasks : 0), 0);
  const { blockBytes, bytesPerReduce } = DEFAULT_SWIM_MODEL;
  const maps = counted(isFirst);
  const reduces = counted((stage) => !isFirst(stage));
  return {
    name: name.trim() === '' ? 'job' : name.replace(/[\s\u0000-\u001f]+/g, '_'),
    submitSeconds: Math.min(MAX_SUBMIT_SECONDS, Math.floor(submitUs / 1e6)),
    inputBytes: maps * blockBytes,
    shuffleBytes: reduces * bytesPerReduce,
    outputBytes: 0,
  };
}

/** It waits for nothing, and is no reduce of a file that names no parents. */
function isFirst({ kind, parents }: NewStage): boolean {
  return kind === StageKind.MAP && (parents ?? []).length === 0;
}
