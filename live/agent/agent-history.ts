import type { AgentTask } from '../../core/agent/agent-io.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';

/** Tasks that are remembered when they are over for good (Mesos: 150 executors a framework). */
const ENDED_MAX = 1000;

/** What an agent's process remembers for those who ask: nothing follows from it. */
export class AgentHistory {
  /** Over, and acknowledged: the oldest first. */
  readonly ended: AgentTask[] = [];
  /** Tasks that ended, by their last states. */
  readonly ends = new Map<TaskState, number>();
  /** Updates that executors and containers have told. */
  updates = 0;
  /** Messages of frameworks to their executors. */
  messages = 0;

  over(task: AgentTask): void {
    this.ends.set(task.state, (this.ends.get(task.state) ?? 0) + 1);
    this.ended.push(task);
    if (this.ended.length > ENDED_MAX) this.ended.shift();
  }
}
