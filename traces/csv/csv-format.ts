import { csvFields } from '../reading/csv-fields.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable, ownText } from '../reading/text-table.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import {
  CSV_REQUIRED,
  type CsvHeader,
  type CsvSkew,
  type CsvStage,
  parseCsvHeader,
  parseCsvStage,
} from './csv-columns.ts';
import { type CsvJob, CsvTrace, csvJobs } from './csv-trace.ts';

/** A table of one's own. */
export const CSV_FORMAT: TraceFormat = {
  name: 'csv',
  title: `a CSV with a header (${CSV_REQUIRED.join(', ')}, …)`,
  detect: ({ lines }) => {
    const first = lines.find((line) => !line.startsWith(COMMENT));
    return first !== undefined && parseCsvHeader(csvFields(first) ?? []) !== null;
  },
  reader: () => new CsvReader(),
};

const COMMENT = '#';

/** Longest row, UTF-16 units: one that has a time for each of a million tasks. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Push parser of such a table. The header is the first row; the order of the others is free. */
export class CsvReader implements TraceReader<CsvTrace> {
  private header: CsvHeader | null = null;
  private readonly stages: CsvStage[] = [];
  private readonly texts = new TextTable();
  /** Job and stage of the rows so far. */
  private readonly seen = new Set<string>();
  private readonly submits = new Map<string, number>();
  private resubmitted = 0;
  /** The model of task times; the first row that has one says it. */
  private skew: CsvSkew | null = null;
  private readonly table = new RowReader((text) => this.row(text), {
    comment: COMMENT,
    maxLength: MAX_LINE_LENGTH,
    header: (text) => this.readHeader(text),
  });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): CsvTrace {
    const report = this.table.end(truncated);
    report.repair("took the first of a job's submit times", this.resubmitted);
    const jobs = csvJobs(this.stages);
    const sum = (of: (job: CsvJob) => number): number =>
      jobs.reduce((total, job) => total + of(job), 0);
    report.repair(
      'left out a parent that its job does not have',
      sum((job) => job.strayRows),
    );
    report.repair(
      'cut a circle of parents',
      sum(({ order }) => order.dropped),
    );
    return new CsvTrace(jobs, report.report());
  }

  private row(text: string): string | null {
    const fields = csvFields(text);
    if (fields === null) return 'found a quote without its end';
    if (this.header === null) {
      return `found no header above, wanted the columns ${CSV_REQUIRED.join(', ')}`;
    }
    const stage = parseCsvStage(fields, this.header);
    if (typeof stage === 'string') return stage;
    const key = ownText(JSON.stringify([stage.job, stage.stage]));
    // Rows without a stage's name are the job's stages in their order.
    if (stage.stage !== '' && this.seen.has(key)) {
      return `found stage ${stage.stage} of job ${stage.job} again, wanted one row a stage`;
    }
    const otherSkew = this.otherSkew(stage);
    if (otherSkew !== null) return otherSkew;
    this.seen.add(key);
    const submitSeconds = this.submits.get(stage.job) ?? stage.submitSeconds;
    if (submitSeconds !== stage.submitSeconds) this.resubmitted++;
    const { texts } = this;
    const job = texts.own(stage.job);
    this.submits.set(job, submitSeconds);
    this.stages.push({
      ...stage,
      job,
      submitSeconds,
      stage: texts.own(stage.stage),
      user: texts.own(stage.user),
      parents: stage.parents?.map((parent) => texts.own(parent)) ?? null,
    });
    return null;
  }

  /** What is wrong with a row's model of task times: a table has one. */
  private otherSkew({ skew }: CsvStage): string | null {
    if (skew === null) return null;
    this.skew ??= skew;
    const { sigma, shortestSeconds } = this.skew;
    if (skew.sigma === sigma && skew.shortestSeconds === shortestSeconds) return null;
    return (
      `found skew ${skew.sigma}, shortest ${skew.shortestSeconds}, ` +
      `wanted ${sigma} and ${shortestSeconds} as in the rows above`
    );
  }

  /** A first line that names no columns is a row; then every row lacks them. */
  private readHeader(text: string): boolean {
    this.header = parseCsvHeader(csvFields(text) ?? []);
    return this.header !== null;
  }
}
