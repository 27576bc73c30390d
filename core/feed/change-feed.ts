import type { Micros } from '../machine.ts';
import type { Master } from '../master/master.ts';
import type { MasterInput } from '../master/master-io.ts';
import type { MasterObserver, OfferEnd } from '../master/master-observer.ts';
import type { AgentRecord, FrameworkRecord, OpenOffer, TaskRecord } from '../master/records.ts';
import type { ClusterChange } from './cluster-change.ts';
import { RecordChanges } from './record-changes.ts';

export interface FeedOptions {
  readonly master: Master;
  /** The time of the step that is being made. */
  readonly now: () => Micros;
  readonly policy: string;
  readonly offerTimeoutUs: Micros | null;
  /** Whether allocation cycles are told: a live one comes every second and says nothing. */
  readonly tellsCycles: boolean;
}

/**
 * Tells what a master decides as {@link ClusterChange}s, each as it happens, with work that does
 * not grow with the cluster. While nobody listens it does nothing.
 */
export class ChangeFeed implements MasterObserver {
  /** Null while nobody wants to know. */
  listener: ((change: ClusterChange) => void) | null = null;
  private readonly options: FeedOptions;
  readonly records: RecordChanges;
  private epoch = 0;
  /** An operator's call is being stored. */
  private settingsPending = false;

  constructor(options: FeedOptions) {
    this.options = options;
    this.records = new RecordChanges(options.master);
  }

  /**
   * To be called after each step: settings of roles and wishes of frameworks are not told by the
   * master itself.
   */
  stepped(input: MasterInput): void {
    switch (input.type) {
      case 'START':
        this.epoch = input.leadership?.epoch ?? 0;
        return this.tell(this.leads());
      case 'STORED':
        return this.stored();
      case 'TIMER':
        return this.turned(input.timer);
      case 'SUPPRESS':
      case 'REVIVE':
        return this.retold(this.options.master.framework(input.framework));
      case 'REREGISTER_AGENT':
      case 'UPDATE_AGENT':
        return this.restated(this.options.master.agents[input.agentId]);
      case 'UPDATE_WEIGHTS':
      case 'UPDATE_QUOTA':
      case 'SET_QUOTA':
      case 'REMOVE_QUOTA':
        this.settingsPending = true;
        return;
      default:
    }
  }

  /**
   * All that stands, bit by bit: what comes between two bits may be told between them, since what
   * is told again takes the place of what was. A reader that has heard of it all knows all.
   */
  *standing(): Generator<ClusterChange> {
    const { master } = this.options;
    yield this.leads();
    yield this.records.roles(this.now);
    const [agents, frameworks] = [[...master.agents], [...master.frameworks]];
    for (const agent of agents) {
      if (agent && master.agents[agent.id] === agent) yield this.records.agent(agent, this.now);
    }
    for (const [id, { hostname }] of [...master.registry.unreachable]) {
      if (master.agents[id]) continue;
      const total = master.allocator.space.names.map(() => 0);
      const away = { agent: id, hostname, connected: false, mode: 'active', rack: null } as const;
      yield { t: this.now, type: 'AGENT', ...away, total };
      yield { t: this.now, type: 'AGENT_LEFT', agent: id, end: 'UNREACHABLE' };
    }
    for (const framework of frameworks) {
      if (!framework || master.frameworks[framework.id] !== framework) continue;
      yield this.records.framework(framework, this.now);
      for (const task of framework.tasks.values()) {
        if (framework.tasks.get(task.info.taskId) !== task) continue;
        yield this.records.task(task, this.now, true);
      }
    }
    for (const offer of master.offers.values()) {
      if (master.offers.has(offer.id)) yield this.records.offer(offer, this.now);
    }
  }

  offerMade(offer: OpenOffer): void {
    if (this.listener !== null) this.tell(this.records.offer(offer, this.now));
  }

  offerEnded({ id }: OpenOffer, end: OfferEnd): void {
    this.tell({ t: this.now, type: 'OFFER_ENDED', offer: id, end });
  }

  taskEntered(task: TaskRecord): void {
    if (this.listener !== null) this.tell(this.records.task(task, this.now, false));
  }

  taskChanged({ framework, info, state }: TaskRecord): void {
    const whose = { framework: framework.id, task: info.taskId };
    this.tell({ t: this.now, type: 'TASK_STATE', ...whose, state });
  }

  taskForgotten({ framework, info }: TaskRecord): void {
    this.tell({ t: this.now, type: 'TASK_FORGOTTEN', framework: framework.id, task: info.taskId });
  }

  agentEntered(agent: AgentRecord): void {
    this.restated(agent);
  }

  agentChanged(agent: AgentRecord): void {
    this.restated(agent);
  }

  agentLeft({ id }: AgentRecord): void {
    const isAway = this.options.master.registry.unreachable.has(id);
    const end = isAway ? 'UNREACHABLE' : 'REMOVED';
    this.tell({ t: this.now, type: 'AGENT_LEFT', agent: id, end });
  }

  frameworkEntered(framework: FrameworkRecord): void {
    this.retold(framework);
  }

  frameworkChanged(framework: FrameworkRecord): void {
    this.retold(framework);
  }

  frameworkLeft({ id }: FrameworkRecord): void {
    this.tell({ t: this.now, type: 'FRAMEWORK_LEFT', framework: id });
  }

  private get now(): Micros {
    return this.options.now();
  }

  private leads(): ClusterChange {
    const { master, policy, offerTimeoutUs } = this.options;
    const resources = master.allocator.space.names;
    return { t: this.now, type: 'MASTER', epoch: this.epoch, policy, resources, offerTimeoutUs };
  }

  /** A change that an operator asked for has taken effect, or another one did. */
  private stored(): void {
    if (!this.settingsPending) return;
    this.settingsPending = false;
    this.tell(this.records.roles(this.now));
  }

  private turned(timer: string): void {
    const isCycle = timer === 'BATCH_ALLOCATION' || timer === 'EVENT_ALLOCATION';
    if (isCycle && this.options.tellsCycles) this.tell({ t: this.now, type: 'CYCLE' });
  }

  private restated(agent: AgentRecord | null | undefined): void {
    if (agent && this.listener !== null) this.tell(this.records.agent(agent, this.now));
  }

  private retold(framework: Readonly<FrameworkRecord> | null | undefined): void {
    if (framework && this.listener !== null) {
      this.tell(this.records.framework(framework, this.now));
    }
  }

  private tell(change: ClusterChange): void {
    this.listener?.(change);
  }
}
