import type { AgentExecutor, AgentInput, AgentOptions, AgentTask } from '../core/agent/agent-io.ts';
import { Agent } from '../core/agent/agent.ts';
import type { LeadershipInput } from '../core/election/election-io.ts';
import type { MasterInput } from '../core/master/master-io.ts';
import {
  type AgentEffect,
  type MasterEffect,
  agentOutput,
  effectText,
  executorKey,
  masterOutput,
  taskKey,
} from '../core/recording/effects.ts';
import { type ElectionEffect, electionOutput } from '../core/recording/election-effects.ts';
import type { LifeCounts } from '../core/recording/life-counts.ts';
import type { RecordingHeader, Redo } from '../core/recording/life-replay.ts';
import { type MasterMade, makeMaster } from '../core/recording/made-master.ts';
import { readCheckpoint } from './agent/checkpoint-file.ts';
import { type LeadershipMade, makeLeadership } from './master/made-leadership.ts';

/**
 * The machine that a recording is of, made as it was then.
 * @param counts told of what a master does
 */
export function machineOf({ machine, made }: RecordingHeader, counts?: LifeCounts): Redo {
  if (machine === 'agent') return redoAgent(made as AgentMade);
  if (machine === 'election') return redoElection(made as LeadershipMade);
  return redoMaster(made as MasterMade, counts);
}

function redoMaster(made: MasterMade, counts?: LifeCounts): Redo {
  const master = makeMaster(made);
  if (counts !== undefined) master.observe(counts);
  return (now, input) => {
    const effects: MasterEffect[] = [];
    // The recording was written by this program: what is wrong with it shows as a difference.
    master.step(now, input as MasterInput, masterOutput(effects));
    return effects.map(effectText);
  };
}

function redoElection(made: LeadershipMade): Redo {
  const leadership = makeLeadership(made);
  return (now, input) => {
    const effects: ElectionEffect[] = [];
    leadership.step(now, input as LeadershipInput, electionOutput(effects));
    return effects.map(effectText);
  };
}

interface AgentMade {
  readonly options: AgentOptions;
  /** The checkpoint it found, as text; null when there was none. */
  readonly found: string | null;
}

function redoAgent({ options, found }: AgentMade): Redo {
  const checkpoint = found === null ? null : readCheckpoint(found).checkpoint;
  const agent = new Agent(options, checkpoint);
  const tasks = new Map((checkpoint?.tasks ?? []).map((task) => [taskKey(task), task]));
  const executors = new Map(
    (checkpoint?.executors ?? []).map((executor) => [executorKey(executor), executor]),
  );
  return (now, recorded) => {
    const effects: AgentEffect[] = [];
    agent.step(now, namedInput(recorded, tasks, executors), agentOutput(effects));
    const said = effects.map(effectText);
    for (const effect of effects) {
      if (effect.verb === 'launch') tasks.set(taskKey(effect.task), effect.task);
      if (effect.verb === 'launchExecutor') {
        executors.set(executorKey(effect.executor), effect.executor);
      }
    }
    return said;
  };
}

/** An input as it was: recordings name tasks and executors by their keys. */
function namedInput(
  recorded: unknown,
  tasks: ReadonlyMap<string, AgentTask>,
  executors: ReadonlyMap<string, AgentExecutor>,
): AgentInput {
  const input = Object(recorded) as Readonly<Record<string, unknown>>;
  const { task, executor } = input;
  return {
    ...input,
    ...(typeof task === 'string' ? { task: tasks.get(task) } : {}),
    ...(typeof executor === 'string' ? { executor: executors.get(executor) } : {}),
  } as AgentInput;
}
