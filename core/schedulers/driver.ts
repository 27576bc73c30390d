import type { SaidWants } from '../allocation/wants.ts';
import type { Buggify } from '../buggify.ts';
import { type Connection, MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type { AgentId, FrameworkId, OfferId, TaskId } from '../protocol/ids.ts';
import type {
  Call,
  ErrorEvent,
  ExecutorData,
  Offers,
  ReconciledTask,
  SchedulerEvent,
  Subscribe,
  Subscribed,
  Update,
} from '../protocol/scheduler-api.ts';
import type { TaskInfo, TaskStatus } from '../protocol/tasks.ts';

/** `SUBSCRIBE` and `RECONCILE` are the driver's: whoever owns one hands them on. */
export type SchedulerTimer = 'REVIVE' | 'SUBSCRIBE' | 'RECONCILE';

/** The connection to the master is gone. */
export interface SchedulerDisconnected {
  readonly type: 'DISCONNECTED';
  /** When to subscribe again first, microseconds from now: a random part of the backoff factor. */
  readonly backoffUs: Micros;
}

/**
 * What a scheduler leaves to its driver. Offers are answered in the step that brings them, and
 * lost tasks are reported one by one: of the rest nothing follows for most.
 */
export type LeftToDriver =
  | SchedulerDisconnected
  | ErrorEvent
  | Exclude<SchedulerEvent, Subscribed | Offers | Update>;

/** First and longest wait between attempts to subscribe or to have tasks reconciled. */
const FIRST_RETRY_US = MICROS_PER_SECOND;
const LONGEST_RETRY_US = 60 * MICROS_PER_SECOND;
/** The answer may be on its way by then. */
const SOON_US = MICROS_PER_SECOND / 100;

/** What any scheduler says should happen. */
export interface SchedulerOutput {
  /** To the master. */
  send(call: Call): void;
  setTimer(timer: SchedulerTimer, delayUs: Micros): void;
}

export interface DriverOptions {
  readonly connection: Connection;
  /** The framework's name. */
  readonly name: string;
  readonly role: string;
  /** As in SUBSCRIBE; what is absent has its default there. */
  readonly failoverTimeoutUs?: Micros;
  readonly checkpoint?: boolean;
  readonly partitionAware?: boolean;
  /** The id it had in an earlier life of its process, to come back under; new unless given. */
  readonly framework?: FrameworkId | null;
  /** Told where it comes by: for tests. */
  readonly marks?: Marks | null;
  /** Asked at places where it may do otherwise: for tests. */
  readonly buggify?: Buggify | null;
}

/**
 * The part of a scheduler that all frameworks share: it subscribes, acknowledges updates,
 * answers offers, and says when offers are wanted, without repeating itself. After its connection
 * broke it subscribes again and asks what became of its tasks until each is answered for
 * (`mesos-semantics` part 12.3).
 */
export class SchedulerDriver {
  private readonly options: DriverOptions;
  private framework: FrameworkId | null = null;
  private back = false;
  private suppressed = false;
  private toldWaitingSinceUs = -1;
  private toldWants: SaidWants | null = null;
  /** The id to come back under; null before the first subscription and once it was refused. */
  private known: FrameworkId | null = null;
  private subscribeUs: Micros | null = null;
  private reconcileUs: Micros | null = null;
  private subscribeAfterUs = FIRST_RETRY_US;
  private reconcileAfterUs = FIRST_RETRY_US;
  /** Tasks asked about and not answered for. */
  private readonly asked = new Map<TaskId, ReconciledTask>();

  constructor(options: DriverOptions) {
    this.options = options;
    this.known = options.framework ?? null;
  }

  /** What must survive the process, so that the next one can take the tasks over. */
  get frameworkId(): FrameworkId | null {
    return this.known;
  }

  /** Whether it has subscribed under an id that it had before: it may have missed something. */
  get isBack(): boolean {
    return this.back;
  }

  get subscribed(): boolean {
    return this.framework !== null;
  }

  subscribe(out: SchedulerOutput): void {
    const id = this.known === null ? {} : { framework: this.known };
    out.send({ type: 'SUBSCRIBE', ...subscription(this.options), ...id });
  }

  /** Does what every scheduler does with an input that it has no answer of its own to. */
  take(now: Micros, input: LeftToDriver, out: SchedulerOutput): void {
    if (input.type === 'DISCONNECTED') this.onDisconnected(now, input.backoffUs, out);
    else if (input.type === 'ERROR') this.onError();
  }

  /** The connection broke: nothing is sent until the next subscription. */
  private onDisconnected(now: Micros, backoffUs: Micros, out: SchedulerOutput): void {
    this.framework = null;
    this.subscribeAfterUs = FIRST_RETRY_US;
    this.subscribeUs = now + backoffUs;
    out.setTimer('SUBSCRIBE', backoffUs);
  }

  /** A timer of the driver's fired; the third is its owner's. */
  onTimer(now: Micros, timer: SchedulerTimer, out: SchedulerOutput): void {
    if (timer === 'REVIVE') return;
    if (timer === 'RECONCILE') return this.reconcileAgain(now, out);
    if (this.subscribeUs === null || now < this.subscribeUs || this.framework !== null) return;
    if (this.subscribeAfterUs > FIRST_RETRY_US) this.options.marks?.sometimes('subscribe-retry');
    this.subscribe(out);
    const soon = this.options.buggify?.fires('subscribe-soon') === true;
    const afterUs = soon ? SOON_US : this.subscribeAfterUs;
    this.subscribeUs = now + afterUs;
    out.setTimer('SUBSCRIBE', afterUs);
    this.subscribeAfterUs = Math.min(this.subscribeAfterUs * 2, LONGEST_RETRY_US);
  }

  /** Asks for the state of tasks, again and again until each has been answered for. */
  reconcile(tasks: readonly ReconciledTask[], now: Micros, out: SchedulerOutput): void {
    if (this.framework === null || tasks.length === 0) return;
    for (const task of tasks) this.asked.set(task.taskId, task);
    this.reconcileAfterUs = FIRST_RETRY_US;
    this.reconcileUs = now;
    this.reconcileAgain(now, out);
  }

  /** Asks once for the state of every task the master has of the framework, known here or not. */
  reconcileAll(out: SchedulerOutput): void {
    if (this.framework === null) return;
    out.send({ type: 'RECONCILE', framework: this.framework, tasks: [] });
  }

  private reconcileAgain(now: Micros, out: SchedulerOutput): void {
    if (this.reconcileUs === null || now < this.reconcileUs) return;
    if (this.framework === null || this.asked.size === 0) return;
    if (this.reconcileAfterUs > FIRST_RETRY_US) this.options.marks?.sometimes('reconcile-retry');
    const tasks = [...this.asked.values()];
    out.send({ type: 'RECONCILE', framework: this.framework, tasks });
    const soon = this.options.buggify?.fires('reconcile-soon') === true;
    const afterUs = soon ? SOON_US : this.reconcileAfterUs;
    this.reconcileUs = now + afterUs;
    out.setTimer('RECONCILE', afterUs);
    this.reconcileAfterUs = Math.min(this.reconcileAfterUs * 2, LONGEST_RETRY_US);
  }

  onSubscribed(framework: FrameworkId): void {
    this.back = this.known === framework;
    if (this.back) this.options.marks?.sometimes('subscribe-back');
    this.framework = framework;
    this.known = framework;
    this.subscribeUs = null;
    this.suppressed = false;
    this.forgetTold();
  }

  /** The subscription ended, and the id with it: nothing more is sent until the next. */
  private onError(): void {
    this.options.marks?.sometimes('subscription-over');
    this.framework = null;
    this.known = null;
    this.subscribeUs = null;
  }

  acknowledge(status: TaskStatus, out: SchedulerOutput): void {
    if (this.asked.size > 0) this.asked.delete(status.taskId);
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

  /** Says of agents that are to be maintained that it will leave them, and is not asked again. */
  acceptInverseOffers(
    inverseOffers: readonly OfferId[],
    refuseSeconds: number,
    out: SchedulerOutput,
  ): void {
    const { framework } = this;
    if (framework === null || inverseOffers.length === 0) return;
    out.send({ type: 'ACCEPT_INVERSE_OFFERS', framework, inverseOffers, refuseSeconds });
  }

  message(agentId: AgentId, taskId: TaskId, data: ExecutorData, out: SchedulerOutput): void {
    if (this.framework === null) return;
    out.send({ type: 'MESSAGE', framework: this.framework, agentId, taskId, data });
  }

  /** @param gracePeriodUs null: the agent's default */
  kill(taskId: TaskId, out: SchedulerOutput, gracePeriodUs: Micros | null = null): void {
    if (this.framework === null) return;
    const grace = gracePeriodUs === null ? {} : { gracePeriodUs };
    out.send({ type: 'KILL', framework: this.framework, taskId, ...grace });
  }

  /** No offers until {@link revive}. */
  suppress(out: SchedulerOutput): void {
    if (this.framework === null || this.suppressed) return;
    this.suppressed = true;
    // Reviving starts the wait anew at the master, until it is told again.
    this.forgetTold();
    out.send({ type: 'SUPPRESS', framework: this.framework });
  }

  /** Offers again, refused ones included. */
  revive(out: SchedulerOutput): void {
    if (this.framework === null) return;
    this.suppressed = false;
    out.send({ type: 'REVIVE', framework: this.framework });
  }

  /**
   * Says since when the oldest waiting job has waited, if that changed, and what else is wanted,
   * if any of it did.
   * @param wants always the same ones; null for none
   */
  request(waitingSinceUs: Micros, wants: SaidWants | null, out: SchedulerOutput): void {
    if (this.framework === null) return;
    const news = wants === null || sameWants(wants, this.toldWants) ? null : wants;
    if (news === null && waitingSinceUs === this.toldWaitingSinceUs) return;
    this.toldWaitingSinceUs = waitingSinceUs;
    const request = { type: 'REQUEST', framework: this.framework, waitingSinceUs } as const;
    if (news === null) return out.send(request);
    this.toldWants = news;
    out.send({ ...request, wants: news });
  }

  get isSuppressed(): boolean {
    return this.suppressed;
  }

  private forgetTold(): void {
    this.toldWaitingSinceUs = -1;
    this.toldWants = null;
  }
}

function sameWants(one: SaidWants, two: SaidWants | null): boolean {
  return (
    two !== null &&
    one.taskDemand === two.taskDemand &&
    one.jobSubmittedUs === two.jobSubmittedUs &&
    one.jobWork === two.jobWork &&
    one.remainingWork === two.remainingWork
  );
}

/** What SUBSCRIBE says of a framework, without what it leaves at the default. */
function subscription(options: DriverOptions): Omit<Subscribe, 'type' | 'framework'> {
  const { connection, name, role, failoverTimeoutUs, checkpoint, partitionAware } = options;
  return {
    ...{ connection, name, role },
    ...(failoverTimeoutUs === undefined ? {} : { failoverTimeoutUs }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(partitionAware === undefined ? {} : { partitionAware }),
  };
}
