import type { Connection, Micros } from '../machine.ts';
import type { AgentId, FrameworkId, OfferId, TaskId } from '../protocol/ids.ts';
import type { Call, ExecutorData } from '../protocol/scheduler-api.ts';
import type { TaskInfo, TaskStatus } from '../protocol/tasks.ts';

/** What any scheduler says should happen. */
export interface SchedulerOutput {
  /** To the master. */
  send(call: Call): void;
  setTimer(timer: 'REVIVE', delayUs: Micros): void;
}

export interface DriverOptions {
  readonly connection: Connection;
  /** The framework's name. */
  readonly name: string;
  readonly role: string;
}

/**
 * The part of a scheduler that all frameworks share: it subscribes, acknowledges updates,
 * answers offers, and says when offers are wanted, without repeating itself.
 */
export class SchedulerDriver {
  private readonly options: DriverOptions;
  private framework: FrameworkId | null = null;
  private suppressed = false;
  private toldWaitingSinceUs = -1;

  constructor(options: DriverOptions) {
    this.options = options;
  }

  get subscribed(): boolean {
    return this.framework !== null;
  }

  subscribe(out: SchedulerOutput): void {
    const { connection, name, role } = this.options;
    out.send({ type: 'SUBSCRIBE', connection, name, role });
  }

  onSubscribed(framework: FrameworkId): void {
    this.framework = framework;
    this.suppressed = false;
    this.toldWaitingSinceUs = -1;
  }

  /** The subscription ended: nothing more is sent until the next. */
  onError(): void {
    this.framework = null;
  }

  acknowledge(status: TaskStatus, out: SchedulerOutput): void {
    if (this.framework === null || status.uuid === null) return;
    const { agentId, taskId, uuid } = status;
    out.send({ type: 'ACKNOWLEDGE', framework: this.framework, agentId, taskId, uuid });
  }

  accept(
    offer: OfferId,
    launches: readonly TaskInfo[],
    refuseSeconds: number,
    out: SchedulerOutput,
  ): void {
    if (this.framework === null) return;
    const { framework } = this;
    out.send({ type: 'ACCEPT', framework, offers: [offer], launches, refuseSeconds });
  }

  decline(offers: readonly OfferId[], refuseSeconds: number, out: SchedulerOutput): void {
    if (this.framework === null || offers.length === 0) return;
    out.send({ type: 'DECLINE', framework: this.framework, offers, refuseSeconds });
  }

  message(agentId: AgentId, taskId: TaskId, data: ExecutorData, out: SchedulerOutput): void {
    if (this.framework === null) return;
    out.send({ type: 'MESSAGE', framework: this.framework, agentId, taskId, data });
  }

  kill(taskId: TaskId, out: SchedulerOutput): void {
    if (this.framework === null) return;
    out.send({ type: 'KILL', framework: this.framework, taskId });
  }

  /** No offers until {@link revive}. */
  suppress(out: SchedulerOutput): void {
    if (this.framework === null || this.suppressed) return;
    this.suppressed = true;
    // Reviving starts the wait anew at the master, until it is told again.
    this.toldWaitingSinceUs = -1;
    out.send({ type: 'SUPPRESS', framework: this.framework });
  }

  /** Offers again, refused ones included. */
  revive(out: SchedulerOutput): void {
    if (this.framework === null) return;
    this.suppressed = false;
    out.send({ type: 'REVIVE', framework: this.framework });
  }

  /** Says since when the oldest waiting job has waited, if that changed. */
  request(waitingSinceUs: Micros, out: SchedulerOutput): void {
    if (this.framework === null || waitingSinceUs === this.toldWaitingSinceUs) return;
    this.toldWaitingSinceUs = waitingSinceUs;
    out.send({ type: 'REQUEST', framework: this.framework, waitingSinceUs });
  }

  get isSuppressed(): boolean {
    return this.suppressed;
  }
}
