import type { AgentExecutor, AgentTask, Checkpoint } from '../agent/agent-io.ts';
import { readMachineJson, writeMachineJson } from './machine-json.ts';

/** What a later process of the agent finds. */
export interface SavedAgent {
  /** Prefix of the cluster's ids. */
  readonly cluster: string;
  readonly checkpoint: Checkpoint;
}

/**
 * An agent's checkpoint as text. Tasks that wait for their executor are named by their slots, so
 * that they come back as the very objects of the table.
 */
export function checkpointText({ cluster, checkpoint }: SavedAgent): string {
  const executors = (checkpoint.executors ?? []).map((executor) => {
    return { ...executor, waiting: executor.waiting.map(({ slot }) => slot) };
  });
  return writeMachineJson({ cluster, checkpoint: { ...checkpoint, executors } });
}

/** @throws Error when the text is not one of {@link checkpointText}. */
export function readCheckpoint(text: string): SavedAgent {
  const read = readMachineJson(text);
  if (!isSaved(read)) throw new Error('wanted the checkpoint of an agent');
  const { checkpoint } = read;
  const tasks = new Map(checkpoint.tasks.map((task) => [task.slot, task]));
  const executors = (checkpoint.executors ?? []).map((executor): AgentExecutor => {
    const slots: readonly unknown[] = executor.waiting;
    const waiting = slots.map((slot) => tasks.get(Number(slot)));
    return {
      ...executor,
      waiting: waiting.filter((task): task is AgentTask => task !== undefined),
    };
  });
  return { cluster: read.cluster, checkpoint: { ...checkpoint, executors } };
}

function isSaved(value: unknown): value is SavedAgent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cluster' in value &&
    typeof value.cluster === 'string' &&
    'checkpoint' in value &&
    typeof value.checkpoint === 'object' &&
    value.checkpoint !== null &&
    'agentId' in value.checkpoint &&
    'tasks' in value.checkpoint &&
    Array.isArray(value.checkpoint.tasks)
  );
}
