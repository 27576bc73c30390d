import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { HadoopJobProgress, type HadoopTaskRef } from './hadoop-job.ts';
import type { HadoopPlan } from './hadoop-plan.ts';

/** When things happened in the simulation, microseconds; NaN for what did not. */
export interface HadoopReplay {
  readonly jobEndUs: Float64Array;
  readonly firstMapUs: Float64Array;
  readonly lastMapUs: Float64Array;
  readonly firstReduceUs: Float64Array;
  readonly lastReduceUs: Float64Array;
}

const Event = { LAUNCHED: 0, HEARTBEAT: 1, TASK_OVER: 2, JOB_OVER: 3, BEGIN: 4 } as const;

interface Machine {
  mapsFree: number;
  reducesFree: number;
  readonly sharesSlots: boolean;
  /** Over since its last heartbeat. */
  finished: HadoopTaskRef[];
  /** Its next heartbeat is scheduled. Those in which nothing could happen are left out. */
  isAwake: boolean;
  lastHeartbeatUs: number;
}

/**
 * Replays recorded MapReduce jobs: machines report and take work with their heartbeats, spread
 * evenly over the interval; jobs are served in order (Hadoop's default scheduler), in a job the
 * set-up task, maps, reduces once 5 % of the maps are done, and the clean-up task.
 */
export function replayHadoop(plan: HadoopPlan): HadoopReplay {
  return new Replay(plan).run();
}

class Replay implements EventHandler {
  private readonly plan: HadoopPlan;
  private readonly kernel = new Kernel();
  private readonly machines: Machine[];
  private readonly jobs: HadoopJobProgress[];
  private readonly result: HadoopReplay;

  constructor(plan: HadoopPlan) {
    this.plan = plan;
    this.machines = plan.machines.map(({ mapSlots, reduceSlots }) => ({
      mapsFree: mapSlots,
      reducesFree: reduceSlots ?? 0,
      sharesSlots: reduceSlots === null,
      finished: [],
      isAwake: false,
      lastHeartbeatUs: -1,
    }));
    this.jobs = plan.jobs.map((job, position) => new HadoopJobProgress(job, position));
    const unknown = (): Float64Array => new Float64Array(plan.jobs.length).fill(Number.NaN);
    this.result = {
      jobEndUs: unknown(),
      firstMapUs: unknown(),
      lastMapUs: unknown(),
      firstReduceUs: unknown(),
      lastReduceUs: unknown(),
    };
  }

  run(): HadoopReplay {
    const { kernel, plan } = this;
    for (const [job, { submitUs, initialisationUs }] of plan.jobs.entries()) {
      const asksUs = submitUs + initialisationUs + (plan.masterHeartbeatUs ?? 0);
      kernel.scheduleAt(Math.max(asksUs, plan.machinesFromUs), Event.LAUNCHED, job, null);
    }
    kernel.run(this);
    return this.result;
  }

  handle(kind: number, subject: number, payload: unknown): void {
    switch (kind) {
      case Event.LAUNCHED:
        this.jobs[subject].isLaunched = true;
        return this.wakeAll();
      case Event.BEGIN:
        return this.begin(payload as HadoopTaskRef);
      case Event.TASK_OVER:
        return this.taskOver(payload as HadoopTaskRef);
      case Event.JOB_OVER:
        this.result.jobEndUs[subject] = this.kernel.now;
        return;
      default:
        return this.heartbeat(subject);
    }
  }

  private heartbeat(machine: number): void {
    const state = this.machines[machine];
    const { finished } = state;
    state.finished = [];
    state.isAwake = false;
    state.lastHeartbeatUs = this.kernel.now;
    for (const task of finished) this.report(state, task);
    const begun = this.assign(machine);
    // What was reported may have made work for others, what was begun may be more than at once.
    if (finished.length > 0) this.wakeAll();
    else if (begun > 0) this.wake(machine);
  }

  private wakeAll(): void {
    for (const machine of this.machines.keys()) this.wake(machine);
  }

  /**
   * Schedules the next heartbeat of a machine. They are spread evenly over the interval, from the
   * first that brought work: what begins first in a log began with one.
   */
  private wake(machine: number): void {
    const state = this.machines[machine];
    if (state.isAwake) return;
    state.isAwake = true;
    const { heartbeatUs, machinesFromUs } = this.plan;
    const phaseUs = machinesFromUs + Math.floor((heartbeatUs * machine) / this.machines.length);
    const rounds = Math.max(0, Math.ceil((this.kernel.now - phaseUs) / heartbeatUs));
    const atUs = phaseUs + rounds * heartbeatUs;
    const again = atUs === state.lastHeartbeatUs ? heartbeatUs : 0;
    this.kernel.scheduleAt(atUs + again, Event.HEARTBEAT, machine, null);
  }

  private report(machine: Machine, task: HadoopTaskRef): void {
    if (task.kind === 'reduce' && !machine.sharesSlots) machine.reducesFree++;
    else machine.mapsFree++;
    const job = this.jobs[task.job];
    const wereMapsOver = job.mapsOver;
    job.reported(task);
    if (!wereMapsOver && job.mapsOver) {
      for (const waiting of job.waitingReduces.splice(0)) this.finishAfter(waiting);
    }
    if (!job.isOver || job.wasCounted) return;
    job.wasCounted = true;
    // With a clean-up task the job is over when the end of that is known.
    const windUpUs = job.plan.cleanup === null ? job.plan.windUpUs : 0;
    const endUs = job.plan.cleanup === null ? job.lastEndUs + windUpUs : this.kernel.now;
    this.kernel.scheduleAt(Math.max(this.kernel.now, endUs), Event.JOB_OVER, task.job, null);
  }

  /** @returns how many tasks were begun */
  private assign(machine: number): number {
    const state = this.machines[machine];
    let begun = 0;
    let reducesLeft = this.plan.reducesAtOnce;
    for (const job of this.jobs) {
      while (state.mapsFree > 0) {
        const task = job.nextMapLike(machine);
        if (task === null) break;
        state.mapsFree--;
        this.take(task);
        begun++;
      }
      while (reducesLeft > 0 && (state.sharesSlots ? state.mapsFree : state.reducesFree) > 0) {
        const task = job.nextReduce(machine);
        if (task === null) break;
        reducesLeft--;
        if (state.sharesSlots) state.mapsFree--;
        else state.reducesFree--;
        this.take(task);
        begun++;
      }
    }
    return begun;
  }

  /** Begins a task, on YARN when its job hears of the container. */
  private take(task: HadoopTaskRef): void {
    const { machinesFromUs, masterHeartbeatUs, jobs } = this.plan;
    if (masterHeartbeatUs === null) return this.begin(task);
    const { submitUs, initialisationUs } = jobs[task.job];
    const sinceUs = this.kernel.now - Math.max(submitUs + initialisationUs, machinesFromUs);
    const leftUs = masterHeartbeatUs - (sinceUs % masterHeartbeatUs);
    this.kernel.schedule(leftUs, Event.BEGIN, 0, task);
  }

  private begin(task: HadoopTaskRef): void {
    const { now } = this.kernel;
    const job = this.jobs[task.job];
    const { firstMapUs, firstReduceUs } = this.result;
    if (task.kind === 'map') firstMapUs[task.job] = earlier(firstMapUs[task.job], now);
    if (task.kind === 'reduce') firstReduceUs[task.job] = earlier(firstReduceUs[task.job], now);
    // What a reduce does before the last map is over is waiting: its own time comes after.
    if (task.kind === 'reduce' && !job.mapsOver) job.waitingReduces.push(task);
    else this.finishAfter(task);
  }

  private finishAfter(task: HadoopTaskRef): void {
    this.kernel.schedule(task.attempt.us, Event.TASK_OVER, 0, task);
  }

  private taskOver(task: HadoopTaskRef): void {
    const { now } = this.kernel;
    this.jobs[task.job].lastEndUs = now;
    if (task.kind === 'map') this.result.lastMapUs[task.job] = now;
    if (task.kind === 'reduce') this.result.lastReduceUs[task.job] = now;
    this.machines[task.machine].finished.push(task);
    this.wake(task.machine);
  }
}

function earlier(before: number, now: number): number {
  return Number.isNaN(before) ? now : before;
}
