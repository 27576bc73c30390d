import type { TaskRecord } from '../../core/master/records.ts';
import type { TaskState } from '../../core/protocol/task-states.ts';
import { Column, placesAfterForgetting } from './column.ts';
import { TASK_STATES, type TaskStateName } from './session-pages.ts';
import { TASK_STATE_NAMES } from './task-state-names.ts';

/** Rows at which those of tasks that are long over are forgotten. */
const MOST_TASKS = 1 << 18;

const NUMBERS: ReadonlyMap<string, number> = new Map(
  TASK_STATES.map((name, number) => [name, number]),
);

/** Number of a state in `TASK_STATES`. */
export function taskStateNumber(name: TaskStateName): number {
  return NUMBERS.get(name) ?? -1;
}

/**
 * The tasks that masters have had in their books, by row in the order of their launches: all that
 * are not over, and the latest of the others.
 */
export class TaskBook {
  readonly framework: Column = new Column();
  readonly task: Column = new Column();
  readonly agent: Column = new Column();
  readonly job: Column = new Column();
  readonly state: Column = new Column();
  readonly launchedUs: Column = new Column();
  readonly startedUs: Column = new Column();
  readonly endedUs: Column = new Column();
  /** By framework and task. */
  private readonly rows = new Map<number, Map<number, number>>();
  private readonly most: number;
  /** Rows at which some are forgotten next. */
  private limit: number;

  constructor(most: number = MOST_TASKS) {
    this.most = most;
    this.limit = most;
  }

  get count(): number {
    return this.task.length;
  }

  /** Row of a task; -1 when nobody has heard of it. */
  rowOf(framework: number, task: number): number {
    return this.rows.get(framework)?.get(task) ?? -1;
  }

  /** A task is in the books of a master: launched, or known of an agent that came back. */
  entered(framework: number, { info, agent, state }: TaskRecord, nowUs: number): void {
    if (this.rowOf(framework, info.taskId) < 0) {
      if (this.count >= this.limit) this.forget();
      const own = this.rows.get(framework) ?? new Map<number, number>();
      this.rows.set(framework, own);
      own.set(info.taskId, this.framework.push(framework));
      this.task.push(info.taskId);
      this.agent.push(agent.connection);
      this.job.push(info.job);
      this.state.push(0);
      this.launchedUs.push(nowUs);
      this.startedUs.push(Number.NaN);
      this.endedUs.push(Number.NaN);
    }
    this.changed(framework, info.taskId, state, nowUs);
  }

  changed(framework: number, task: number, state: TaskState, nowUs: number): void {
    const row = this.rowOf(framework, task);
    if (row < 0) return;
    const name = TASK_STATE_NAMES[state];
    const isOver = name !== 'staging' && name !== 'running';
    this.state.set(row, taskStateNumber(name));
    if (name === 'running' && Number.isNaN(this.startedUs.at(row))) this.startedUs.set(row, nowUs);
    // One that was unreachable may come back.
    this.endedUs.set(row, isOver ? nowUs : Number.NaN);
  }

  private forget(): void {
    const places = placesAfterForgetting(this.count, (row) => Number.isNaN(this.endedUs.at(row)));
    for (const own of this.rows.values()) {
      for (const [task, row] of own) {
        if (places[row] < 0) own.delete(task);
        else own.set(task, places[row]);
      }
    }
    const { framework, task, agent, job, state, launchedUs, startedUs, endedUs } = this;
    for (const column of [framework, task, agent, job, state, launchedUs, startedUs, endedUs]) {
      column.keep(places);
    }
    // Where nearly all is open, little was won.
    this.limit = Math.max(this.most, this.count + this.most / 2);
  }
}
