import type { AgentTask } from '../../core/agent/agent-io.ts';
import { SOUND, type TaskFates } from '../../sim/world/task-troubles.ts';

/** What goes wrong with single attempts at tasks. */
export interface AttemptTroubles {
  /** Times as long an attempt takes for no fault of its task; 1 when left out. */
  readonly stretchOf?: (task: AgentTask, agent: number) => number;
  /** Part of its time, from 0 to 1, after which an attempt fails; null, and left out: it does not. */
  readonly failsAfter?: (task: AgentTask, agent: number) => number | null;
}

/** Tasks with the troubles that a test has for them. */
export function fatesOf({ stretchOf, failsAfter }: AttemptTroubles): TaskFates {
  return {
    fateOf: (_, task, agent) => {
      const part = failsAfter?.(task, agent) ?? null;
      const factor = stretchOf?.(task, agent) ?? 1;
      return { ...SOUND, factor, ...(part !== null && { fails: true, after: part }) };
    },
  };
}
