import type { AgentId } from '../../protocol/ids.ts';
import type { Attempt, Job, StageProgress } from './job.ts';

const NONE = -1;
const LOST = -2;

/** A finished task whose output is lost. */
export interface LostOutput {
  readonly stage: StageProgress;
  readonly index: number;
}

/**
 * On which agents the outputs of finished tasks are, for stages that others read from. Maps leave
 * theirs on their agent's disk: with the agent they are gone, and the maps run again while a
 * reduce is still to finish (MRv2 `JobImpl.actOnUnusableNode`).
 */
export class MapOutputs {
  /** Agent by task; for stages of which a task has finished. */
  private readonly byStage = new Map<StageProgress, Int32Array>();

  /** A task finished on its agent. */
  made({ job, stage, info, agentId }: Attempt): void {
    // Output of the last stage is the job's, in the file system.
    if (stage === job.stages[job.stages.length - 1]) return;
    let agents = this.byStage.get(stage);
    if (agents === undefined) {
      agents = new Int32Array(stage.spec.tasks).fill(NONE);
      this.byStage.set(stage, agents);
    }
    agents[info.index] = agentId;
  }

  /**
   * An agent is lost for good.
   * @returns tasks of the job that must run again: none whose output only finished tasks need
   */
  lost(job: Job, agentId: AgentId): LostOutput[] {
    const again: LostOutput[] = [];
    // Whether tasks of the stage behind are left to do: they read the outputs.
    let isRead = true;
    for (let s = job.stages.length - 2; s >= 0; s--) {
      const stage = job.stages[s];
      const before = again.length;
      for (const index of this.losses(stage, agentId, isRead)) again.push({ stage, index });
      isRead = again.length > before || !job.isFinished(s);
    }
    return again;
  }

  /** A job is over. */
  remove(job: Job): void {
    for (const stage of job.stages) this.byStage.delete(stage);
  }

  /** Notes what a stage lost; if it is read, gives that and all it had lost before. */
  private losses(stage: StageProgress, agentId: AgentId, isRead: boolean): number[] {
    const agents = this.byStage.get(stage);
    const losses: number[] = [];
    if (agents === undefined) return losses;
    for (let index = 0; index < agents.length; index++) {
      if (agents[index] === agentId) agents[index] = LOST;
      if (agents[index] !== LOST || !isRead) continue;
      agents[index] = NONE;
      losses.push(index);
    }
    return losses;
  }
}
