import type { AgentTask } from '../../core/agent/agent-io.ts';
import { IdMap } from '../../core/collections/id-map.ts';
import type { TaskRecord } from '../../core/master/records.ts';
import type { MasterToAgent } from '../../core/protocol/agent-api.ts';
import { TaskBytes } from './accounts/byte-pages.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import type { Launching } from './accounts/launching.ts';
import { frameworkText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** How far a task is on its way into a container. */
const LAUNCHED = 1;
const ORDERED = 2;
const RUNNING = 3;
const OVER = 4;

class TaskRunsOnce implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly stages = new TaskBytes();
  private readonly launching: Launching;
  /** Agent by framework and task, of those that run; one more than its place. */
  private readonly running: (IdMap<number> | undefined)[] = [];

  constructor(world: CheckedWorld, fail: Fail, { launching }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.launching = launching;
  }

  taskEntered(_master: number, { framework, info }: TaskRecord): void {
    if (!this.launching.launched) return;
    if (this.stages.get(framework.id, info.taskId) === RUNNING) {
      const text = this.taskText(framework.id, info.taskId);
      return this.fail(`${text} was launched while one of this id runs`);
    }
    this.stages.set(framework.id, info.taskId, LAUNCHED);
  }

  saidToAgent(_master: number, agent: number, message: MasterToAgent): void {
    if (message.type !== 'RUN_TASKS') return;
    const { framework, tasks } = message;
    for (const { taskId } of tasks) {
      if (this.stages.get(framework.id, taskId) !== LAUNCHED) {
        const text = this.taskText(framework.id, taskId);
        return this.fail(`agent ${agent} is to run ${text}, which no ACCEPT at hand has launched`);
      }
      this.stages.set(framework.id, taskId, ORDERED);
    }
  }

  containerStarted(agent: number, { framework, info }: AgentTask): void {
    const stage = this.stages.get(framework.id, info.taskId);
    const running = this.running[framework.id] ?? new IdMap<number>();
    this.running[framework.id] = running;
    if (stage !== ORDERED) {
      const text = this.taskText(framework.id, info.taskId);
      if (stage === RUNNING) {
        const where = (running.get(info.taskId) ?? 0) - 1;
        return this.fail(`${text} started on agent ${agent} while it runs on agent ${where}`);
      }
      const why = stage === OVER ? 'it ran before' : 'no master has ordered it';
      return this.fail(`${text} started on agent ${agent}: ${why}`);
    }
    this.stages.set(framework.id, info.taskId, RUNNING);
    running.set(info.taskId, agent + 1);
  }

  containerEnded(agent: number, task: AgentTask): void {
    this.over(agent, task);
  }

  containerLost(agent: number, task: AgentTask): void {
    this.over(agent, task);
  }

  private over(agent: number, { framework, info }: AgentTask): void {
    const running = this.running[framework.id];
    if ((running?.get(info.taskId) ?? 0) - 1 !== agent) {
      const text = this.taskText(framework.id, info.taskId);
      return this.fail(`${text} ended on agent ${agent}, where it did not run`);
    }
    running?.delete(info.taskId);
    this.stages.set(framework.id, info.taskId, OVER);
  }

  private taskText(frameworkId: number, taskId: number): string {
    return `task ${taskId} of ${frameworkText(this.world, frameworkId)}`;
  }
}

/** A task is launched in an ACCEPT, ordered by its master, and runs once. */
export const taskRunsOnce: CheckerType = {
  name: 'task-runs-once',
  says: 'a task has one container at a time, in one life, and only if an ACCEPT launched it',
  make: (world, fail, shared) => new TaskRunsOnce(world, fail, accountsOf(shared)),
};
