import type { RecoveryPause } from '../allocation/recovery-pause.ts';
import type { Connection, Micros } from '../machine.ts';
import type { MissingTasks, RegisterAgent, ReregisterAgent } from '../protocol/agent-api.ts';
import type { FrameworkInfo } from '../protocol/framework-info.ts';
import type { AgentId, FrameworkId } from '../protocol/ids.ts';
import { holdsResources, isTerminal } from '../protocol/task-states.ts';
import type { TaskInfo } from '../protocol/tasks.ts';
import { AGENT_REREGISTER_TIMEOUT_US, type AgentHealth, isDue } from './agent-health.ts';
import { dropAgent, loseUncheckpointed, tasksOf, tellEnd } from './agent-removal.ts';
import { agentFacts, restateAgent, tellsFacts, totalOf } from './agent-resources.ts';
import type { Books } from './books.ts';
import { isDraining, reviewDrain, sendKill } from './draining.ts';
import { compareExecutors } from './executors.ts';
import type { Frameworks } from './frameworks.ts';
import { enterMaintenance } from './maintenance.ts';
import type { MasterOutput } from './master-io.ts';
import { type AgentRecord, NO_EXECUTORS, type TaskRecord } from './records.ts';
import { type AdmittedAgent, graceOf } from './registry-record.ts';

/** Agents come, lose their connection, and come back (`mesos-semantics` parts 10.1, 10.3, 10.7). */
export class Agents {
  private readonly books: Books;
  private readonly health: AgentHealth;
  private readonly frameworks: Frameworks;
  /** Connections whose registration is being stored. */
  private readonly registering = new Set<Connection>();

  constructor(books: Books, health: AgentHealth, frameworks: Frameworks) {
    this.books = books;
    this.health = health;
    this.frameworks = frameworks;
  }

  register(message: RegisterAgent, now: Micros, out: MasterOutput): void {
    const { connection } = message;
    const known = this.books.peers.get(connection);
    if (known !== undefined && !('hostname' in known)) {
      return out.reject(message, `connection ${connection} belongs to a scheduler`);
    }
    if (known?.connected === true) {
      this.books.marks?.sometimes('registers-again');
      this.health.pong(known);
      // A retry: the first answer was slow or lost, and what was sent after it may be as well.
      const missing = this.missing(known, new Set());
      const answer = { agentId: known.id, ...attemptOf(message) };
      if (missing.length === 0)
        return out.send(connection, { type: 'AGENT_REGISTERED', ...answer });
      return out.send(connection, { type: 'AGENT_REREGISTERED', ...answer, missing });
    }
    const problem = this.problemOf(message);
    if (problem !== null) return out.reject(message, problem);
    const down = this.downForMaintenance(message);
    if (down !== null) return out.send(connection, { type: 'SHUTDOWN_AGENT', message: down });
    if (this.registering.has(connection)) {
      this.books.marks?.sometimes('registers-meanwhile');
      return;
    }
    if (known !== undefined && this.books.changing.has(known.id)) return;
    this.registering.add(connection);
    if (known !== undefined) this.books.changing.add(known.id);
    let agentId = -1;
    this.books.registrar.apply(
      (registry) => {
        agentId = registry.nextAgent++;
        registry.admitted.set(agentId, { hostname: message.hostname, mode: 'active' });
        if (known !== undefined) registry.admitted.delete(known.id);
      },
      (later, then) => {
        this.registering.delete(connection);
        if (known !== undefined) this.books.changing.delete(known.id);
        // The same machine without its memory: what it ran before is gone.
        if (known !== undefined) {
          this.books.marks?.sometimes('registers-anew');
          dropAgent(this.books, known, then);
        }
        this.admit(agentId, message, later, then);
      },
      now,
      out,
    );
  }

  private admit(id: AgentId, message: RegisterAgent, now: Micros, out: MasterOutput): void {
    const agent = this.enter(id, message);
    const answer = { agentId: id, ...attemptOf(message) };
    out.send(message.connection, { type: 'AGENT_REGISTERED', ...answer });
    this.health.watch(agent, now, out);
  }

  /** An agent is back under the id it was given, with what runs on it. */
  reregister(message: ReregisterAgent, now: Micros, out: MasterOutput): void {
    const { connection, agentId } = message;
    // What is being stored about it must not be undone, nor told, before it stands: it tries again.
    if (this.books.changing.has(agentId)) {
      this.books.marks?.sometimes('comes-back-changing');
      return;
    }
    const known = this.books.agents[agentId] ?? null;
    // Said by an earlier process: the one that is there now must not be sent away for it.
    const peer = this.books.peers.get(connection);
    if (peer !== undefined && peer !== known) {
      return out.reject(message, `connection ${connection} belongs to somebody else`);
    }
    const away = this.books.unreachable.get(agentId);
    const admitted = this.books.registrar.current.admitted.get(agentId);
    const refusal =
      this.refusalOf(message, known ?? away ?? admitted) ?? this.downForMaintenance(message);
    if (refusal !== null) {
      this.books.marks?.sometimes('comes-back-refused');
      return out.send(connection, { type: 'SHUTDOWN_AGENT', message: refusal });
    }
    const problem = this.problemOf(message);
    if (problem !== null) return out.reject(message, problem);
    if (known !== null || away === undefined) return this.readmit(message, now, out);
    const { hostname: name, mode, drainGraceUs } = away;
    this.books.changing.add(agentId);
    this.books.registrar.apply(
      (registry) => {
        registry.unreachable.delete(agentId);
        registry.admitted.set(agentId, { hostname: name, mode, ...graceOf(drainGraceUs) });
      },
      (later, then) => {
        this.books.changing.delete(agentId);
        this.books.unreachable.delete(agentId);
        this.books.marks?.sometimes('comes-back-unreachable');
        this.readmit(message, later, then);
      },
      now,
      out,
    );
  }

  /** An agent is in the registry and there. */
  private readmit(message: ReregisterAgent, now: Micros, out: MasterOutput): void {
    const { connection, agentId } = message;
    const { books } = this;
    const stored = books.registrar.current.admitted.get(agentId);
    if (books.recovered.delete(agentId)) books.marks?.sometimes('comes-back-elsewhere');
    for (const info of message.frameworks) this.frameworks.recover(info, now, out);
    const known = books.agents[agentId] ?? null;
    if (known !== null) books.marks?.sometimes('comes-back');
    const agent = known ?? this.enter(agentId, message, stored);
    this.connect(agent, message);
    compareExecutors(books, agent, message.executors ?? [], out);
    const { missing, kills } = this.compare(agent, message, out);
    out.send(connection, { type: 'AGENT_REREGISTERED', agentId, ...attemptOf(message), missing });
    if (known !== null) restateAgent(books, agent, message, out);
    if (kills.length > 0) books.marks?.sometimes('kill-again');
    for (const task of kills) sendKill(task, out);
    this.health.watch(agent, now, out);
    reviewDrain(this.books, agent, now, out);
  }

  /** An agent's connection is gone; it may come back. */
  disconnected(agent: AgentRecord, now: Micros, out: MasterOutput): void {
    if (!agent.connected) return;
    agent.connected = false;
    this.books.allocator.setAgentActive(agent.id, false);
    this.books.observer?.agentChanged(agent);
    this.books.rescindAll(agent, out);
    loseUncheckpointed(this.books, agent, out);
    agent.reregisterUs = now + AGENT_REREGISTER_TIMEOUT_US;
    out.setTimer('AGENT_REREGISTER', AGENT_REREGISTER_TIMEOUT_US, agent.id);
  }

  /** A disconnected agent had its time to come back. */
  reregisterTimeout(agentId: AgentId, now: Micros, out: MasterOutput): void {
    const agent = this.books.agents[agentId];
    if (agent && isDue(agent.reregisterUs, now)) this.health.giveUp(agent, now, out);
  }

  private enter(
    id: AgentId,
    message: RegisterAgent | ReregisterAgent,
    stored: Pick<AdmittedAgent, 'mode' | 'drainGraceUs'> = { mode: 'active' },
  ): AgentRecord {
    const { mode, drainGraceUs = null } = stored;
    const { connection, hostname, ip = '', resources } = message;
    const facts = agentFacts(message);
    // Written out: what spreads make has most of its fields in another object.
    const agent: AgentRecord = {
      id,
      connection,
      connected: true,
      mode,
      firstTask: null,
      hostname,
      tellsFacts: tellsFacts(facts),
      executors: NO_EXECUTORS,
      answered: true,
      missedPings: 0,
      pingUs: null,
      reregisterUs: null,
      removalUs: null,
      drainGraceUs,
      ip,
      resources,
    };
    this.books.agents[id] = agent;
    this.books.peers.set(connection, agent);
    const { plain, rest } = totalOf(this.books.allocator.space, message);
    if (this.books.recovery !== null) this.recovered(this.books.recovery);
    this.books.allocator.addAgent(id, plain, rest, facts);
    enterMaintenance(this.books, agent);
    if (mode !== 'active') this.books.allocator.setAgentActive(id, false);
    this.books.observer?.agentEntered(agent);
    return agent;
  }

  /** With enough agents back, a leader that waited for them allocates. */
  private recovered({ agents }: RecoveryPause): void {
    const back = this.books.agents.filter((agent) => agent !== null).length;
    if (back >= agents) this.books.endRecovery();
  }

  /** Whatever was due because the agent was away is no longer. */
  private connect(agent: AgentRecord, { connection }: ReregisterAgent): void {
    const { peers, allocator } = this.books;
    if (peers.get(agent.connection) === agent) peers.delete(agent.connection);
    agent.connection = connection;
    peers.set(connection, agent);
    agent.connected = true;
    agent.reregisterUs = null;
    allocator.setAgentActive(agent.id, agent.mode === 'active');
    this.books.observer?.agentChanged(agent);
  }

  /** Books what the agent has; finds what it does not have, and what is to be killed there. */
  private compare(
    agent: AgentRecord,
    { tasks }: ReregisterAgent,
    out: MasterOutput,
  ): { missing: MissingTasks[]; kills: TaskRecord[] } {
    const reported = new Set<TaskRecord>();
    const strangers = new Set<FrameworkId>();
    const kills: TaskRecord[] = [];
    for (const { frameworkId, info, state } of tasks) {
      const framework = this.books.frameworks[frameworkId];
      if (!framework) {
        if (!strangers.has(frameworkId)) {
          out.send(agent.connection, { type: 'SHUTDOWN_FRAMEWORK', frameworkId });
        }
        strangers.add(frameworkId);
        this.books.marks?.sometimes('framework-stranger');
        continue;
      }
      const known = framework.tasks.get(info.taskId);
      // The framework has given this id to another task since.
      if (known !== undefined && known.agent !== agent) {
        this.books.marks?.sometimes('task-elsewhere');
        const { taskId } = info;
        out.send(agent.connection, { type: 'KILL_TASK', frameworkId, taskId });
        continue;
      }
      const task = known ?? this.books.enterTask(framework, agent, info, state);
      if (known !== undefined) this.books.setState(known, state);
      else if (holdsResources(state)) this.welcome(task, out);
      reported.add(task);
      if ((task.killAsked || isDraining(agent)) && !isTerminal(task.state)) kills.push(task);
    }
    for (const task of tasksOf(agent)) {
      if (reported.has(task) || !isTerminal(task.state)) continue;
      tellEnd(this.books, task, 'AGENT_REREGISTERED', out);
    }
    return { missing: this.missing(agent, reported), kills };
  }

  /** A task that was given up is back, whether its framework knows partitions or not. */
  private welcome(task: TaskRecord, out: MasterOutput): void {
    const { framework, agent, info, state } = task;
    this.books.marks?.sometimes('task-back');
    this.books.charge(task);
    task.toldState = state;
    const reason = 'AGENT_REREGISTERED';
    this.books.sendMasterStatus(framework, info.taskId, agent.id, state, reason, '', out);
  }

  /** Tasks the master has on an agent that did not name them; the agent has the last word. */
  private missing(agent: AgentRecord, reported: ReadonlySet<TaskRecord>): MissingTasks[] {
    const byFramework = new Map<FrameworkInfo, TaskInfo[]>();
    for (const task of tasksOf(agent)) {
      if (reported.has(task)) continue;
      this.books.marks?.sometimes('task-missing');
      const { info } = task.framework;
      byFramework.set(info, [...(byFramework.get(info) ?? []), task.info]);
    }
    return [...byFramework].map(([framework, tasks]) => ({ framework, tasks }));
  }

  /** Why an agent may not come back, or null. */
  private refusalOf(
    { agentId, hostname }: ReregisterAgent,
    before: { readonly hostname: string } | undefined,
  ): string | null {
    if (this.books.registrar.current.gone.has(agentId)) return `agent ${agentId} was marked gone`;
    if (before === undefined) return `agent ${agentId} is unknown or was removed`;
    if (before.hostname === hostname) return null;
    return `agent ${agentId} is ${before.hostname}, not ${hostname}`;
  }

  private downForMaintenance({ hostname, ip = '' }: RegisterAgent | ReregisterAgent) {
    if (!this.books.maintenance.isDown({ hostname, ip })) return null;
    return `machine ${hostname} is down for maintenance`;
  }

  private problemOf({ resources }: RegisterAgent | ReregisterAgent): string | null {
    const count = this.books.allocator.space.size;
    const whole = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0;
    if (resources.length === count && resources.every(whole)) return null;
    const found = `resources [${resources.join(', ')}]`;
    return `${found}: wanted ${count} whole numbers of thousandths from 0`;
  }
}

/** An answer names the attempt that it answers. */
function attemptOf({ attempt }: RegisterAgent | ReregisterAgent): { readonly attempt?: number } {
  return attempt === undefined ? {} : { attempt };
}
