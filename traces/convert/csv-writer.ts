import type { NewStage } from '../model/stage-list.ts';
import { isPlain } from '../model/stage-of.ts';
import { StageKind } from '../model/workload.ts';
import { CSV_RESOURCES, type CsvColumn } from '../csv/csv-columns.ts';
import { secondsText, unitsText } from './exact-text.ts';
import type { TraceJob, TraceJobs } from './trace-jobs.ts';

/** A column and what it says of a stage. */
interface WrittenColumn {
  readonly column: CsvColumn;
  /** Whether some stage needs it. */
  readonly used: boolean;
  readonly cell: (stage: NewStage, job: TraceJob, position: number) => string;
}

/**
 * Jobs as the table of one's own (`traces/README.md`), a piece for each: read again they are the
 * same workload. Names lose line breaks and the spaces around them; columns that say nothing are
 * left out.
 */
export function* writeCsv(list: TraceJobs): Generator<string> {
  const columns = columnsOf(list).filter(({ used }) => used);
  yield `${columns.map(({ column }) => column).join(',')}\n`;
  const names = new DistinctNames();
  for (const job of list.jobs) {
    const named = { ...job, name: names.of(job.name) };
    yield job.stages
      .map((stage, position) => {
        const cells = columns.map(({ cell }) => cell(stage, named, position));
        return `${cells.join(',')}\n`;
      })
      .join('');
  }
}

/** What the table cannot say. */
export function csvLosses({ jobs }: TraceJobs): string[] {
  const lost = new Set<string>();
  for (const { stages } of jobs) {
    for (const { demand } of stages) {
      for (const name of demand.keys()) if (!isColumn(name)) lost.add(name);
    }
  }
  return [...lost].map((name) => `what tasks ask for of ${name}`);
}

function isColumn(resource: string): boolean {
  return CSV_RESOURCES.some((name) => name === resource);
}

function columnsOf({ jobs, durations }: TraceJobs): WrittenColumn[] {
  const some = (of: (stage: NewStage, job: TraceJob) => boolean): boolean =>
    jobs.some((job) => job.stages.some((stage) => of(stage, job)));
  const follows = (stage: NewStage): boolean => stage.exact !== true && !isPlain(durations);
  const sigma = String(durations.skewSigma);
  const shortest = secondsText(durations.minTaskUs);
  return [
    { column: 'job', used: true, cell: (_, { name }) => quotedField(name) },
    { column: 'submit', used: true, cell: (_, { submitUs }) => secondsText(submitUs) },
    { column: 'user', used: true, cell: (_, { framework }) => quotedField(plain(framework)) },
    {
      column: 'priority',
      used: some((_, { priority }) => priority !== undefined),
      cell: (_, { priority }) => (priority === undefined ? '' : String(priority)),
    },
    { column: 'stage', used: true, cell: (_, __, position) => String(position + 1) },
    {
      column: 'parents',
      used: true,
      cell: ({ parents }) => (parents ?? []).map((parent) => parent + 1).join(';'),
    },
    {
      column: 'kind',
      used: some(({ kind }) => kind === StageKind.REDUCE),
      cell: ({ kind }) => (kind === StageKind.REDUCE ? 'reduce' : 'map'),
    },
    { column: 'tasks', used: true, cell: ({ tasks }) => String(tasks) },
    { column: 'duration', used: true, cell: durationCell },
    { column: 'last', used: some((stage) => lastCell(stage) !== ''), cell: lastCell },
    ...CSV_RESOURCES.map((column) => ({
      column,
      // What is blank is filled in by the reader: CPUs and memory are always written.
      used: column === 'cpus' || column === 'mem' || some(({ demand }) => demand.has(column)),
      cell: ({ demand }: NewStage) => unitsText(demand.get(column) ?? 0),
    })),
    {
      column: 'gang',
      used: some(({ gang }) => gang === true),
      cell: ({ gang }) => (gang === true ? '1' : '0'),
    },
    { column: 'skew', used: some(follows), cell: (stage) => (follows(stage) ? sigma : '') },
    { column: 'shortest', used: some(follows), cell: (stage) => (follows(stage) ? shortest : '') },
  ];
}

/** One time, or one for each task where they were recorded and differ. */
function durationCell({ tasks, taskUs, lastTaskUs, recordedUs }: NewStage): string {
  if (recordedUs === undefined) return secondsText(tasks === 1 ? lastTaskUs : taskUs);
  const times = Array.from({ length: tasks }, (_, index) => recordedUs[index]);
  const alike = times.every((us) => us === times[0]);
  return (alike ? times.slice(0, 1) : times).map(secondsText).join(';');
}

function lastCell({ tasks, taskUs, lastTaskUs, recordedUs }: NewStage): string {
  const differs = recordedUs === undefined && tasks > 1 && lastTaskUs !== taskUs;
  return differs ? secondsText(lastTaskUs) : '';
}

/** Names that a row can hold, each once: rows of one name are one job. */
class DistinctNames {
  private readonly used = new Set<string>();

  of(name: string): string {
    const text = plain(name) === '' ? 'job' : plain(name);
    let distinct = text;
    for (let number = 2; this.used.has(distinct); number++) distinct = `${text}#${number}`;
    this.used.add(distinct);
    return distinct;
  }
}

/** A name on one line, as readers take it: without the spaces around it. */
function plain(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f]/g, ' ').trim();
}

/** In quotes where it would end a field, or begin a comment (RFC 4180). */
function quotedField(text: string): string {
  return /[",#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
