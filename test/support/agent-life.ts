import type { AgentInput } from '../../core/agent/agent-io.ts';
import { effectText, executorKey, taskKey } from '../../core/recording/effects.ts';
import { writeMachineJson } from '../../core/recording/machine-json.ts';
import { AgentAgain, type AgentMade } from '../../core/recording/made-agent.ts';
import { frameworkInfo, taskOf } from './machine-scripts.ts';

const START_US = 1_795_000_000_000_000;

/** A live agent's machine without a host: what it is fed, a tenth of a second apart, is recorded. */
export class TestAgentLife {
  /** Of a recording of this life. */
  readonly lines: string[];
  private readonly again: AgentAgain;
  private nowUs = START_US;

  /** Has 4 CPUs and 8 GB. */
  constructor(found: string | null = null) {
    const resources = [4000, 8_192_000, 0, 0];
    const made: AgentMade = { options: { connection: 0, hostname: 'n1', resources }, found };
    this.again = new AgentAgain(made);
    const header = { evenhand: 'live-recording', format: 1, machine: 'agent', version: '0' };
    this.lines = [writeMachineJson({ ...header, made })];
  }

  get agent(): AgentAgain['agent'] {
    return this.again.agent;
  }

  feeds(...inputs: readonly AgentInput[]): this {
    for (const input of inputs) {
      this.nowUs += 100_000;
      const kept =
        'task' in input
          ? { ...input, task: taskKey(input.task) }
          : 'executor' in input
            ? { ...input, executor: executorKey(input.executor) }
            : input;
      const effects = this.again.step(this.nowUs, input);
      this.lines.push(writeMachineJson({ t: this.nowUs, i: kept, o: effects.map(effectText) }));
    }
    return this;
  }

  registered(): this {
    this.feeds({ type: 'START', backoffUs: 0 }, { type: 'TIMER', timer: 'REGISTER' });
    return this.feeds({ type: 'AGENT_REGISTERED', agentId: 5 });
  }

  /** A task of a CPU of framework 3. */
  run(taskId: number): this {
    const task = { ...taskOf(taskId, 'cpus:1'), resources: [1000, 1_024_000, 0, 0] };
    const framework = frameworkInfo(3, { name: 'web', role: 'eng', checkpoint: true });
    return this.feeds({ type: 'RUN_TASKS', framework, launch: taskId, tasks: [task] });
  }

  running(taskId: number): this {
    return this.feeds({ type: 'CONTAINER_RUNNING', task: this.task(taskId) });
  }

  exited(taskId: number, exit: 'FINISHED' | 'KILLED'): this {
    return this.feeds({ type: 'CONTAINER_EXITED', task: this.task(taskId), exit });
  }

  acknowledge(taskId: number): this {
    const uuid = this.task(taskId).inFlight?.uuid ?? -1;
    const whose = { frameworkId: 3, taskId };
    return this.feeds({ type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', ...whose, uuid });
  }

  task(taskId: number) {
    const task = this.agent.table.find((one) => one?.info.taskId === taskId);
    if (!task) throw new Error(`found no task ${taskId} on the agent`);
    return task;
  }
}

/** A task that ends well while the master is away for a while, and one that is killed. */
export function usualAgentLife(): TestAgentLife {
  const life = new TestAgentLife().registered().run(7).running(7).acknowledge(7);
  life.exited(7, 'FINISHED').acknowledge(7);
  life.feeds({ type: 'DISCONNECTED', backoffUs: 0 }, { type: 'TIMER', timer: 'REGISTER' });
  life.feeds({ type: 'AGENT_REREGISTERED', agentId: 5, missing: [] }).run(8).running(8);
  life.feeds({ type: 'KILL_TASK', frameworkId: 3, taskId: 8 });
  return life.acknowledge(8).exited(8, 'KILLED').acknowledge(8);
}

export function agentsLines(): readonly string[] {
  return usualAgentLife().lines;
}
