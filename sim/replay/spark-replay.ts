import { MAX_TASK_FAILURES, type TaskSlot } from '../../core/schedulers/spark/application.ts';
import { type ReadyStage, StageGraph } from '../../core/schedulers/spark/stage-graph.ts';
import { TaskQueue } from '../../core/schedulers/spark/task-queue.ts';
import { TaskSet } from '../../core/schedulers/spark/task-set.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import type { PlannedAttempt, SparkPlan } from './spark-plan.ts';

/** When things happened in the simulation, microseconds; NaN for what did not. */
export interface SparkReplay {
  readonly jobSubmitUs: Float64Array;
  readonly jobEndUs: Float64Array;
  /** Ready for the first time; over for the last time. */
  readonly stageReadyUs: Float64Array;
  readonly stageEndUs: Float64Array;
  /** Attempts begun that the log has not: their first run was lost with an executor. */
  readonly repeated: number;
}

const Event = {
  SUBMIT: 0,
  EXECUTOR_UP: 1,
  EXECUTOR_DOWN: 2,
  SLOT_FREE: 3,
  RESULT: 4,
  STAGE: 5,
  REVIVE: 6,
  IDLE: 7,
  SENT: 8,
} as const;

/** `spark.scheduler.revive.interval`. */
const REVIVE_US = 1_000_000;

interface RunningTask {
  readonly set: TaskSet;
  readonly task: number;
  readonly executor: number;
  readonly attempt: PlannedAttempt;
  lost: boolean;
}

interface ExecutorState {
  readonly slot: TaskSlot;
  free: number;
  isUp: boolean;
  idleSinceUs: number;
  readonly running: Set<RunningTask>;
}

/**
 * Replays a recorded application: jobs come when the driver submits them, its stages run as a
 * graph, its tasks in Spark's order on the executors there were, each for as long as it took.
 */
export function replaySpark(plan: SparkPlan): SparkReplay {
  return new Replay(plan).run();
}

class Replay implements EventHandler {
  private readonly plan: SparkPlan;
  private readonly kernel = new Kernel();
  private readonly graph = new StageGraph();
  private readonly queue: TaskQueue;
  private readonly sets = new Map<number, TaskSet>();
  private readonly executors: ExecutorState[];
  /** Attempts begun, by stage and task. */
  private readonly begun: Uint16Array[];
  private readonly followers: { submission: number[]; end: number[] }[];
  private reviveAtUs: number | null = null;
  private readonly result: SparkReplay & { repeated: number };

  constructor(plan: SparkPlan) {
    this.plan = plan;
    this.queue = new TaskQueue(plan.order, (stage) => this.graph.mayRun(stage));
    for (const [stage, { spec }] of plan.stages.entries()) this.graph.addStage(stage, spec);
    this.begun = plan.stages.map(({ attempts }) => new Uint16Array(attempts.length));
    this.executors = plan.executors.map(({ host, profile, slots }, executor) => ({
      ...{
        slot: { executor, host, rack: null, profile },
        free: slots,
        isUp: false,
        idleSinceUs: 0,
        running: new Set(),
      },
    }));
    this.followers = plan.jobs.map(() => ({ submission: [], end: [] }));
    const unknown = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
    this.result = {
      jobSubmitUs: unknown(plan.jobs.length),
      jobEndUs: unknown(plan.jobs.length),
      stageReadyUs: unknown(plan.stages.length),
      stageEndUs: unknown(plan.stages.length),
      repeated: 0,
    };
  }

  run(): SparkReplay {
    const { kernel, plan } = this;
    for (const [executor, { fromUs, untilUs }] of plan.executors.entries()) {
      kernel.scheduleAt(fromUs, Event.EXECUTOR_UP, executor, null);
      if (untilUs !== Number.POSITIVE_INFINITY) {
        kernel.scheduleAt(Math.max(fromUs, untilUs), Event.EXECUTOR_DOWN, executor, null);
      }
    }
    for (const [job, { after, gapUs }] of plan.jobs.entries()) {
      if (after === null) kernel.scheduleAt(gapUs, Event.SUBMIT, job, null);
      else this.followers[after.job][after.what].push(job);
    }
    kernel.run(this);
    return this.result;
  }

  handle(kind: number, subject: number, payload: unknown): void {
    switch (kind) {
      case Event.SUBMIT:
        return this.submit(subject);
      case Event.EXECUTOR_UP:
        this.executors[subject].isUp = true;
        this.offerAll();
        return this.watchIdle(this.executors[subject]);
      case Event.IDLE:
        return this.idle(this.executors[subject]);
      case Event.EXECUTOR_DOWN:
        return this.executorDown(subject);
      case Event.STAGE:
        this.submitStage(payload as ReadyStage);
        return this.offerAll();
      case Event.SENT:
        this.openSet(payload as ReadyStage);
        return this.offerAll();
      case Event.REVIVE:
        this.reviveAtUs = null;
        return this.offerAll();
      case Event.SLOT_FREE:
        return this.slotFree(payload as RunningTask);
      default:
        return this.resultArrived(payload as RunningTask);
    }
  }

  private submit(job: number): void {
    const { stages, pool } = this.plan.jobs[job];
    this.result.jobSubmitUs[job] = this.kernel.now;
    this.follow(this.followers[job].submission);
    const { ready, jobsDone } = this.graph.submitJob(job, { stages, pool });
    this.begin(ready);
    this.endJobs(jobsDone);
    this.offerAll();
  }

  private follow(jobs: readonly number[]): void {
    for (const job of jobs)
      this.kernel.schedule(this.plan.jobs[job].gapUs, Event.SUBMIT, job, null);
  }

  /** Hands out what may run, after the driver's own time where it is a stage's first run. */
  private begin(ready: readonly ReadyStage[]): void {
    for (const one of ready) {
      const first = Number.isNaN(this.result.stageReadyUs[one.stage]);
      const driverUs = first ? this.plan.stages[one.stage].driverUs : 0;
      if (driverUs === 0) this.submitStage(one);
      else this.kernel.schedule(driverUs, Event.STAGE, one.stage, one);
    }
  }

  /** Opens a stage's tasks, the first time when the driver has got round to sending them off. */
  private submitStage(one: ReadyStage): void {
    const { stageReadyUs } = this.result;
    const first = Number.isNaN(stageReadyUs[one.stage]);
    if (first) stageReadyUs[one.stage] = this.kernel.now;
    const sendingUs = first ? this.plan.stages[one.stage].sendingUs : 0;
    if (sendingUs === 0) this.openSet(one);
    else this.kernel.schedule(sendingUs, Event.SENT, one.stage, one);
  }

  private openSet({ stage, job, tasks }: ReadyStage): void {
    const { now } = this.kernel;
    let set = this.sets.get(stage);
    if (set === undefined) {
      const at = { job, stage, pool: this.plan.jobs[job].pool };
      set = new TaskSet(at, this.plan.stages[stage].spec, this.plan.localityWaitUs, now);
      this.sets.set(stage, set);
      this.queue.add(set);
    }
    set.add(tasks);
  }

  private endJobs(jobs: readonly number[]): void {
    for (const job of jobs) {
      this.result.jobEndUs[job] = this.kernel.now;
      this.follow(this.followers[job].end);
    }
  }

  /** Gives every executor in turn one task, until none can take another. */
  private offerAll(): void {
    for (let some = true; some; ) {
      some = false;
      for (const executor of this.executors) some = this.launchOne(executor) || some;
    }
    this.reviveLater();
  }

  /** Free slots that tasks refused for being far are offered again, as Spark does each second. */
  private reviveLater(): void {
    const { givesWayAtUs } = this.queue;
    if (givesWayAtUs === null || this.plan.localityWaitUs === 0) return;
    if (!this.executors.some(({ isUp, free }) => isUp && free > 0)) return;
    const { now } = this.kernel;
    const rounds = Math.max(1, Math.ceil((givesWayAtUs - now) / REVIVE_US));
    const atUs = now + rounds * REVIVE_US;
    if (this.reviveAtUs !== null && this.reviveAtUs <= atUs) return;
    this.reviveAtUs = atUs;
    this.kernel.scheduleAt(atUs, Event.REVIVE, 0, null);
  }

  private watchIdle(executor: ExecutorState): void {
    const { slots, idleTimeoutUs } = this.plan.executors[executor.slot.executor];
    if (idleTimeoutUs === null || executor.free < slots) return;
    executor.idleSinceUs = this.kernel.now;
    this.kernel.schedule(idleTimeoutUs, Event.IDLE, executor.slot.executor, null);
  }

  /** Dynamic allocation gives back what had nothing to do. */
  private idle(executor: ExecutorState): void {
    const { slots, idleTimeoutUs } = this.plan.executors[executor.slot.executor];
    if (idleTimeoutUs === null || executor.free < slots) return;
    if (this.kernel.now - executor.idleSinceUs >= idleTimeoutUs) executor.isUp = false;
  }

  private launchOne(executor: ExecutorState): boolean {
    if (!executor.isUp || executor.free === 0) return false;
    const { kernel } = this;
    const launch = this.queue.next(executor.slot, kernel.now, Number.POSITIVE_INFINITY);
    if (launch === null) return false;
    const { set, task } = launch;
    const attempts = this.plan.stages[set.stage].attempts[task];
    const begun = this.begun[set.stage][task]++;
    if (begun >= attempts.length) this.result.repeated++;
    const attempt = attempts[Math.min(begun, attempts.length - 1)];
    const running = { set, task, executor: executor.slot.executor, attempt, lost: false };
    executor.free--;
    executor.running.add(running);
    kernel.schedule(attempt.slotUs, Event.SLOT_FREE, 0, running);
    kernel.schedule(attempt.resultUs, Event.RESULT, 0, running);
    return true;
  }

  private slotFree(running: RunningTask): void {
    if (running.lost) return;
    const executor = this.executors[running.executor];
    executor.free++;
    if (!this.launchOne(executor)) this.reviveLater();
    this.watchIdle(executor);
  }

  private resultArrived(running: RunningTask): void {
    if (running.lost) return;
    const { set, task, executor, attempt } = running;
    this.executors[executor].running.delete(running);
    if (this.sets.get(set.stage) !== set) return;
    if (attempt.fails) {
      const mayGoOn = set.failed(task) < MAX_TASK_FAILURES;
      // A task whose every attempt failed is what its job failed of.
      const { attempts } = this.plan.stages[set.stage];
      if (!mayGoOn || this.begun[set.stage][task] >= attempts[task].length) {
        return this.abandon(set);
      }
      return this.offerAll();
    }
    set.running--;
    const { stageDone, ready, jobsDone } = this.graph.taskFinished(set.stage, task, executor);
    if (!stageDone) return;
    this.queue.remove(set);
    this.sets.delete(set.stage);
    this.result.stageEndUs[set.stage] = this.kernel.now;
    this.begin(ready);
    this.endJobs(jobsDone);
    this.offerAll();
  }

  private abandon({ job }: TaskSet): void {
    const ready = this.graph.abandonJob(job);
    for (const [stage, set] of this.sets) {
      if (set.job !== job) continue;
      this.queue.remove(set);
      this.sets.delete(stage);
      this.result.stageEndUs[stage] = this.kernel.now;
    }
    this.begin(ready);
    this.endJobs([job]);
    this.offerAll();
  }

  private executorDown(executor: number): void {
    const state = this.executors[executor];
    state.isUp = false;
    if (!this.plan.executors[executor].lost) return;
    for (const running of state.running) {
      running.lost = true;
      running.set.lost(running.task);
    }
    state.running.clear();
    this.begin(this.graph.executorLost(executor));
    this.offerAll();
  }
}
