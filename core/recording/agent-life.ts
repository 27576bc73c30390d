import type { AgentInput, AgentTask, AgentTotal } from '../agent/agent-io.ts';
import { scalarsOf } from '../allocation/portion.ts';
import type { ClusterChange } from '../feed/cluster-change.ts';
import { namesOf, rackOf } from '../feed/record-changes.ts';
import type { Micros } from '../machine.ts';
import { type TaskState, isTerminal } from '../protocol/task-states.ts';
import type { Milli, Quantities } from '../resources/quantities.ts';
import { Resources } from '../resources/resources.ts';
import type { AgentEffect } from './effects.ts';
import { readLifeEntry, type RecordedLife, type RecordingHeader } from './life-replay.ts';
import { LIVE_SPACE } from './live-space.ts';
import { AgentAgain, type AgentMade } from './made-agent.ts';

/** A change without its time, which is that of the input. */
type Told<Change = ClusterChange> = Change extends ClusterChange ? Omit<Change, 't'> : never;

/**
 * An agent's recorded life, lived again one input at a time and told as changes of a cluster that
 * is this one agent. Its frameworks are those whose tasks it has been given; it hears of no offers.
 */
export class AgentLife implements RecordedLife {
  readonly machine = 'agent';
  readonly version: string;
  readonly inputs: number;
  private readonly lines: readonly string[];
  private readonly made: AgentMade;
  private readonly again: AgentAgain;
  private readonly tell: (change: ClusterChange) => void;
  private line = 1;
  private nowUs: Micros = 0;
  private total: AgentTotal;
  /** What was told of the agent, of its executors and of frameworks, as text. */
  private toldAgent = '';
  private toldExecutors = '[]';
  private readonly toldFrameworks = new Map<number, string>();
  /** The latest state that was told of a task. */
  private readonly states = new WeakMap<AgentTask, TaskState>();

  /** Tasks that the agent has forgotten and whose containers have not ended. */
  private readonly ending = new Set<AgentTask>();

  /** @param lines of a recording of an agent, the header the first of them */
  constructor(
    header: RecordingHeader,
    lines: readonly string[],
    tell: (change: ClusterChange) => void,
  ) {
    this.lines = lines;
    this.version = header.version;
    // The recording was written by this program: what is wrong with it shows as nonsense.
    this.made = header.made as AgentMade;
    this.inputs = lines.length - 1;
    this.again = new AgentAgain(this.made);
    this.total = this.again.agent.checkpoint()?.total ?? this.made.options;
    this.tell = tell;
  }

  get done(): number {
    return this.line - 1;
  }

  step(): Micros | null {
    const entry = this.line < this.lines.length ? readLifeEntry(this.lines[this.line]) : null;
    if (this.line < this.lines.length) this.line++;
    if (entry === null) return null;
    this.nowUs = entry.t;
    if (this.line === 2) this.begin();
    const input = this.again.named(entry.i);
    const before = isShutdown(input) ? this.tasks() : [];
    const effects = this.again.step(entry.t, input);
    this.asked(input);
    this.agent(false);
    for (const task of this.tasks()) this.task(task, input);
    this.executors();
    this.forgotten(before, effects);
    this.ended(input);
    for (const effect of effects) this.said(effect);
    return entry.t;
  }

  /** What its process found on its disk stands before anything happens. */
  private begin(): void {
    this.say({ type: 'AGENT_LIFE', resources: LIVE_SPACE.names });
    this.agent(true);
    for (const task of this.tasks()) this.task(task, null);
    this.executors();
  }

  private asked(input: AgentInput): void {
    switch (input.type) {
      case 'CHECKPOINT_RESOURCES':
        this.total = { resources: input.resources, rest: input.rest };
        return;
      case 'KILL_TASK':
        return this.note('KILL', input.frameworkId, input.taskId);
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
        return this.note('ACKNOWLEDGE', input.frameworkId, input.taskId);
      default:
    }
  }

  private tasks(): AgentTask[] {
    return this.again.agent.table.filter((task): task is AgentTask => task !== null);
  }

  /**
   * The agent forgets at once the tasks of a framework that is shut down, whose containers live
   * on for a while: those that have none are killed by that, the others end with theirs.
   */
  private forgotten(before: readonly AgentTask[], effects: readonly AgentEffect[]): void {
    const killed = new Set(effects.map((effect) => effect.verb === 'kill' && effect.task));
    for (const task of before) {
      const isThere = this.again.agent.table[task.slot] === task;
      if (isThere || isTerminal(task.state)) continue;
      if (killed.has(task) || task.info.executor?.type === 'CUSTOM') this.ending.add(task);
      else this.state(task, 'TASK_KILLED');
    }
  }

  private ended(input: AgentInput): void {
    switch (input.type) {
      case 'SHUTDOWN_FRAMEWORK':
        if (!this.toldFrameworks.delete(input.frameworkId)) return;
        return this.say({ type: 'FRAMEWORK_LEFT', framework: input.frameworkId });
      case 'CONTAINER_EXITED':
        if (this.ending.delete(input.task)) this.state(input.task, `TASK_${input.exit}`);
        return;
      case 'EXECUTOR_EXITED': {
        const { framework, info } = input.executor;
        for (const task of this.ending) {
          const isIts = task.info.executor?.executorId === info.executorId;
          if (!isIts || task.framework.id !== framework.id) continue;
          this.ending.delete(task);
          this.state(task, 'TASK_KILLED');
        }
        return;
      }
      default:
    }
  }

  private said(effect: AgentEffect): void {
    if (effect.verb !== 'send' || effect.message.type !== 'STATUS_UPDATE') return;
    const { frameworkId, taskId, state } = effect.message.status;
    this.note('STATUS_UPDATE', frameworkId, taskId, state);
  }

  private agent(standing: boolean): void {
    const { agentId, isRegistered: connected } = this.again.agent;
    if (agentId === null) return;
    const { hostname } = this.made.options;
    const total = amountsOf(this.total.resources, this.total.rest);
    const text = `${connected} ${total.join()}`;
    if (text === this.toldAgent) return;
    this.toldAgent = text;
    const rack = rackOf(this.made.options);
    const what = { agent: agentId, hostname, connected, mode: 'active', total, rack } as const;
    this.say({ type: 'AGENT', ...what, standing });
  }

  /** @param input null for what stands */
  private task(task: AgentTask, input: AgentInput | null): void {
    const { info, framework } = task;
    const { agentId } = this.again.agent;
    if (agentId === null) return;
    const told = this.states.get(task);
    if (told === undefined) {
      this.framework(task, input === null);
      // What the agent only answers for never came here, and was not launched.
      const standing = input?.type !== 'RUN_TASKS';
      const state = input === null ? task.state : 'TASK_STAGING';
      this.states.set(task, state);
      const amounts = amountsOf(info.resources, info.rest);
      const whose = { framework: framework.id, task: info.taskId, agent: agentId };
      this.say({ type: 'TASK', ...whose, ...namesOf(info), amounts, state, standing });
    }
    if (task.state !== this.states.get(task)) this.state(task, task.state);
  }

  private state(task: AgentTask, state: TaskState): void {
    this.states.set(task, state);
    const whose = { framework: task.framework.id, task: task.info.taskId };
    this.say({ type: 'TASK_STATE', ...whose, state });
  }

  private framework({ framework }: AgentTask, standing: boolean): void {
    const { id, name, role, roles = [role] } = framework;
    const text = `${name} ${roles.join()}`;
    if (this.toldFrameworks.get(id) === text) return;
    this.toldFrameworks.set(id, text);
    // An agent does not hear whether schedulers are connected, nor what they want.
    const unknown = { connected: true, suppressed: false };
    this.say({ type: 'FRAMEWORK', framework: id, name, roles, ...unknown, standing });
  }

  private executors(): void {
    const { agent } = this.again;
    if (agent.agentId === null) return;
    const executors = agent.reportedExecutors().map(({ frameworkId, info }) => {
      return { framework: frameworkId, amounts: amountsOf(info.resources, info.rest) };
    });
    const text = JSON.stringify(executors);
    if (text === this.toldExecutors) return;
    this.toldExecutors = text;
    this.say({ type: 'EXECUTORS', agent: agent.agentId, executors });
  }

  private note(
    note: 'STATUS_UPDATE' | 'ACKNOWLEDGE' | 'KILL',
    framework: number,
    task: number,
    state: TaskState | null = null,
  ): void {
    this.say({ type: 'TASK_NOTE', note, framework, task, state });
  }

  private say(change: Told): void {
    this.tell({ t: this.nowUs, ...change });
  }
}

function isShutdown({ type }: AgentInput): boolean {
  return type === 'SHUTDOWN_FRAMEWORK' || type === 'SHUTDOWN_AGENT';
}

/** Plain quantities, and of the rest what has a name that counts. */
function amountsOf(plain: Quantities, rest: Resources = Resources.EMPTY): Milli[] {
  const more = scalarsOf(LIVE_SPACE, rest);
  return Array.from(plain, (amount, r) => amount + (more?.[r] ?? 0));
}
