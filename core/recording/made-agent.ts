import type { AgentExecutor, AgentInput, AgentOptions, AgentTask } from '../agent/agent-io.ts';
import { Agent } from '../agent/agent.ts';
import type { Micros } from '../machine.ts';
import { readCheckpoint } from './agent-checkpoint.ts';
import { type AgentEffect, agentOutput, executorKey, taskKey } from './effects.ts';

/** All that a live agent's machine is made of: what its recording begins with. */
export interface AgentMade {
  readonly options: AgentOptions;
  /** The checkpoint it found, as text; null when there was none. */
  readonly found: string | null;
}

/** An agent made as it was, to be fed what its recording holds. */
export class AgentAgain {
  readonly agent: Agent;
  private readonly tasks: Map<string, AgentTask>;
  private readonly executors: Map<string, AgentExecutor>;

  /** @throws Error when what it found is no checkpoint */
  constructor({ options, found }: AgentMade) {
    const checkpoint = found === null ? null : readCheckpoint(found).checkpoint;
    const { tasks = [], executors = [] } = checkpoint ?? {};
    this.agent = new Agent(options, checkpoint);
    this.tasks = new Map(tasks.map((task) => [taskKey(task), task]));
    this.executors = new Map(executors.map((executor) => [executorKey(executor), executor]));
  }

  /** An input as it was: recordings name tasks and executors by their keys. */
  named(recorded: unknown): AgentInput {
    const input = Object(recorded) as Readonly<Record<string, unknown>>;
    const { task, executor } = input;
    // The recording was written by this program: what is wrong with it shows as a difference.
    return {
      ...input,
      ...(typeof task === 'string' ? { task: this.tasks.get(task) } : {}),
      ...(typeof executor === 'string' ? { executor: this.executors.get(executor) } : {}),
    } as AgentInput;
  }

  /** @returns what it said */
  step(now: Micros, input: AgentInput): readonly AgentEffect[] {
    const effects: AgentEffect[] = [];
    this.agent.step(now, input, agentOutput(effects));
    for (const effect of effects) {
      if (effect.verb === 'launch') this.tasks.set(taskKey(effect.task), effect.task);
      if (effect.verb === 'launchExecutor') {
        this.executors.set(executorKey(effect.executor), effect.executor);
      }
    }
    return effects;
  }
}
