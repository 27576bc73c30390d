import type { AgentTask } from '../../core/agent/agent-io.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { FrameworkRecord } from '../../core/master/records.ts';
import type { TaskId } from '../../core/protocol/ids.ts';
import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { TaskBytes } from './accounts/byte-pages.ts';
import { calmFor } from './accounts/calm.ts';
import { frameworkText, secondsText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/**
 * An agent may stay away for 10 min before its tasks are given up, and what it says may have to be
 * said again after 10 min more (`mesos-semantics` parts 10.3 and 11.3).
 */
const PATIENCE_US = 1500 * MICROS_PER_SECOND;

/** Bits of what is known of a task. */
const CONTAINER_OVER = 1;
const HEARD_OVER = 2;

interface Unheard {
  readonly agent: number;
  readonly sinceUs: Micros;
}

class LostTasksEnd implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly abandoned: ReadonlySet<number>;
  private readonly tasks = new TaskBytes();
  /** By framework, then task, of those that are over unheard; the oldest first. */
  private readonly unheard: (Map<TaskId, Unheard> | undefined)[] = [];
  /** Ids that a master has removed: nobody is told of their tasks. */
  private readonly removed = new Set<number>();
  private turn = 0;

  constructor(world: CheckedWorld, fail: Fail, { abandoned }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.abandoned = abandoned;
  }

  containerStarted(_agent: number, { framework, info }: AgentTask): void {
    // One whose agent stood still may start after it was given up, which its scheduler knows.
    const heard = this.tasks.get(framework.id, info.taskId) & HEARD_OVER;
    this.tasks.set(framework.id, info.taskId, heard);
  }

  containerEnded(agent: number, task: AgentTask): void {
    this.over(agent, task);
  }

  containerLost(agent: number, task: AgentTask): void {
    this.over(agent, task);
  }

  schedulerHears(_framework: number, event: SchedulerEvent): void {
    if (event.type !== 'UPDATE') return;
    const { frameworkId, taskId, state } = event.status;
    const known = this.tasks.get(frameworkId, taskId);
    if (!holdsResources(state)) {
      this.tasks.set(frameworkId, taskId, known | HEARD_OVER);
      this.unheard[frameworkId]?.delete(taskId);
    } else if ((known & HEARD_OVER) !== 0) {
      // It was given up and is back: whatever became of it since is still to be heard.
      this.tasks.set(frameworkId, taskId, known & ~HEARD_OVER);
      if ((known & CONTAINER_OVER) !== 0) this.wait(-1, frameworkId, taskId);
    }
  }

  frameworkEntered(_master: number, { id }: FrameworkRecord): void {
    this.removed.delete(id);
  }

  frameworkLeft(master: number, { id }: FrameworkRecord): void {
    if (!this.world.isLatest(master)) return;
    this.removed.add(id);
    this.unheard[id]?.clear();
  }

  cycleEnded(): void {
    this.turn = this.turn + 1 < this.unheard.length ? this.turn + 1 : 0;
    this.review(this.turn);
  }

  ended(): void {
    for (const framework of this.unheard.keys()) this.review(framework);
  }

  private over(agent: number, { framework, info }: AgentTask): void {
    const known = this.tasks.get(framework.id, info.taskId) | CONTAINER_OVER;
    this.tasks.set(framework.id, info.taskId, known);
    if ((known & HEARD_OVER) === 0) this.wait(agent, framework.id, info.taskId);
  }

  private wait(agent: number, frameworkId: number, taskId: TaskId): void {
    if (this.removed.has(frameworkId)) return;
    const unheard = this.unheard[frameworkId] ?? new Map<TaskId, Unheard>();
    this.unheard[frameworkId] = unheard;
    unheard.set(taskId, { agent, sinceUs: this.world.now });
  }

  private review(frameworkId: number): void {
    const unheard = this.unheard[frameworkId];
    if (unheard === undefined || unheard.size === 0) return;
    if (this.abandoned.has(frameworkId)) return unheard.clear();
    const calmUs = calmFor(this.world);
    for (const [taskId, { agent, sinceUs }] of unheard) {
      const waitedUs = Math.min(calmUs, this.world.now - sinceUs);
      if (waitedUs > PATIENCE_US) {
        const whose = frameworkText(this.world, frameworkId);
        const where = agent < 0 ? '' : ` on agent ${agent}`;
        this.fail(
          `task ${taskId} of ${whose} ended${where} at ${secondsText(sinceUs)}: ` +
            'its scheduler still takes it to be live',
        );
      }
      return;
    }
  }
}

/** Schedulers learn of the end of every task, however it came. */
export const lostTasksEnd: CheckerType = {
  name: 'lost-tasks-end',
  says: 'a task that ended or was lost with its agent is heard to be over by its scheduler',
  make: (world, fail, shared) => new LostTasksEnd(world, fail, accountsOf(shared)),
};
