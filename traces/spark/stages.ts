import type { ReportBuilder } from '../reading/read-report.ts';
import type { EventHandlers } from './event-handler.ts';
import type { SparkJob } from './jobs.ts';
import type { JsonFields } from './json-fields.ts';

/** A set of equal tasks between two shuffles. Its id is the application's: jobs may share it. */
export interface SparkStage {
  readonly id: number;
  readonly name: string | null;
  /** How many tasks it has, whether or not they ran. */
  readonly tasks: number | null;
  /** Ids of the stages whose output it reads; null in logs up to 1.4, which have no edges. */
  readonly parents: readonly number[] | null;
  /** Position among the application's resource profiles. */
  readonly profile: number;
  /** Named by an event of its own, not only by tasks. */
  readonly declared: boolean;
  /**
   * Its runs; none when every job that needs it found its output there (a skipped stage). There
   * is more than one where output was lost, and then the later ones run what is missing.
   */
  readonly attempts: readonly StageAttempt[];
  /** Position of the job that made it run: the first that needs it and was running then. */
  readonly job: number | null;
}

/** Times in milliseconds of the epoch. */
export interface StageAttempt {
  readonly attempt: number;
  /** Its submission is in the log. */
  readonly submitted: boolean;
  readonly submittedMs: number | null;
  readonly completed: boolean;
  readonly completedMs: number | null;
  readonly failed: boolean;
}

type AttemptBeingBuilt = { -readonly [K in keyof StageAttempt]: StageAttempt[K] };

type StageBeingBuilt = { -readonly [K in keyof Omit<SparkStage, 'attempts'>]: SparkStage[K] } & {
  readonly attempts: AttemptBeingBuilt[];
  /** Positions of the jobs that need it. */
  readonly jobs: number[];
};

/** Stages in the order in which the log first names them. */
export class StageEvents {
  readonly stages: StageBeingBuilt[] = [];
  private readonly positions = new Map<number, number>();
  private readonly jobs: readonly SparkJob[];
  private readonly report: ReportBuilder;

  constructor(jobs: readonly SparkJob[], report: ReportBuilder) {
    this.jobs = jobs;
    this.report = report;
  }

  handlers(): EventHandlers {
    return [
      ['SparkListenerStageSubmitted', (event) => this.stageSubmitted(event)],
      ['SparkListenerStageCompleted', (event) => this.stageCompleted(event)],
    ];
  }

  /** Takes the stages of a job's start, which stand there whole or (before 1.2) as ids. */
  declare(jobStart: JsonFields, job: number): number[] {
    const infos = jobStart.list('Stage Infos');
    const positions =
      infos.length > 0
        ? infos.flatMap((info) => this.describe(info) ?? [])
        : (jobStart.wholes('Stage IDs') ?? []).map((id) => this.positionOf(id));
    const distinct = [...new Set(positions)];
    for (const position of distinct) {
      this.stages[position].declared = true;
      this.stages[position].jobs.push(job);
    }
    return distinct;
  }

  /** Position of the stage with an id, declared or not. */
  positionOf(id: number): number {
    const known = this.positions.get(id);
    if (known !== undefined) return known;
    this.positions.set(id, this.stages.length);
    const unknown = { name: null, tasks: null, parents: null, declared: false, job: null };
    return this.stages.push({ id, ...unknown, profile: 0, attempts: [], jobs: [] }) - 1;
  }

  /** Gives stages whose submission is not in the log to the first job that needs them. */
  end(): void {
    for (const stage of this.stages) stage.job ??= stage.jobs.at(0) ?? null;
  }

  private stageSubmitted(event: JsonFields): string | null {
    const found = this.attemptOf(event);
    if (typeof found === 'string') return found;
    const { stage, attempt, info } = found;
    attempt.submitted = true;
    attempt.submittedMs = info.time('Submission Time') ?? attempt.submittedMs;
    const running = stage.jobs.find((job) => this.jobs[job].result === null);
    stage.job ??= running ?? stage.jobs.at(0) ?? null;
    return null;
  }

  private stageCompleted(event: JsonFields): string | null {
    const found = this.attemptOf(event);
    if (typeof found === 'string') return found;
    const { attempt, info } = found;
    attempt.completed = true;
    attempt.failed = info.text('Failure Reason') !== null;
    attempt.submittedMs = info.time('Submission Time') ?? attempt.submittedMs;
    attempt.completedMs = info.time('Completion Time');
    return null;
  }

  private attemptOf(
    event: JsonFields,
  ): { stage: StageBeingBuilt; attempt: AttemptBeingBuilt; info: JsonFields } | string {
    const info = event.fields('Stage Info');
    if (info === null) return event.wanted('Stage Info', 'an object');
    const position = this.describe(info);
    if (position === null) return info.wanted('Stage ID', 'a whole number');
    const stage = this.stages[position];
    stage.declared = true;
    const number = info.whole('Stage Attempt ID') ?? 0;
    const known = stage.attempts.find(({ attempt }) => attempt === number);
    if (known !== undefined) return { stage, attempt: known, info };
    const attempt: AttemptBeingBuilt = {
      attempt: number,
      ...{
        submitted: false,
        submittedMs: null,
        completed: false,
        completedMs: null,
        failed: false,
      },
    };
    stage.attempts.push(attempt);
    return { stage, attempt, info };
  }

  /** Takes what a stage's description says; null when it has no id. */
  private describe(info: JsonFields): number | null {
    const id = info.whole('Stage ID');
    if (id === null) return null;
    const position = this.positionOf(id);
    const stage = this.stages[position];
    stage.name ??= info.text('Stage Name');
    stage.tasks ??= info.whole('Number of Tasks');
    stage.profile = info.whole('Resource Profile Id') ?? stage.profile;
    stage.parents ??= this.parentsOf(info, id);
    return position;
  }

  /** Spark makes the parents before the stage: an edge from a later one would close a circle. */
  private parentsOf(info: JsonFields, id: number): number[] | null {
    const parents = info.wholes('Parent IDs');
    const earlier = parents?.filter((parent) => parent < id) ?? null;
    this.report.repair(
      'left out an edge from a later stage',
      (parents?.length ?? 0) - (earlier?.length ?? 0),
    );
    return earlier === null ? null : [...new Set(earlier)];
  }
}
