import type { TaskRecord } from '../../core/master/records.ts';
import type { TaskState } from '../../core/protocol/task-states.ts';
import { Column } from './column.ts';
import { TASK_STATES, type TaskStateName } from './session-pages.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map(
  TASK_STATES.map((name, number) => [name, number]),
);

const NAMES: { readonly [state in TaskState]: TaskStateName } = {
  TASK_STAGING: 'staging',
  TASK_STARTING: 'staging',
  TASK_RUNNING: 'running',
  TASK_KILLING: 'running',
  TASK_FINISHED: 'finished',
  TASK_FAILED: 'failed',
  TASK_KILLED: 'killed',
  TASK_ERROR: 'failed',
  TASK_LOST: 'lost',
  TASK_DROPPED: 'lost',
  TASK_UNREACHABLE: 'lost',
  TASK_GONE: 'lost',
  TASK_GONE_BY_OPERATOR: 'lost',
  TASK_UNKNOWN: 'lost',
};

/** Number of a state in `TASK_STATES`. */
export function taskStateNumber(name: TaskStateName): number {
  return NUMBERS.get(name) ?? -1;
}

/** Every task that masters have had in their books, by row in the order of their launches. */
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
    const name = NAMES[state];
    const isOver = name !== 'staging' && name !== 'running';
    this.state.set(row, taskStateNumber(name));
    if (name === 'running' && Number.isNaN(this.startedUs.at(row))) this.startedUs.set(row, nowUs);
    // One that was unreachable may come back.
    this.endedUs.set(row, isOver ? nowUs : Number.NaN);
  }
}
