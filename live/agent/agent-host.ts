import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

import type { AgentInput, AgentTask, Checkpoint } from '../../core/agent/agent-io.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { Micros } from '../../core/machine.ts';
import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import type { FrameworkId, TaskId } from '../../core/protocol/ids.ts';
import {
  type AgentEffect,
  agentOutput,
  effectText,
  executorKey,
  taskKey,
} from '../../core/recording/effects.ts';
import { type Clock, HostTimers } from '../host/clock.ts';
import type { RecordingWriter } from '../host/recording-writer.ts';
import { secondsOf } from '../mesos/json.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { AgentHistory } from './agent-history.ts';
import { type ExecutorRunner, isTheirs } from './executor-runner.ts';
import { containerOf, newContainer, noteEnd, statusDetail } from './task-container.ts';
import type { PersistentVolumes } from './persistent-volumes.ts';
import type { TaskRunner } from './task-runner.ts';

export interface AgentHostOptions {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly checkpoint: CheckpointFile;
  readonly recording: RecordingWriter | null;
  readonly runner: TaskRunner;
  readonly executors: ExecutorRunner;
  readonly volumes: PersistentVolumes;
  readonly log: Logger;
  /** To the master, if it is there. */
  readonly send: (message: AgentToMaster) => void;
}

/**
 * Runs an agent: feeds it one input at a time with its time, puts what must survive it on the
 * disk, and only then carries out what it said, in the order in which it said it. It decides
 * nothing.
 */
export class AgentHost {
  /** Prefix of the cluster's ids; empty before the first master has named it. */
  cluster: string;
  readonly agent: Agent;
  readonly history = new AgentHistory();
  /** Tasks that were launched and are not forgotten, by their keys. */
  readonly tasks = new Map<string, AgentTask>();
  /** The same by framework and id: the newest of a name. */
  private readonly named = new Map<string, AgentTask>();
  private readonly options: AgentHostOptions;
  private readonly timers: HostTimers;
  private readonly waiting: AgentInput[] = [];
  /** Steps that wait for the disk; one at most unless it is full. */
  private readonly held: HeldStep[] = [];
  private isFull = false;
  private isStepping = false;
  private isClosed = false;

  constructor(options: AgentHostOptions, cluster: string) {
    this.options = options;
    this.agent = options.agent;
    this.cluster = cluster;
    this.timers = new HostTimers(options.clock);
  }

  /** A task that an earlier process launched. */
  adopt(task: AgentTask): void {
    this.tasks.set(taskKey(task), task);
    this.named.set(nameOf(task.framework.id, task.info.taskId), task);
  }

  now(): Micros {
    return this.options.clock.now();
  }

  feed(input: AgentInput): void {
    if (this.isClosed) return;
    this.waiting.push(input);
    if (this.isStepping) return;
    this.isStepping = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        this.step(next);
      }
    } finally {
      this.isStepping = false;
    }
  }

  /** The newest of a name that is not forgotten. */
  taskNamed(framework: FrameworkId, task: TaskId): AgentTask | undefined {
    return this.named.get(nameOf(framework, task));
  }

  /** An executor of a framework's own has ended: its tasks say so. */
  executorEnded(container: string, how: string): void {
    for (const task of this.tasks.values()) {
      const theirs = containerOf(task);
      if (theirs?.id !== container || task.over) continue;
      theirs.ending = how;
      theirs.ended = secondsOf(this.now());
    }
  }

  /** No more inputs, no more timers; containers run on. */
  close(): void {
    this.isClosed = true;
    this.timers.clear();
  }

  /** Volumes on the disk are those that the agent has, and those in use. */
  keepVolumes(): void {
    const { executors, volumes } = this.options;
    const total = this.agent.checkpoint()?.total ?? null;
    if (total === null) return;
    const live = [...this.tasks.values()].filter(({ over }) => !over);
    const users = [...live, ...executors.all()];
    const inUse = users.flatMap(({ info }) => [...(info.rest ?? [])]);
    volumes.keep(total.rest ?? [], inUse);
  }

  private step(input: AgentInput): void {
    const { agent, recording } = this.options;
    this.count(input);
    const effects: AgentEffect[] = [];
    const now = this.now();
    if (input.type === 'CONTAINER_EXITED') noteEnd(input.task, secondsOf(now));
    agent.step(now, input, agentOutput(effects));
    recording?.write(now, recordedInput(input), effects.map(effectText));
    for (const effect of effects) this.prepare(effect);
    // A PING changes nothing that has to be kept.
    const saved = input.type === 'PING' ? null : agent.checkpoint();
    if (saved === null) return this.finish({ effects, input });
    this.held.push({ effects, input });
    // What has to wait for the disk waits in its order.
    if (this.held.length === 1) this.release();
  }

  /** Carries out what was said, when what has to survive it stands on the disk. */
  private release(): void {
    const { agent, checkpoint, log } = this.options;
    const saved = agent.checkpoint();
    if (saved !== null && !checkpoint.write({ cluster: this.cluster, checkpoint: ahead(saved) })) {
      if (!this.isFull)
        log.error('the disk is full: nothing is begun and nothing told until it is not');
      this.isFull = true;
      this.timers.set(FULL_RETRY_US, () => this.release());
      return;
    }
    this.isFull = false;
    for (const step of this.held.splice(0)) this.finish(step);
  }

  private finish({ effects, input }: HeldStep): void {
    // What is said of a volume is true when it is said.
    if (input.type === 'CHECKPOINT_RESOURCES') this.keepVolumes();
    for (const effect of effects) this.carryOut(effect);
    this.options.executors.flush();
    const isEnd = input.type === 'CONTAINER_EXITED' || input.type === 'EXECUTOR_EXITED';
    if (isEnd && this.options.volumes.waits) this.keepVolumes();
    this.review(input);
  }

  private count({ type }: AgentInput): void {
    if (type === 'FRAMEWORK_MESSAGE') this.history.messages++;
    const isUpdate = type === 'EXECUTOR_UPDATE' || type === 'CONTAINER_RUNNING';
    if (isUpdate || type === 'CONTAINER_EXITED') this.history.updates++;
  }

  /** A task that the machine has forgotten leaves nothing behind but its sandbox. */
  private review(input: AgentInput): void {
    if (input.type === 'STATUS_UPDATE_ACKNOWLEDGEMENT') {
      const task = this.named.get(nameOf(input.frameworkId, input.taskId));
      if (task?.over === true && task.inFlight === null && !task.queued?.length) this.forget(task);
    } else if (input.type === 'SHUTDOWN_FRAMEWORK' || input.type === 'SHUTDOWN_AGENT') {
      for (const task of [...this.tasks.values()]) {
        const isMeant = input.type === 'SHUTDOWN_AGENT' || task.framework.id === input.frameworkId;
        if (isMeant) this.forget(task);
      }
    }
  }

  private forget(task: AgentTask): void {
    this.history.over(task);
    const name = nameOf(task.framework.id, task.info.taskId);
    this.tasks.delete(taskKey(task));
    if (this.named.get(name) === task) this.named.delete(name);
    this.options.runner.forget(task);
  }

  /** What has to stand in the checkpoint beside the machine's own. */
  private prepare(effect: AgentEffect): void {
    const { executors } = this.options;
    if (effect.verb === 'launchExecutor') {
      executors.prepare(effect.executor, this.cluster, this.agentId(), randomUUID());
    }
    if (effect.verb !== 'launch') return;
    const { task } = effect;
    if (isTheirs(task)) {
      executors.join(task);
      return this.adopt(task);
    }
    task.container = newContainer(randomUUID());
    this.options.runner.place(task, this.cluster, this.agentId());
    this.adopt(task);
  }

  private carryOut(effect: AgentEffect): void {
    const { runner, executors, send } = this.options;
    switch (effect.verb) {
      case 'send':
        return send(this.detailed(effect.message));
      case 'setTimer': {
        const { timer, delayUs } = effect;
        return this.timers.set(delayUs, () => this.feed({ type: 'TIMER', timer }));
      }
      case 'launch':
        return (isTheirs(effect.task) ? executors : runner).launch(effect.task);
      case 'kill':
        return (isTheirs(effect.task) ? executors : runner).kill(effect.task, effect.graceUs);
      case 'launchExecutor':
        return executors.launchExecutor(effect.executor);
      case 'killExecutor':
        return executors.killExecutor(effect.executor);
      case 'acknowledge':
        return executors.acknowledge(effect.executor, effect.taskId, effect.update);
      case 'messageExecutor':
        return executors.message(effect.executor, effect.bytes);
      case 'message':
        // Command executors have no ear for it.
        return;
    }
  }

  private detailed(message: AgentToMaster): AgentToMaster {
    if (message.type !== 'STATUS_UPDATE') return message;
    const { status } = message;
    const task = this.named.get(nameOf(status.frameworkId, status.taskId));
    if (task === undefined) return message;
    const mesos = statusDetail(task, status, secondsOf(this.now()));
    return { ...message, status: Object.assign({}, status, { mesos }) };
  }

  private agentId(): number {
    return this.agent.checkpoint()?.agentId ?? -1;
  }
}

/** How soon a full disk is tried again, microseconds. */
const FULL_RETRY_US = 250_000;

/** What a machine said to an input, to be carried out. */
interface HeldStep {
  readonly effects: readonly AgentEffect[];
  readonly input: AgentInput;
}

/** Numbers of updates that are used up with one write: those of tasks not kept need none then. */
const UPDATES_AHEAD = 1024;

/** A checkpoint that says of some updates that they were made though they were not yet. */
function ahead(saved: Checkpoint): Checkpoint {
  return { ...saved, updates: (Math.floor(saved.updates / UPDATES_AHEAD) + 1) * UPDATES_AHEAD };
}

/** An input as recordings keep it: tasks and executors by their keys. */
export function recordedInput(input: AgentInput): unknown {
  if ('task' in input) return { ...input, task: taskKey(input.task) };
  if ('executor' in input) return { ...input, executor: executorKey(input.executor) };
  return input;
}

function nameOf(framework: number, task: number): string {
  return `${framework}/${task}`;
}
