import { formatScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { StageColumns, StageKind } from './workload.ts';

/** A stage to add: times in microseconds, before skew. */
export interface NewStage {
  readonly kind: StageKind;
  readonly tasks: number;
  readonly demand: ResourceMap;
  readonly taskUs: number;
  readonly lastTaskUs: number;
}

/** Builds the stages of a workload and the demands they refer to; for readers. */
export class StageList {
  /** Distinct demands in order of first use. */
  readonly demands: ResourceMap[] = [];
  private readonly demandIndexes = new Map<string, number>();
  private readonly stages: NewStage[] = [];
  private readonly demandOf: number[] = [];

  get count(): number {
    return this.stages.length;
  }

  add(stage: NewStage): void {
    this.stages.push(stage);
    this.demandOf.push(this.indexOf(stage.demand));
  }

  columns(): StageColumns {
    const { stages } = this;
    return {
      count: stages.length,
      kind: Uint8Array.from(stages, ({ kind }) => kind),
      tasks: Int32Array.from(stages, ({ tasks }) => tasks),
      demand: Uint16Array.from(this.demandOf),
      taskUs: Float64Array.from(stages, ({ taskUs }) => taskUs),
      lastTaskUs: Float64Array.from(stages, ({ lastTaskUs }) => lastTaskUs),
    };
  }

  private indexOf(demand: ResourceMap): number {
    const text = formatScalars(demand);
    const known = this.demandIndexes.get(text);
    if (known !== undefined) return known;
    this.demandIndexes.set(text, this.demands.length);
    return this.demands.push(demand) - 1;
  }
}
