import { IdMap } from '../../core/collections/id-map.ts';
import type { TaskRecord } from '../../core/master/records.ts';
import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import {
  type TaskState,
  holdsResources,
  isTerminal,
  mayFollow,
} from '../../core/protocol/task-states.ts';
import type { TaskStatus } from '../../core/protocol/tasks.ts';
import { TaskBytes } from './accounts/byte-pages.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Launching } from './accounts/launching.ts';
import { agentText, frameworkText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** Bits of what is known of a task's end. */
const SCHEDULER_HEARD_OVER = 2;

/** The last update of an agent that a scheduler has heard of a task. */
interface Heard {
  state: TaskState;
  uuid: number;
}

class TaskLife implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly ends = new TaskBytes();
  private readonly launching: Launching;
  /** By framework, then task. */
  private readonly heard: (IdMap<Heard> | undefined)[] = [];
  /** Whether updates may overtake each other or come again on their way. */
  private readonly shuffled: boolean;

  constructor(world: CheckedWorld, fail: Fail, { launching }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.launching = launching;
    this.shuffled = world.experiment.faults.some(
      ({ kind }) => kind === 'message-copies' || kind === 'message-disorder',
    );
  }

  taskEntered(master: number, { framework, info, agent, state }: TaskRecord): void {
    if (this.launching.launched) {
      // A scheduler may use an id again once its task is over: another life.
      this.ends.set(framework.id, info.taskId, 0);
      return this.heard[framework.id]?.delete(info.taskId);
    }
    const over = (this.ends.get(framework.id, info.taskId) & SCHEDULER_HEARD_OVER) !== 0;
    // A leader that was deposed may hear late what was said before.
    if (!over || isTerminal(state) || !this.world.isLatest(master)) return;
    this.fail(
      `${this.taskText(framework.id, info.taskId)} is back on ` +
        `${agentText(this.world, agent.id)} as ${state}: ` +
        'its scheduler has heard that it is over',
    );
  }

  taskChanged(_master: number, { framework, info, state }: TaskRecord, before: TaskState): void {
    if (state !== before && mayFollow(before, state)) return;
    const task = this.taskText(framework.id, info.taskId);
    this.fail(`${task} went from ${before} to ${state} at the master`);
  }

  schedulerHears(_framework: number, event: SchedulerEvent): void {
    if (event.type !== 'UPDATE') return;
    const { status } = event;
    const over = this.ends.get(status.frameworkId, status.taskId) & SCHEDULER_HEARD_OVER;
    if (over !== 0 && holdsResources(status.state) && !this.shuffled) {
      const task = this.taskText(status.frameworkId, status.taskId);
      return this.fail(`the scheduler heard that ${task} is ${status.state} after it was over`);
    }
    // Masters guess: what they say of an agent that is away is not the end of its tasks.
    if (status.uuid !== null) this.hear(status, status.uuid);
  }

  private hear({ frameworkId, taskId, state }: TaskStatus, uuid: number): void {
    const heard = this.heard[frameworkId] ?? new IdMap<Heard>();
    this.heard[frameworkId] = heard;
    const last = heard.get(taskId);
    if (last !== undefined && !this.shuffled) {
      const again = last.uuid === uuid;
      if (again ? state !== last.state : !mayFollow(last.state, state)) {
        const how = again ? 'in the same update' : 'in the next one';
        const task = this.taskText(frameworkId, taskId);
        this.fail(`the scheduler heard of ${task}: ${last.state}, and ${how} ${state}`);
      }
    }
    if (isTerminal(state)) {
      heard.delete(taskId);
      this.note(frameworkId, taskId, SCHEDULER_HEARD_OVER);
    } else if (last === undefined) {
      heard.set(taskId, { state, uuid });
    } else {
      last.state = state;
      last.uuid = uuid;
    }
  }

  private note(frameworkId: number, taskId: number, bit: number): void {
    this.ends.set(frameworkId, taskId, this.ends.get(frameworkId, taskId) | bit);
  }

  private taskText(frameworkId: number, taskId: number): string {
    return `task ${taskId} of ${frameworkText(this.world, frameworkId)}`;
  }
}

/** A task has one life, along the graph of its states. */
export const taskLife: CheckerType = {
  name: 'task-life',
  says: "a task's states follow the allowed graph, and what its agent ended stays ended",
  make: (world, fail, shared) => new TaskLife(world, fail, accountsOf(shared)),
};
