import type { NewStage } from '../model/stage-list.ts';

/** Time of one task of a stage, microseconds, without skew. */
export function stageTimeUs(stage: NewStage, index: number): number {
  if (stage.recordedUs !== undefined) return stage.recordedUs[index];
  return index === stage.tasks - 1 ? stage.lastTaskUs : stage.taskUs;
}

/** Time of all tasks of a stage together, microseconds, without skew. */
export function stageWorkUs(stage: NewStage): number {
  if (stage.recordedUs === undefined) return (stage.tasks - 1) * stage.taskUs + stage.lastTaskUs;
  let sum = 0;
  for (let index = 0; index < stage.tasks; index++) sum += stage.recordedUs[index];
  return sum;
}
