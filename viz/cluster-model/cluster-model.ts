import type {
  AgentChange,
  AgentLeft,
  ClusterChange,
  FrameworkChange,
  MasterChange,
  OfferChange,
  OfferEnded,
  TaskChange,
  TaskNote,
} from '../../core/feed/cluster-change.ts';
import { holdsResources, type TaskState } from '../../core/protocol/task-states.ts';
import type { OfferEndName } from '../../sim/session/session-pages.ts';
import { type AgentState, ClusterState, type ExecutorHolding } from './cluster-state.ts';
import { Directory } from './directory.ts';
import type { ClusterEventKind } from './event-kinds.ts';
import { EventList } from './event-list.ts';
import { FairnessWatch } from './fairness-watch.ts';
import { OfferList, type OfferRow } from './offer-list.ts';
import { ShareHistory } from './share-history.ts';
import { TaskList, type TaskRow, isOver } from './task-list.ts';

/** How much a model remembers. */
export interface ModelBounds {
  readonly events: number;
  readonly offers: number;
  readonly tasks: number;
  /** Agents and frameworks that are gone; Infinity where places must not change. */
  readonly gone: number;
}

/** For a page that may be open for weeks. */
export const LIVE_BOUNDS: ModelBounds = { events: 20_000, offers: 20_000, tasks: 20_000, gone: 24 };

/** For a recording, which is bounded itself. */
export const RECORDING_BOUNDS: ModelBounds = {
  ...{ events: 300_000, offers: 200_000, tasks: 200_000 },
  gone: Number.POSITIVE_INFINITY,
};

const OFFER_EVENTS: { readonly [end in Exclude<OfferEndName, 'open'>]: ClusterEventKind } = {
  accepted: 'ACCEPT',
  declined: 'DECLINE',
  rescinded: 'RESCIND',
  expired: 'EXPIRE',
  discarded: 'DISCARD',
};

/**
 * A cluster as its changes tell of it, made for the lab's views: what is, what was, and how it
 * came. It judges nothing and asks nobody. Times in it are microseconds since the first change.
 */
export class ClusterModel {
  readonly directory: Directory;
  readonly state: ClusterState = new ClusterState();
  readonly tasks: TaskList;
  readonly offers: OfferList;
  readonly events: EventList;
  readonly history: ShareHistory = new ShareHistory();
  readonly fairness: FairnessWatch;
  policy = '';
  /** None where an agent tells of its own life. */
  masters: 0 | 1 = 1;
  epoch = 0;
  /** Allocation cycles that were told. */
  cycles = 0;
  /** Changes when anything is otherwise than it was. */
  revision = 0;
  /** Microseconds since 1970 at which time begins here; NaN before the first change. */
  zeroUs: number = Number.NaN;
  nowUs = 0;
  private readonly bounds: ModelBounds;
  private offerTimeoutUs = Number.POSITIVE_INFINITY;
  /** What stood was not told again yet; null while nothing is being told anew. */
  private unseen: Unseen | null = null;
  private accepted: OfferRow | null = null;

  /** @param directory of another model of the same changes, so that places are the same */
  constructor(bounds: ModelBounds, directory: Directory = new Directory()) {
    this.bounds = bounds;
    this.directory = directory;
    this.tasks = new TaskList(bounds.tasks);
    this.offers = new OfferList(bounds.offers);
    this.events = new EventList(bounds.events);
    this.fairness = new FairnessWatch(this.state, directory, this.history);
  }

  /** Time goes on without anything happening. */
  reach(us: number): void {
    if (Number.isNaN(this.zeroUs)) this.zeroUs = us;
    this.nowUs = Math.max(this.nowUs, us - this.zeroUs);
  }

  apply(change: ClusterChange): void {
    this.reach(change.t);
    this.revision++;
    switch (change.type) {
      case 'MASTER':
        return this.master(change);
      case 'AGENT':
        return this.agent(change);
      case 'AGENT_LEFT':
        return this.agentLeft(change);
      case 'EXECUTORS': {
        const agent = this.state.agents.get(change.agent);
        return agent === undefined ? undefined : this.executors(agent, change.executors);
      }
      case 'FRAMEWORK':
        return this.framework(change);
      case 'FRAMEWORK_LEFT':
        return this.frameworkLeft(change.framework);
      case 'ROLES':
        this.directory.heardOfRoles(change.roles);
        this.reweigh();
        return this.note('ROLES_SET');
      case 'OFFER':
        return this.offer(change);
      case 'OFFER_ENDED':
        return this.offerEnded(change);
      case 'TASK':
        return this.task(change);
      case 'TASK_STATE': {
        const row = this.tasks.get(change.framework, change.task);
        return row === undefined ? undefined : this.taskState(row, change.state);
      }
      case 'TASK_FORGOTTEN': {
        const row = this.tasks.get(change.framework, change.task);
        if (row !== undefined && !isOver(row.state)) this.taskState(row, 'TASK_LOST');
        return;
      }
      case 'CYCLE':
        this.cycles++;
        return this.note('TIMER');
      case 'AGENT_LIFE':
        this.masters = 0;
        this.state.resize(change.resources.length);
        this.directory.setResources(change.resources);
        return this.history.look(true, this.nowUs);
      case 'TASK_NOTE':
        return this.taskNote(change);
    }
  }

  /** All that stands is about to be told: it is no news, and what is not in it is gone. */
  beginStanding(): void {
    this.history.look(false, this.nowUs);
    this.unseen = {
      agents: new Set(this.state.agents.keys()),
      frameworks: new Set(this.state.frameworks.keys()),
      tasks: new Set([...this.tasks.all()].filter((row) => !isOver(row.state))),
      offers: new Set(this.offers.open.values()),
    };
    // They are told of again, all of an agent's at once, where there are any.
    for (const agent of this.state.agents.values()) this.executors(agent, []);
  }

  endStanding(): void {
    const { unseen } = this;
    if (unseen === null) return;
    this.unseen = null;
    for (const offer of unseen.offers) this.endOffer(offer, 'discarded');
    for (const row of unseen.tasks) this.taskState(row, 'TASK_LOST');
    for (const id of unseen.frameworks) this.frameworkLeft(id);
    for (const id of unseen.agents) {
      const agent = this.state.agents.get(id);
      if (agent !== undefined && agent.left === null) agent.isAwaited = true;
    }
    this.history.look(true, this.nowUs);
    this.recount();
  }

  /** Nothing is known of what happens from now on. */
  lose(): void {
    this.history.look(false, this.nowUs);
  }

  private note(
    kind: ClusterEventKind,
    about?: { framework?: number; agent?: number; subject?: number; text?: string },
  ): void {
    if (this.unseen === null) this.events.add(kind, this.nowUs, about);
  }

  private master({ epoch, policy, resources, offerTimeoutUs }: MasterChange): void {
    this.state.resize(resources.length);
    this.directory.setResources(resources);
    const hadOne = this.policy !== '';
    this.policy = policy;
    this.offerTimeoutUs = offerTimeoutUs ?? Number.POSITIVE_INFINITY;
    const isAnother = this.unseen === null || epoch !== this.epoch;
    this.epoch = epoch;
    if (this.unseen === null) this.history.look(true, this.nowUs);
    // Told while all is told anew, it is news if there was another before.
    if (isAnother && (this.unseen === null || hadOne)) {
      this.events.add('MASTER_ELECTED', this.nowUs, { text: `epoch ${epoch}` });
    }
  }

  private agent(change: AgentChange): void {
    const { agent: id, hostname, connected, mode, total } = change;
    this.unseen?.agents.delete(id);
    this.directory.heardOfAgent(change);
    const known = this.state.agents.get(id);
    const said = { hostname, connected, mode, total, left: null, isAwaited: false } as const;
    if (known === undefined) {
      this.state.agents.set(id, { id, ...said, executors: [], holdings: new Map() });
      if (change.standing !== true) this.note('AGENT_REGISTERED', { agent: id });
    } else {
      if (known.left !== null || known.isAwaited || (connected && !known.connected)) {
        this.note('AGENT_RECONNECTED', { agent: id });
      } else if (!connected && known.connected) {
        this.note('AGENT_DISCONNECTED', { agent: id });
      }
      if (known.mode !== mode) this.note('AGENT_CHANGED', { agent: id, text: mode });
      Object.assign(known, said);
    }
    this.recount();
  }

  private agentLeft({ agent: id, end }: AgentLeft): void {
    this.unseen?.agents.delete(id);
    const known = this.state.agents.get(id);
    if (known === undefined) return;
    this.executors(known, []);
    known.left = end;
    known.connected = false;
    this.note(end === 'UNREACHABLE' ? 'AGENT_UNREACHABLE' : 'AGENT_REMOVED', { agent: id });
    const gone = [...this.state.agents.values()].filter(({ left }) => left !== null);
    const most = end === 'REMOVED' ? 0 : this.bounds.gone;
    if (Number.isFinite(this.bounds.gone) && (end === 'REMOVED' || gone.length > most)) {
      const forgotten = end === 'REMOVED' ? id : gone[0].id;
      this.state.agents.delete(forgotten);
      this.directory.forgetAgents(new Set([forgotten]));
    }
    this.recount();
  }

  private framework(change: FrameworkChange): void {
    const { framework: id, name, roles, connected, suppressed } = change;
    this.unseen?.frameworks.delete(id);
    this.directory.heardOfFramework(change);
    const isNew = !this.state.frameworks.has(id);
    const known = this.state.framework(id);
    if (isNew || known.hasLeft) {
      if (change.standing !== true) this.note('FRAMEWORK_SUBSCRIBED', { framework: id });
    } else if (known.connected !== connected) {
      const kind = connected ? 'SCHEDULER_RECONNECTED' : 'SCHEDULER_DISCONNECTED';
      this.note(kind, { framework: id });
    }
    if (!isNew && known.suppressed !== suppressed) {
      this.note(suppressed ? 'SUPPRESS' : 'REVIVE', { framework: id });
    }
    if (known.roles[0] !== roles[0]) {
      this.fairness.hold(known.roles[0], known.allocated, -1);
      this.fairness.hold(roles[0], known.allocated, 1);
    }
    const isReborn = isNew || known.hasLeft || (known.suppressed && !suppressed);
    const declines = known.declines && !isReborn;
    Object.assign(known, { name, roles, connected, suppressed, declines, hasLeft: false });
    this.reweigh();
  }

  private frameworkLeft(id: number): void {
    this.unseen?.frameworks.delete(id);
    const known = this.state.frameworks.get(id);
    if (known === undefined || known.hasLeft) return;
    known.hasLeft = true;
    known.connected = false;
    this.note('FRAMEWORK_REMOVED', { framework: id });
    this.reweigh();
    const gone = [...this.state.frameworks.values()].filter(({ hasLeft }) => hasLeft);
    if (gone.length <= this.bounds.gone) return;
    // Some at a time: who looks on sees everything in another place then.
    const forgotten = new Set(gone.slice(0, gone.length / 2).map((one) => one.id));
    for (const one of forgotten) {
      this.state.frameworks.delete(one);
      this.history.forget(one);
    }
    this.directory.forgetFrameworks(forgotten);
  }

  private offer({ offer, framework, agent, amounts }: OfferChange): void {
    const known = this.offers.open.get(offer);
    if (known !== undefined) {
      this.unseen?.offers.delete(known);
      // Told again by the same master; another one's may have the same number.
      if (known.framework === framework && known.agent === agent) return;
      this.endOffer(known, 'discarded');
    }
    const times = { madeUs: this.nowUs, endedUs: Number.NaN };
    this.offers.add({ offer, framework, agent, amounts, ...times, end: 'open', tasks: 0 });
    this.state.framework(framework).counts.made++;
    this.state.offer(framework, agent, amounts, 1);
    this.note('OFFER', { framework, agent, subject: offer, text: `offer ${offer}` });
  }

  private offerEnded({ offer, end }: OfferEnded): void {
    const row = this.offers.open.get(offer);
    if (row === undefined) return;
    this.unseen?.offers.delete(row);
    const late = this.nowUs - row.madeUs >= this.offerTimeoutUs;
    const names = { ACCEPTED: 'accepted', DECLINED: 'declined', DISCARDED: 'discarded' } as const;
    this.endOffer(row, end === 'RESCINDED' ? (late ? 'expired' : 'rescinded') : names[end]);
  }

  private endOffer(row: OfferRow, end: Exclude<OfferEndName, 'open'>): void {
    const { framework, agent, offer, amounts } = row;
    this.offers.end(row, end, this.nowUs);
    this.state.offer(framework, agent, amounts, -1);
    const owner = this.state.framework(framework);
    const { counts } = owner;
    if (end === 'accepted' || end === 'declined') owner.declines = end === 'declined';
    this.fairness.changed(framework, this.nowUs);
    if (end === 'accepted') counts.accepted++;
    if (end === 'declined') counts.declined++;
    if (end === 'rescinded' || end === 'expired') counts.rescinded++;
    if (end === 'accepted') this.accepted = row;
    this.note(OFFER_EVENTS[end], { framework, agent, subject: offer, text: `offer ${offer}` });
  }

  private task(change: TaskChange): void {
    const { framework, task, agent, id, name, amounts, state: word, standing } = change;
    const known = this.tasks.get(framework, task);
    if (known !== undefined) {
      this.unseen?.tasks.delete(known);
      this.book(known, -1);
      known.agent = agent;
      known.amounts = amounts;
      if (known.word !== word) this.tasks.set(known, word, this.nowUs);
      this.book(known, 1);
      return;
    }
    const launchedUs = standing ? Number.NaN : this.nowUs;
    const never = { startedUs: Number.NaN, endedUs: Number.NaN };
    const row: TaskRow = {
      ...{ framework, task, agent, id, name, amounts, word, state: 'staging' },
      ...{ launchedUs, ...never },
    };
    this.tasks.add(row);
    // When one that stands began to run, or ended, may be known to who tells of it.
    this.tasks.set(row, word, standing ? Number.NaN : this.nowUs);
    if (standing) {
      row.startedUs = (change.startedUs ?? Number.NaN) - this.zeroUs;
      row.endedUs = (change.endedUs ?? Number.NaN) - this.zeroUs;
    }
    this.book(row, 1);
    const offer = this.accepted;
    const isOnOffer = offer?.framework === framework && offer.agent === agent;
    if (isOnOffer && offer.endedUs === this.nowUs) offer.tasks++;
    if (!standing) this.note('TASK_LAUNCHED', { framework, agent, subject: task, text: id });
  }

  private taskState(row: TaskRow, word: TaskState): void {
    if (row.word === word) return;
    this.unseen?.tasks.delete(row);
    const { framework, agent, task: subject, id } = row;
    this.book(row, -1);
    const wasOver = isOver(row.state);
    this.tasks.set(row, word, this.nowUs);
    this.book(row, 1);
    const { counts } = this.state.framework(framework);
    if (row.state === 'finished' && !wasOver) counts.finished++;
    if (row.state === 'failed' && !wasOver) counts.failed++;
    this.note(word, { framework, agent, subject, text: id });
  }

  private taskNote({ note, framework, task, state }: TaskNote): void {
    const row = this.tasks.get(framework, task);
    if (row === undefined) return;
    const text = state === null ? row.id : `${row.id} ${state}`;
    this.note(note, { framework, agent: row.agent, subject: task, text });
  }

  /** Counts or gives back what a task holds in the state it is in. */
  private book(row: TaskRow, sign: 1 | -1): void {
    if (!holdsResources(row.word)) return;
    const { framework, agent, amounts, state } = row;
    this.state.hold(framework, agent, amounts, state === 'running', sign);
    this.held(framework, amounts, sign);
  }

  /** An agent has these executors now. */
  private executors(agent: AgentState, executors: readonly ExecutorHolding[]): void {
    for (const [some, sign] of [[agent.executors, -1] as const, [executors, 1] as const]) {
      for (const one of some) {
        this.state.holdExecutor(one, agent.id, sign);
        this.held(one.framework, one.amounts, sign);
      }
    }
    agent.executors = executors;
  }

  /** A framework holds so much more or less: shares are others from now on. */
  private held(framework: number, amounts: readonly number[], sign: 1 | -1): void {
    const { allocated, capacity } = this.state;
    const owner = this.state.framework(framework);
    const { share } = this.state.dominant(owner.allocated);
    this.history.setShare(framework, share, this.nowUs);
    this.fairness.hold(owner.roles[0], amounts, sign);
    this.fairness.changed(framework, this.nowUs);
    for (const [r, milli] of allocated.entries()) {
      this.history.setUse(r, capacity[r] > 0 ? milli / capacity[r] : 0, this.nowUs);
    }
  }

  /** Who has a part of the cluster, or how much it weighs, is otherwise than it was. */
  private reweigh(): void {
    if (this.unseen === null) this.fairness.recount(this.nowUs);
  }

  /** The cluster is larger or smaller: all parts of it are. */
  private recount(): void {
    // Once all of it has been told.
    if (this.unseen !== null) return;
    this.state.recount();
    this.fairness.recount(this.nowUs);
    const { allocated, capacity, frameworks } = this.state;
    for (const [id, { allocated: own }] of frameworks) {
      this.history.setShare(id, this.state.dominant(own).share, this.nowUs);
    }
    for (const [r, milli] of allocated.entries()) {
      this.history.setUse(r, capacity[r] > 0 ? milli / capacity[r] : 0, this.nowUs);
    }
  }
}

interface Unseen {
  readonly agents: Set<number>;
  readonly frameworks: Set<number>;
  readonly tasks: Set<TaskRow>;
  readonly offers: Set<OfferRow>;
}
