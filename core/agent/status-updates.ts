import type { Buggify } from '../buggify.ts';
import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type { TaskStatus } from '../protocol/tasks.ts';
import type { AgentOutput, AgentTask } from './agent-io.ts';

/** First and longest wait for an acknowledgement (Mesos `slave/constants.hpp`). */
const FIRST_RETRY_US = 10 * MICROS_PER_SECOND;
const LONGEST_RETRY_US = 600 * MICROS_PER_SECOND;
/** The acknowledgement may be on its way by then. */
const SOON_US = MICROS_PER_SECOND / 100;

/**
 * The streams of status updates, one for each task: an update is in flight until it is
 * acknowledged and the next ones wait; it is repeated after 10 s, doubling to 10 min, while there
 * is a master to hear it (`mesos-semantics` part 11.3).
 *
 * One timer serves all streams, set while something is in flight.
 */
export class StatusUpdates {
  private readonly tasks: readonly (AgentTask | null)[];
  private paused = true;
  private timerUs: Micros | null = null;
  private readonly marks: Marks | null;
  private readonly buggify: Buggify | null;

  /** @param tasks the agent's table, read when updates are repeated */
  constructor(
    tasks: readonly (AgentTask | null)[],
    marks: Marks | null = null,
    buggify: Buggify | null = null,
  ) {
    this.tasks = tasks;
    this.marks = marks;
    this.buggify = buggify;
  }

  /** Sends an update, or queues it behind the one in flight. */
  add(task: AgentTask, status: TaskStatus, now: Micros, out: AgentOutput): void {
    task.state = status.state;
    if (task.inFlight === null) return this.send(task, status, now, out);
    this.marks?.sometimes('update-waits');
    if (task.queued === null) task.queued = [status];
    else task.queued.push(status);
  }

  /** The update in flight has been acknowledged; false when the stream is at its end. */
  next(task: AgentTask, now: Micros, out: AgentOutput): boolean {
    task.inFlight = null;
    const status = task.queued?.shift();
    if (status === undefined) return !task.over;
    this.send(task, status, now, out);
    return true;
  }

  /** There is no master: what is in flight stays so. */
  pause(): void {
    this.paused = true;
  }

  /** There is one again: what is in flight is sent again. */
  resume(now: Micros, out: AgentOutput): void {
    this.paused = false;
    for (const task of this.tasks) {
      if (task !== null && task.inFlight !== null) this.send(task, task.inFlight, now, out);
    }
  }

  /** Repeats what has waited long enough. */
  retry(now: Micros, out: AgentOutput): void {
    if (this.timerUs === null || now < this.timerUs) return;
    this.timerUs = null;
    if (this.paused) return;
    let nextUs = Number.POSITIVE_INFINITY;
    for (const task of this.tasks) {
      if (task === null || task.inFlight === null) continue;
      if (task.retryUs <= now) {
        this.marks?.sometimes('update-again');
        task.retryAfterUs = Math.min(task.retryAfterUs * 2, LONGEST_RETRY_US);
        task.retryUs = now + task.retryAfterUs;
        out.send({ type: 'STATUS_UPDATE', status: task.inFlight, latestState: task.state });
      }
      nextUs = Math.min(nextUs, task.retryUs);
    }
    if (nextUs < Number.POSITIVE_INFINITY) this.setTimer(nextUs, now, out);
  }

  private send(task: AgentTask, status: TaskStatus, now: Micros, out: AgentOutput): void {
    task.inFlight = status;
    task.retryAfterUs = FIRST_RETRY_US;
    task.retryUs = now + (this.buggify?.fires('repeat-soon') === true ? SOON_US : FIRST_RETRY_US);
    if (this.paused) return;
    out.send({ type: 'STATUS_UPDATE', status, latestState: task.state });
    // A timer that is set fires earlier than this stream's.
    if (this.timerUs === null || this.timerUs > task.retryUs) {
      this.setTimer(task.retryUs, now, out);
    }
  }

  private setTimer(atUs: Micros, now: Micros, out: AgentOutput): void {
    this.timerUs = atUs;
    out.setTimer('RETRY_UPDATES', atUs - now);
  }
}
