import type { Micros } from '../../machine.ts';
import { type Attempt, type Job, type StageProgress, hasWork } from './job.ts';

/** A gang that got nothing for so long gives back what it holds: another one may need it. */
export const GIVE_UP_US: Micros = 30_000_000;

/** So much later the framework of the next connection tries again, that not all do at once. */
const STAGGER_US: Micros = 7_000_000;

/** Longest wait before another try, the framework's own part aside. */
const LONGEST_WAIT_US: Micros = 16 * GIVE_UP_US;

/**
 * Stages whose tasks start all together or not at all, as MPI's do.
 *
 * Mesos offers agents one by one: a gang takes what it is offered, and its tasks hold that and
 * wait until there are all of them. One gang of a framework gathers at a time. Two frameworks'
 * gangs may each hold what the other lacks: one that got nothing for a while gives back what it
 * has, and waits longer each time before it tries again.
 */
export class Gangs {
  private readonly connection: number;
  private job: Job | null = null;
  private stage: StageProgress | null = null;
  private grewUs: Micros = 0;
  private notBeforeUs: Micros = 0;
  /** How long the next try waits after one in vain. */
  private waitUs: Micros = GIVE_UP_US;

  /** @param connection of the framework: they are different numbers */
  constructor(connection: number) {
    this.connection = connection;
  }

  /** Tasks hold what they were given, and wait for others. */
  get isGathering(): boolean {
    return this.stage !== null;
  }

  /** How long until something is to be done; null when nothing is. */
  dueInUs(now: Micros): Micros | null {
    if (this.stage !== null) return Math.max(0, this.grewUs + GIVE_UP_US - now);
    return this.notBeforeUs > now ? this.notBeforeUs - now : null;
  }

  /** Whether a task of a stage may be launched: of a gang only if it is its turn. */
  mayLaunch(stage: StageProgress, now: Micros): boolean {
    if (stage.spec.together !== true || stage.gathered) return true;
    return this.stage === null ? now >= this.notBeforeUs : this.stage === stage;
  }

  /** A task was launched. @returns whether it has to wait for others of its gang */
  launched(job: Job, stage: StageProgress, now: Micros): boolean {
    if (stage.spec.together !== true || stage.gathered) return false;
    this.job = job;
    this.stage = stage;
    this.grewUs = now;
    return true;
  }

  /** The gang that has all its tasks: they start now. */
  complete(): readonly Attempt[] | null {
    const { job, stage } = this;
    if (job === null || stage === null || hasWork(stage)) return null;
    const held = job.held.filter((attempt) => attempt.stage === stage);
    if (held.length < stage.spec.tasks) return null;
    job.held = job.held.filter((attempt) => attempt.stage !== stage);
    stage.gathered = true;
    this.waitUs = GIVE_UP_US;
    this.end();
    return held;
  }

  /** A gang that has waited in vain. @returns the attempts to kill */
  giveUp(now: Micros): readonly Attempt[] {
    const { job, stage } = this;
    if (job === null || stage === null || now < this.grewUs + GIVE_UP_US) return [];
    this.notBeforeUs = now + this.waitUs + this.connection * STAGGER_US;
    this.waitUs = Math.min(LONGEST_WAIT_US, this.waitUs * 2);
    this.end();
    return job.held.filter((attempt) => attempt.stage === stage);
  }

  /** A job is over. */
  remove(job: Job): void {
    if (this.job === job) this.end();
  }

  private end(): void {
    this.job = null;
    this.stage = null;
  }
}
