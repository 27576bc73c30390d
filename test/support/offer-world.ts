import type { Attribute } from '../../core/allocation/attributes.ts';
import type { Micros, TimerFired } from '../../core/machine.ts';
import type { AgentId, OfferId, TaskId } from '../../core/protocol/ids.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { holdsResources, isTerminal } from '../../core/protocol/task-states.ts';
import type { TaskInfo, TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import type { SchedulerDisconnected, SchedulerTimer } from '../../core/schedulers/driver.ts';
import { vectorOf } from './machine-scripts.ts';

/** What a world says to the scheduler in it. */
export type WorldInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | SchedulerDisconnected
  | TimerFired<SchedulerTimer | 'WAKE'>;

export interface WorldAgent {
  readonly id: AgentId;
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
  readonly free: number[];
  /** Out of reach: its tasks go on unheard. */
  away: boolean;
  offer: OfferId | null;
  /** Refused then, until then, unless it has more since. */
  refused: { readonly free: readonly number[]; readonly untilUs: Micros } | null;
}

export interface WorldTask {
  readonly info: TaskInfo;
  readonly agent: WorldAgent;
  state: TaskState;
  /** Its scheduler was told that it cannot be reached. */
  wasUnreachable: boolean;
  /** Updates that were not acknowledged, the first sent again with each subscription. */
  readonly unacknowledged: TaskStatus[];
}

/**
 * A master and its agents as one scheduler sees them, simpler than ours and worse: the test
 * decides what goes wrong and when. It keeps to what Mesos promises: updates of an agent are
 * repeated until they are acknowledged, those of the master are not; an offer that is gone
 * cannot be accepted; explicit reconciliation is answered by the table of `mesos-semantics` 12.1.
 */
export class OfferWorld {
  now: Micros = 0;
  readonly agents: WorldAgent[] = [];
  /** Every task that was ever launched. */
  readonly tasks: Map<TaskId, WorldTask> = new Map();
  /** Called for each task as it is launched. */
  onLaunch: (task: WorldTask) => void = () => undefined;
  private readonly step: (now: Micros, input: WorldInput) => void;
  private timers: { readonly at: Micros; readonly timer: SchedulerTimer | 'WAKE' }[] = [];
  private arriving: (() => void)[] = [];
  private subscribed = false;
  private suppressed = false;
  /** Messages are lost, and nobody knows yet. */
  private cut = false;
  /** The scheduler hears, and is not heard. */
  private isMute = false;
  private offers = new Map<OfferId, WorldAgent>();
  private nextOffer = 0;
  private nextUuid = 1;

  constructor(step: (now: Micros, input: WorldInput) => void) {
    this.step = step;
  }

  addAgent(hostname: string, resources: string, attributes: readonly Attribute[] = []): void {
    const free = vectorOf(resources);
    const id = this.agents.length;
    this.agents.push({ id, hostname, attributes, free, away: false, offer: null, refused: null });
  }

  /** The scheduler's process starts, the first or another one. */
  start(): void {
    this.timers = [];
    this.arriving = [];
    this.endSubscription();
    this.arriving.push(() => this.step(this.now, { type: 'START' }));
    this.settle();
  }

  send(call: Call): void {
    if (!this.cut && !this.isMute) this.arriving.push(() => this.onCall(call));
  }

  setTimer(timer: SchedulerTimer | 'WAKE', delayUs: Micros): void {
    if (!Number.isSafeInteger(delayUs) || delayUs < 0) throw new Error(`${timer} in ${delayUs}`);
    this.timers.push({ at: this.now + delayUs, timer });
  }

  /** Something from outside that the scheduler hears. */
  tell(run: () => void): void {
    this.arriving.push(run);
    this.settle();
  }

  /** Offers what is free, then lets time pass, second by second. */
  run(seconds: number, everySecond: () => void = () => undefined): void {
    for (let s = 0; s < seconds; s++) {
      everySecond();
      this.offerAll();
      this.waitUntil(this.now + 1e6);
    }
  }

  /** A task goes from one state to another on its agent. */
  move(task: WorldTask, state: TaskState, healthy?: boolean): void {
    if (isTerminal(task.state)) return;
    task.state = state;
    const health = healthy === undefined ? {} : { healthy };
    const status = { ...this.status(task, state), uuid: this.nextUuid++, ...health };
    if (isTerminal(state)) this.giveBack(task);
    task.unacknowledged.push(status);
    if (task.unacknowledged.length === 1) this.deliver(status, task.agent);
    this.settle();
  }

  /** An agent falls silent; its tasks go on. */
  lose(agent: WorldAgent): void {
    if (agent.away) return;
    agent.away = true;
    if (agent.offer !== null) this.rescind(agent.offer);
    for (const task of this.tasksOn(agent)) {
      task.wasUnreachable ||= this.subscribed && !this.cut;
      this.deliver(this.status(task, 'TASK_UNREACHABLE'));
    }
    this.deliverFailure(agent);
    this.settle();
  }

  /** An agent is heard of again, with its tasks. */
  returns(agent: WorldAgent): void {
    if (!agent.away) return;
    agent.away = false;
    agent.refused = null;
    for (const task of this.tasksOn(agent)) this.deliver(this.status(task, task.state), agent);
    this.settle();
  }

  /** An agent has lost all it ran and says so once. */
  empties(agent: WorldAgent): void {
    for (const task of this.tasksOn(agent)) {
      task.state = 'TASK_LOST';
      task.unacknowledged.length = 0;
      this.giveBack(task);
      this.deliver(this.status(task, 'TASK_LOST'), agent);
    }
    this.settle();
  }

  /** All messages are lost from now on, the answers to the last offers first. */
  cutOff(): void {
    this.isMute = true;
    this.offerAll();
    this.isMute = false;
    this.cut = true;
    this.arriving = [];
  }

  /** Messages pass again, and both sides learn that some did not. */
  mend(backoffUs: Micros): void {
    if (!this.cut) return;
    this.cut = false;
    this.endSubscription();
    this.tell(() => this.step(this.now, { type: 'DISCONNECTED', backoffUs }));
  }

  /** @param inVain each offer is taken back while its answer is on the way */
  offerAll(inVain = false): void {
    if (this.subscribed && !this.suppressed) {
      const open = this.agents.filter((agent) => this.mayOffer(agent));
      const offers = open.map((agent) => {
        const id = this.nextOffer++;
        this.offers.set(id, agent);
        agent.offer = id;
        const { id: agentId, hostname, attributes, free } = agent;
        return { id, agentId, hostname, attributes, resources: [...free] };
      });
      if (offers.length > 0) this.event({ type: 'OFFERS', offers });
      if (inVain) for (const { id } of offers) this.rescind(id);
    }
    this.settle();
  }

  living(): WorldTask[] {
    return [...this.tasks.values()].filter(({ state }) => !isTerminal(state));
  }

  private tasksOn(agent: WorldAgent): WorldTask[] {
    return this.living().filter((task) => task.agent === agent);
  }

  private mayOffer({ away, offer, free, refused }: WorldAgent): boolean {
    if (away || offer !== null || free.every((amount) => amount === 0)) return false;
    if (refused === null || this.now >= refused.untilUs) return true;
    return free.some((amount, r) => amount > refused.free[r]);
  }

  private waitUntil(end: Micros): void {
    for (;;) {
      let next = -1;
      for (const [i, { at }] of this.timers.entries()) {
        if (at <= end && (next < 0 || at < this.timers[next].at)) next = i;
      }
      if (next < 0) break;
      const [{ at, timer }] = this.timers.splice(next, 1);
      this.now = at;
      this.arriving.push(() => this.step(this.now, { type: 'TIMER', timer }));
      this.settle();
    }
    this.now = end;
  }

  private settle(): void {
    for (let next = this.arriving.shift(); next !== undefined; next = this.arriving.shift()) next();
  }

  private event(event: SchedulerEvent): void {
    if (this.subscribed && !this.cut) this.arriving.push(() => this.step(this.now, event));
  }

  private rescind(id: OfferId): void {
    const agent = this.offers.get(id);
    if (agent === undefined) return;
    this.offers.delete(id);
    agent.offer = null;
    this.event({ type: 'RESCIND', offerId: id });
  }

  private deliver(status: TaskStatus, from: WorldAgent | null = null): void {
    if (from?.away !== true) this.event({ type: 'UPDATE', status });
  }

  private deliverFailure({ id }: WorldAgent): void {
    this.event({ type: 'FAILURE', agentId: id });
  }

  private endSubscription(): void {
    this.subscribed = false;
    for (const agent of this.agents) {
      agent.offer = null;
      agent.refused = null;
    }
    this.offers.clear();
  }

  private onCall(call: Call): void {
    switch (call.type) {
      case 'SUBSCRIBE':
        this.endSubscription();
        this.subscribed = true;
        this.suppressed = false;
        this.event({ type: 'SUBSCRIBED', framework: 0 });
        for (const { unacknowledged, agent } of this.tasks.values()) {
          if (unacknowledged.length > 0) this.deliver(unacknowledged[0], agent);
        }
        return;
      case 'ACCEPT':
        return this.accept(call.offers[0], call.launches, call.refuseSeconds);
      case 'DECLINE':
        for (const id of call.offers) this.refuse(id, call.refuseSeconds);
        return;
      case 'KILL':
        return this.kill(call.taskId);
      case 'ACKNOWLEDGE': {
        const pending = this.tasks.get(call.taskId)?.unacknowledged ?? [];
        if (pending[0]?.uuid !== call.uuid) return;
        pending.shift();
        if (pending.length > 0) this.deliver(pending[0], this.agents[call.agentId]);
        return;
      }
      case 'SUPPRESS':
        this.suppressed = true;
        return;
      case 'REVIVE':
        this.suppressed = false;
        for (const agent of this.agents) agent.refused = null;
        return;
      case 'RECONCILE':
        for (const { taskId, agentId } of call.tasks) this.answer(taskId, agentId);
        if (call.tasks.length === 0) {
          for (const task of this.living()) {
            if (!task.agent.away) this.deliver(this.status(task, task.state));
          }
        }
        return;
      default:
        return;
    }
  }

  private accept(id: OfferId, launches: readonly TaskInfo[], refuseSeconds: number): void {
    const agent = this.offers.get(id);
    for (const info of launches) {
      if (agent === undefined) {
        this.answer(info.taskId, null, 'TASK_DROPPED');
        continue;
      }
      if (this.tasks.has(info.taskId)) throw new Error(`task id ${info.taskId} is used again`);
      const task: WorldTask = {
        ...{ info, agent, state: 'TASK_STAGING', wasUnreachable: false, unacknowledged: [] },
      };
      this.tasks.set(info.taskId, task);
      for (const [r, amount] of info.resources.entries()) {
        agent.free[r] -= amount;
        if (agent.free[r] < 0) throw new Error(`${agent.hostname} has no room for ${info.taskId}`);
      }
      this.onLaunch(task);
    }
    this.refuse(id, refuseSeconds);
  }

  private refuse(id: OfferId, seconds: number): void {
    const agent = this.offers.get(id);
    if (agent === undefined) return;
    this.offers.delete(id);
    agent.offer = null;
    const untilUs = this.now + seconds * 1e6;
    if (seconds > 0) agent.refused = { free: [...agent.free], untilUs };
  }

  private kill(taskId: TaskId): void {
    const task = this.tasks.get(taskId);
    if (task === undefined || isTerminal(task.state) || task.agent.away) {
      return this.answer(taskId, task?.agent.id ?? null);
    }
    this.move(task, 'TASK_KILLED');
  }

  private giveBack({ agent, info }: WorldTask): void {
    for (const [r, amount] of info.resources.entries()) agent.free[r] += amount;
  }

  private answer(taskId: TaskId, agentId: AgentId | null, unknown: TaskState = 'TASK_GONE'): void {
    const task = this.tasks.get(taskId);
    const away = agentId !== null && this.agents[agentId].away;
    let state = away ? 'TASK_UNREACHABLE' : unknown;
    if (task !== undefined && !task.agent.away) {
      // What was acknowledged is forgotten with its task.
      if (holdsResources(task.state) || task.unacknowledged.length > 0) state = task.state;
    }
    if (task !== undefined && state === 'TASK_UNREACHABLE') task.wasUnreachable = true;
    const where = { taskId, agentId: agentId ?? 0 };
    this.event({ type: 'UPDATE', status: { ...MASTER_MADE, ...where, state } });
  }

  private status({ info, agent }: WorldTask, state: TaskState): TaskStatus {
    return { ...MASTER_MADE, taskId: info.taskId, agentId: agent.id, state };
  }
}

const MASTER_MADE = {
  ...{ frameworkId: 0, source: 'SOURCE_MASTER', reason: null, message: '', uuid: null },
} as const satisfies Partial<TaskStatus>;
