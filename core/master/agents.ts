import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { MissingTasks, RegisterAgent, ReregisterAgent } from '../protocol/agent-api.ts';
import type { AgentId, FrameworkId } from '../protocol/ids.ts';
import { holdsResources, isTerminal } from '../protocol/task-states.ts';
import type { TaskInfo } from '../protocol/tasks.ts';
import type { AgentHealth } from './agent-health.ts';
import { loseUncheckpointed, removeAgent, tasksOf } from './agent-removal.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import { reviewDrain } from './operator-calls.ts';
import type { AgentMode, AgentRecord, TaskRecord } from './records.ts';

/** How long a disconnected agent may stay away (Mesos `--agent_reregister_timeout`). */
export const AGENT_REREGISTER_TIMEOUT_US: Micros = 600 * MICROS_PER_SECOND;

/** Agents come, lose their connection, and come back (`mesos-semantics` parts 10.1, 10.3, 10.7). */
export class Agents {
  private readonly books: Books;
  private readonly health: AgentHealth;

  constructor(books: Books, health: AgentHealth) {
    this.books = books;
    this.health = health;
  }

  register(message: RegisterAgent, now: Micros, out: MasterOutput): void {
    const { connection } = message;
    const known = this.books.peers.get(connection);
    if (known !== undefined && !('hostname' in known)) {
      return out.reject(message, `connection ${connection} belongs to a scheduler`);
    }
    if (known?.connected === true) {
      // A retry: the first answer was slow or lost.
      return out.send(connection, { type: 'AGENT_REGISTERED', agentId: known.id });
    }
    const problem = this.problemOf(message);
    if (problem !== null) return out.reject(message, problem);
    // The same machine without its memory: what it ran before is gone.
    if (known !== undefined) removeAgent(this.books, known, out);
    const agent = this.enter(this.books.agents.length, message, 'active');
    out.send(connection, { type: 'AGENT_REGISTERED', agentId: agent.id });
    this.health.watch(agent, now, out);
  }

  /** An agent is back under the id it was given, with what runs on it. */
  reregister(message: ReregisterAgent, now: Micros, out: MasterOutput): void {
    const { connection, agentId, hostname } = message;
    const known = this.books.agents[agentId] ?? null;
    const away = this.books.unreachable.get(agentId);
    const refusal = this.refusalOf(agentId, hostname, known ?? away);
    if (refusal !== null) return out.send(connection, { type: 'SHUTDOWN_AGENT', message: refusal });
    const problem = this.problemOf(message);
    if (problem !== null) return out.reject(message, problem);
    const peer = this.books.peers.get(connection);
    if (peer !== undefined && peer !== known) {
      return out.reject(message, `connection ${connection} belongs to somebody else`);
    }
    this.books.unreachable.delete(agentId);
    const agent = known ?? this.enter(agentId, message, away?.mode ?? 'active');
    this.connect(agent, message);
    const { missing, kills } = this.compare(agent, message, out);
    out.send(connection, { type: 'AGENT_REREGISTERED', agentId, missing });
    for (const { framework, info } of kills) {
      const { taskId } = info;
      out.send(connection, { type: 'KILL_TASK', frameworkId: framework.id, taskId });
    }
    this.health.watch(agent, now, out);
    reviewDrain(this.books, agent, out);
  }

  /** An agent's connection is gone; it may come back. */
  disconnected(agent: AgentRecord, now: Micros, out: MasterOutput): void {
    if (!agent.connected) return;
    agent.connected = false;
    this.books.allocator.setAgentActive(agent.id, false);
    this.books.rescindAll(agent, out);
    loseUncheckpointed(this.books, agent, out);
    agent.reregisterUs = now + AGENT_REREGISTER_TIMEOUT_US;
    out.setTimer('AGENT_REREGISTER', AGENT_REREGISTER_TIMEOUT_US, agent.id);
  }

  /** A disconnected agent had its time to come back. */
  reregisterTimeout(agentId: AgentId, now: Micros, out: MasterOutput): void {
    const agent = this.books.agents[agentId];
    if (agent && agent.reregisterUs === now) this.health.giveUp(agent, now, out);
  }

  private enter(
    id: AgentId,
    { connection, hostname, resources }: RegisterAgent | ReregisterAgent,
    mode: AgentMode,
  ): AgentRecord {
    const agent: AgentRecord = {
      ...{ id, connection, connected: true, hostname, resources, firstTask: null, mode },
      ...{ answered: true, missedPings: 0, pingUs: null, reregisterUs: null, removalUs: null },
    };
    this.books.agents[id] = agent;
    this.books.peers.set(connection, agent);
    this.books.allocator.addAgent(id, resources);
    if (mode !== 'active') this.books.allocator.setAgentActive(id, false);
    return agent;
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
        continue;
      }
      const known = framework.tasks.get(info.taskId);
      // The framework has given this id to another task since.
      if (known !== undefined && known.agent !== agent) {
        const { taskId } = info;
        out.send(agent.connection, { type: 'KILL_TASK', frameworkId, taskId });
        continue;
      }
      const task = known ?? this.books.enterTask(framework, agent, info, state);
      if (known !== undefined) this.books.setState(known, state);
      else if (holdsResources(state)) this.welcome(task, out);
      reported.add(task);
      const drained = agent.mode === 'draining' || agent.mode === 'gone-when-drained';
      if ((task.killAsked || drained) && !isTerminal(task.state)) kills.push(task);
    }
    return { missing: this.missing(agent, reported), kills };
  }

  /** A task that was given up is back, whether its framework knows partitions or not. */
  private welcome(task: TaskRecord, out: MasterOutput): void {
    const { framework, agent, info, state } = task;
    this.books.charge(task);
    task.toldState = state;
    const reason = 'AGENT_REREGISTERED';
    this.books.sendMasterStatus(framework, info.taskId, agent.id, state, reason, '', out);
  }

  /** Tasks the master has on an agent that did not name them; the agent has the last word. */
  private missing(agent: AgentRecord, reported: ReadonlySet<TaskRecord>): MissingTasks[] {
    const byFramework = new Map<FrameworkId, TaskInfo[]>();
    for (const task of tasksOf(agent)) {
      if (reported.has(task) || isTerminal(task.state)) continue;
      const { id } = task.framework;
      byFramework.set(id, [...(byFramework.get(id) ?? []), task.info]);
    }
    return [...byFramework].map(([frameworkId, tasks]) => {
      const partitionAware = this.books.frameworks[frameworkId]?.partitionAware ?? false;
      return { frameworkId, partitionAware, tasks };
    });
  }

  /** Why an agent may not come back, or null. */
  private refusalOf(
    agentId: AgentId,
    hostname: string,
    before: { readonly hostname: string } | undefined,
  ): string | null {
    if (this.books.gone.has(agentId)) return `agent ${agentId} was marked gone`;
    if (before === undefined) return `agent ${agentId} is unknown or was removed`;
    if (before.hostname === hostname) return null;
    return `agent ${agentId} is ${before.hostname}, not ${hostname}`;
  }

  private problemOf({ resources }: RegisterAgent | ReregisterAgent): string | null {
    const count = this.books.allocator.space.size;
    const whole = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0;
    if (resources.length === count && resources.every(whole)) return null;
    const found = `resources [${resources.join(', ')}]`;
    return `${found}: wanted ${count} whole numbers of thousandths from 0`;
  }
}
