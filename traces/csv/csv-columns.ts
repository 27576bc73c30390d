import { Fields } from '../reading/fields.ts';

/** A column of a CSV of one's own; `traces/README.md` says what each means. */
export type CsvColumn =
  | ('job' | 'submit' | 'duration' | 'stage' | 'parents' | 'kind' | 'tasks')
  | CsvResource
  | ('user' | 'priority' | 'gang')
  | ('last' | 'skew' | 'shortest');
export type CsvResource = 'cpus' | 'mem' | 'disk' | 'gpus';

export const CSV_COLUMNS: readonly CsvColumn[] = [
  ...(['job', 'submit', 'duration', 'stage', 'parents', 'kind', 'tasks'] as const),
  ...(['cpus', 'mem', 'disk', 'gpus', 'user', 'priority', 'gang'] as const),
  ...(['last', 'skew', 'shortest'] as const),
];

/** Columns that a file must have. */
export const CSV_REQUIRED: readonly CsvColumn[] = ['job', 'submit', 'duration'];

/** Columns of amounts, in the order in which Mesos writes them. */
export const CSV_RESOURCES: readonly CsvResource[] = ['cpus', 'mem', 'disk', 'gpus'];

/** One row: a stage of a job. */
export interface CsvStage {
  readonly job: string;
  readonly submitSeconds: number;
  /** Of every task, or one for each. */
  readonly durationSeconds: readonly number[];
  /** Empty where the row names none. */
  readonly stage: string;
  /** Names of stages; null where the file has no such column: it waits for the one before. */
  readonly parents: readonly string[] | null;
  readonly reduce: boolean;
  readonly tasks: number;
  /** Null where blank. */
  readonly amounts: Readonly<Record<CsvResource, number | null>>;
  readonly user: string;
  readonly priority: number | null;
  readonly gang: boolean;
  /** Of the last task where it differs from the one time of the others; null where it does not. */
  readonly lastSeconds: number | null;
  /** How times vary; null where they are those of a recorded run. */
  readonly skew: CsvSkew | null;
}

/** The model of task times of a row that has none of its own; one for the whole table. */
export interface CsvSkew {
  /** Standard deviation of the logarithm of a lognormal factor of mean 1. */
  readonly sigma: number;
  /** No task takes less. */
  readonly shortestSeconds: number;
}

/** Where each column stands, by the header. */
export type CsvHeader = ReadonlyMap<CsvColumn, number>;

/** Reads the header: names in any order and case; others are ignored. @returns null without it */
export function parseCsvHeader(fields: readonly string[]): CsvHeader | null {
  const header = new Map<CsvColumn, number>();
  fields.forEach((field, index) => {
    const name = CSV_COLUMNS.find((column) => column === field.trim().toLowerCase());
    if (name !== undefined && !header.has(name)) header.set(name, index);
  });
  return CSV_REQUIRED.every((column) => header.has(column)) ? header : null;
}

/** A century: further off, times would leave whole microseconds. */
const MAX_SECONDS = 3_155_760_000;
const MAX_TASKS = 2_147_483_647;
const MAX_PRIORITY = 2_147_483_647;
/** As the workload model has it. */
const MAX_SIGMA = 5;
/** Most of any resource, in units. */
const MAX_AMOUNT = 1e9;

/** Several values in one field stand with semicolons between them. */
const LIST = ';';

/** Reads one row. @returns the stage, or why it is none */
export function parseCsvStage(texts: readonly string[], header: CsvHeader): CsvStage | string {
  const row = new CsvRow(texts, header);
  const tasks = row.number('tasks', 1, 1, MAX_TASKS);
  if (!Number.isInteger(tasks)) row.refuse('tasks', 'a whole number');
  const stage: CsvStage = {
    job: row.name('job'),
    submitSeconds: row.number('submit', 0, 0, MAX_SECONDS),
    durationSeconds: row.durations(tasks),
    stage: row.text('stage'),
    parents: header.has('parents') ? row.list('parents') : null,
    reduce: row.choice('kind', ['map', 'reduce']) === 'reduce',
    tasks,
    amounts: {
      cpus: row.amount('cpus'),
      mem: row.amount('mem'),
      disk: row.amount('disk'),
      gpus: row.amount('gpus'),
    },
    user: row.text('user'),
    priority: row.priority(),
    gang: ['1', 'true', 'yes'].includes(row.choice('gang', GANG_WORDS)),
    lastSeconds: row.secondsOrBlank('last'),
    skew: row.skew(),
  };
  if (stage.lastSeconds !== null && stage.durationSeconds.length > 1) {
    row.refuse('last', 'nothing, since each task has a time');
  }
  return row.problem ?? stage;
}

const GANG_WORDS = ['0', 'false', 'no', '1', 'true', 'yes'];

/** The fields of a row by the names of their columns. */
class CsvRow {
  private readonly fields: Fields;
  private readonly header: CsvHeader;

  constructor(texts: readonly string[], header: CsvHeader) {
    const names: string[] = [];
    for (const [name, index] of header) names[index] = name;
    const required = CSV_REQUIRED.map((column) => header.get(column) ?? 0);
    this.fields = new Fields(texts, names, Math.max(...required) + 1);
    this.header = header;
  }

  get problem(): string | null {
    return this.fields.problem;
  }

  text(column: CsvColumn): string {
    return this.fields.text(this.at(column));
  }

  name(column: CsvColumn): string {
    return this.fields.name(this.at(column));
  }

  list(column: CsvColumn): string[] {
    const names = this.text(column).split(LIST);
    return names.map((name) => name.trim()).filter((name) => name !== '');
  }

  /** A number in bounds, or the default where it is blank and the column may be. */
  number(column: CsvColumn, byDefault: number, least: number, most: number): number {
    const at = this.at(column);
    const must = CSV_REQUIRED.includes(column);
    const value = must ? this.fields.decimal(at) : (this.fields.decimalOrBlank(at) ?? byDefault);
    if (value < least || value > most) this.refuse(column, `a number from ${least} to ${most}`);
    return value;
  }

  amount(column: CsvResource): number | null {
    return this.text(column) === '' ? null : this.number(column, 0, 0, MAX_AMOUNT);
  }

  priority(): number | null {
    if (this.text('priority') === '') return null;
    const value = this.number('priority', 0, -MAX_PRIORITY, MAX_PRIORITY);
    if (!Number.isInteger(value)) this.refuse('priority', 'a whole number');
    return value;
  }

  secondsOrBlank(column: CsvColumn): number | null {
    return this.text(column) === '' ? null : this.number(column, 0, 0, MAX_SECONDS);
  }

  skew(): CsvSkew | null {
    if (this.text('skew') === '') return null;
    const sigma = this.number('skew', 0, 0, MAX_SIGMA);
    return { sigma, shortestSeconds: this.secondsOrBlank('shortest') ?? 0 };
  }

  /** One of some words, or nothing. */
  choice(column: CsvColumn, words: readonly string[]): string {
    const text = this.text(column).toLowerCase();
    if (text !== '' && !words.includes(text)) this.refuse(column, words.join(' or '));
    return text;
  }

  /** One time for all tasks, or one for each. */
  durations(tasks: number): number[] {
    const texts = this.text('duration').split(LIST);
    const values = texts.map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
    if (!values.every((value) => value >= 0 && value <= MAX_SECONDS)) {
      this.refuse('duration', `seconds from 0 to ${MAX_SECONDS}`);
    } else if (values.length !== 1 && values.length !== tasks) {
      this.refuse('duration', `one time, or one for each of ${tasks} tasks`);
    }
    return values;
  }

  refuse(column: CsvColumn, wanted: string): void {
    this.fields.refuse(this.at(column), this.text(column), wanted);
  }

  private at(column: CsvColumn): number {
    return this.header.get(column) ?? NOWHERE;
  }
}

/** Of a column that the file does not have: beyond any field. */
const NOWHERE = 1_000_000;
