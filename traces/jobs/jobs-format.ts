import { someLine } from '../reading/detect-format.ts';
import {
  type JsonObject,
  describeJson,
  isJsonObject,
  parseExactJson,
} from '../reading/exact-json.ts';
import { RowReader } from '../reading/row-reader.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { taskTimeUs } from '../model/workload-builder.ts';
import type { DurationModel } from '../model/workload.ts';
import { type JobLine, parseJobLine } from './job-line.ts';
import { JobsTrace } from './jobs-trace.ts';

/** Jobs a line, as `trace convert --to json` writes them (`convert/json-writer.ts`). */
export const JOBS_FORMAT: TraceFormat = {
  name: 'evenhand-jobs',
  title: 'jobs as JSON lines (trace convert --to json)',
  detect: (start) => someLine(start, looksLikeJobs),
  reader: () => new JobsReader(),
};

/** The first line, or that of a job, which may be cut. */
function looksLikeJobs(line: string): boolean {
  return (
    /^\{\s*"workload"\s*:/.test(line) || /^\{\s*"job"\s*:.*"submit"\s*:.*"stages"\s*:/.test(line)
  );
}

/** Longest line, bytes: a job with a time for each of a million tasks. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** What holds for all jobs: said by the first line. */
interface Head {
  /** Format of origin. */
  readonly format: string;
  readonly durations: DurationModel;
  /** How many jobs follow; null where it does not say. */
  readonly jobs: number | null;
}

const NO_HEAD: Head = {
  format: 'evenhand-jobs',
  durations: { skewSigma: 0, minTaskUs: 1 },
  jobs: null,
};

class JobsReader implements TraceReader<JobsTrace> {
  private head: Head | null = null;
  private readonly jobs: JobLine[] = [];
  private readonly table = new RowReader((text) => this.row(text), { maxLength: MAX_LINE_LENGTH });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): JobsTrace {
    const report = this.table.end(truncated);
    const head = this.head ?? NO_HEAD;
    const missing = (head.jobs ?? 0) - this.jobs.length - report.report().rowsRefused;
    report.repair('went without jobs that the first line announces', missing);
    return new JobsTrace(this.jobs, head, report.report());
  }

  private row(text: string): string | null {
    const value = parseExactJson(text);
    if (!isJsonObject(value)) return 'found no JSON object, wanted a job';
    if (value['job'] === undefined && value['workload'] !== undefined) return this.readHead(value);
    const job = parseJobLine(value);
    if (typeof job === 'string') return job;
    this.jobs.push(job);
    return null;
  }

  private readHead(value: JsonObject): string | null {
    if (this.head !== null || this.jobs.length > 0) {
      return 'found a first line among the others, wanted a job';
    }
    const { format = NO_HEAD.format, jobs = null, skewSigma = 0, shortestSeconds = 1e-6 } = value;
    if (typeof format !== 'string' || format.length > 100) {
      return `format: found ${describeJson(format)}, wanted a name`;
    }
    if (typeof skewSigma !== 'number' || !(skewSigma >= 0 && skewSigma <= 5)) {
      return `skewSigma: found ${describeJson(skewSigma)}, wanted a number from 0 to 5`;
    }
    if (typeof shortestSeconds !== 'number' || !(shortestSeconds >= 0 && shortestSeconds <= 1e9)) {
      return `shortestSeconds: found ${describeJson(shortestSeconds)}, wanted seconds`;
    }
    this.head = {
      format,
      durations: { skewSigma, minTaskUs: taskTimeUs(shortestSeconds) },
      jobs: typeof jobs === 'number' && Number.isSafeInteger(jobs) ? jobs : null,
    };
    return null;
  }
}
