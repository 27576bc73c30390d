import type { ReportBuilder } from '../reading/read-report.ts';
import type { EventHandlers, TimeSpan } from './event-handler.ts';
import type { JsonFields } from './json-fields.ts';
import { StageEvents } from './stages.ts';

/** An action of the application: a graph of stages. Times in milliseconds of the epoch. */
export interface SparkJob {
  readonly id: number;
  /** Its start is in the log; otherwise only its end is, and its stages are unknown. */
  readonly started: boolean;
  /** Null in logs of Spark 1.2. */
  readonly submitMs: number | null;
  readonly endMs: number | null;
  /** Null while it runs. */
  readonly result: 'succeeded' | 'failed' | null;
  /** Positions of the stages it needs in the trace's stages; some it may have found done. */
  readonly stages: readonly number[];
  /** Of the fair scheduler, where the application names one. */
  readonly pool: string | null;
  /** The SQL query it is a part of. */
  readonly sqlExecution: string | null;
}

type JobBeingBuilt = { -readonly [K in keyof SparkJob]: SparkJob[K] };

/** Jobs in the order in which the log first names them. */
export class JobEvents {
  readonly jobs: JobBeingBuilt[] = [];
  readonly stages: StageEvents;
  private readonly positions = new Map<number, number>();
  private readonly span: TimeSpan;

  constructor(span: TimeSpan, report: ReportBuilder) {
    this.span = span;
    this.stages = new StageEvents(this.jobs, report);
  }

  handlers(): EventHandlers {
    return [
      ['SparkListenerJobStart', (event) => this.jobStart(event)],
      ['SparkListenerJobEnd', (event) => this.jobEnd(event)],
      ...this.stages.handlers(),
    ];
  }

  private jobStart(event: JsonFields): string | null {
    const id = event.whole('Job ID');
    if (id === null) return event.wanted('Job ID', 'a whole number');
    const position = this.positionOf(id);
    const job = this.jobs[position];
    if (job.started) return `found job ${id} started a second time`;
    job.started = true;
    job.submitMs = event.time('Submission Time');
    this.span.see(job.submitMs);
    job.stages = this.stages.declare(event, position);
    const properties = event.fields('Properties');
    job.pool = properties?.text('spark.scheduler.pool') ?? null;
    job.sqlExecution = properties?.text('spark.sql.execution.id') ?? null;
    return null;
  }

  private jobEnd(event: JsonFields): string | null {
    const id = event.whole('Job ID');
    if (id === null) return event.wanted('Job ID', 'a whole number');
    const job = this.jobs[this.positionOf(id)];
    if (job.result !== null) return `found job ${id} ended a second time`;
    const result = event.fields('Job Result')?.text('Result') ?? null;
    job.result = result === 'JobSucceeded' ? 'succeeded' : 'failed';
    job.endMs = event.time('Completion Time');
    this.span.see(job.endMs);
    return null;
  }

  private positionOf(id: number): number {
    const known = this.positions.get(id);
    if (known !== undefined) return known;
    this.positions.set(id, this.jobs.length);
    const unknown = { submitMs: null, endMs: null, result: null, pool: null, sqlExecution: null };
    return this.jobs.push({ id, started: false, stages: [], ...unknown }) - 1;
  }
}
