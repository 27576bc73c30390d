import type { AgentTask } from '../../core/agent/agent-io.ts';
import type { StatusReason } from '../../core/protocol/tasks.ts';
import { Draws } from '../random/draws.ts';
import { type Ratio, hits } from '../random/ratio.ts';

/** What may go wrong with tasks of a framework. */
export interface TaskTrouble {
  readonly ratio: Ratio;
  /** Of stragglers: how many times as long they take. */
  readonly factor: number;
}

export type TaskTroubleKind = 'task-failure' | 'out-of-memory' | 'straggler';

/** What becomes of one task. */
export interface TaskFate {
  readonly fails: boolean;
  readonly reason: StatusReason | null;
  /** Part of its time after which it fails. */
  readonly after: number;
  /** How many times as long it takes. */
  readonly factor: number;
}

/** Says what becomes of each task: a pure function of its arguments. */
export interface TaskFates {
  fateOf(framework: number, task: AgentTask, agent: number): TaskFate;
}

export const SOUND: TaskFate = { fails: false, reason: null, after: 1, factor: 1 };

const KINDS: readonly TaskTroubleKind[] = ['task-failure', 'out-of-memory', 'straggler'];

/**
 * Tasks that fail, run out of memory or straggle. Drawn per (seed, kind, framework, task): an
 * attempt that failed is another task, with a fate of its own.
 */
export class TaskTroubles implements TaskFates {
  private readonly troubles = new Map<number, Map<TaskTroubleKind, TaskTrouble>>();
  private readonly draws: { readonly [kind in TaskTroubleKind]: Draws };
  private readonly moments: Draws;

  constructor(seed: string) {
    this.moments = new Draws(seed, 'task-fault-moment');
    this.draws = {
      'task-failure': new Draws(seed, 'task-failure'),
      'out-of-memory': new Draws(seed, 'out-of-memory'),
      straggler: new Draws(seed, 'straggler'),
    };
  }

  set(kind: TaskTroubleKind, framework: number, trouble: TaskTrouble | null): void {
    const own = this.troubles.get(framework) ?? new Map<TaskTroubleKind, TaskTrouble>();
    if (trouble === null) own.delete(kind);
    else own.set(kind, trouble);
    if (own.size > 0) this.troubles.set(framework, own);
    else this.troubles.delete(framework);
  }

  fateOf(framework: number, { info }: Pick<AgentTask, 'info'>): TaskFate {
    const { taskId } = info;
    const own = this.troubles.size === 0 ? undefined : this.troubles.get(framework);
    if (own === undefined) return SOUND;
    let fate = SOUND;
    for (const kind of KINDS) {
      const trouble = own.get(kind);
      if (trouble === undefined) continue;
      if (!hits(trouble.ratio, this.draws[kind].bits(framework, taskId))) continue;
      if (kind === 'straggler') {
        fate = { ...fate, factor: trouble.factor };
      } else {
        const after = this.moments.unit(framework, taskId);
        const reason = kind === 'out-of-memory' ? 'CONTAINER_LIMITATION_MEMORY' : null;
        fate = { ...fate, fails: true, reason, after };
      }
    }
    return fate;
  }
}
