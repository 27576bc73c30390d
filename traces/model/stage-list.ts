import { formatScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { RecordedTimes, StageColumns, StageKind, StageParents } from './workload.ts';

/** A stage to add: times in microseconds, before skew. */
export interface NewStage {
  readonly kind: StageKind;
  readonly tasks: number;
  readonly demand: ResourceMap;
  readonly taskUs: number;
  readonly lastTaskUs: number;
  /** The times are recorded ones: no skew, no shortest task. */
  readonly exact?: boolean;
  /** Time of every task, by index; `taskUs` is then their mean, `lastTaskUs` the last. */
  readonly recordedUs?: ArrayLike<number>;
  /**
   * Positions in the job, from 0, of the stages it waits for. In a list where one stage has them
   * all have: left out means none then.
   */
  readonly parents?: readonly number[];
  /** All tasks start together. */
  readonly gang?: boolean;
}

/** Most different demands in a workload: stages refer to them with 16 bits. */
export const MAX_DEMANDS = 65_536;

/** Builds the stages of a workload and the demands they refer to; for readers. */
export class StageList {
  /** Distinct demands in order of first use; at most {@link MAX_DEMANDS} can be referred to. */
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
      ...this.optionalColumns(),
    };
  }

  /** The columns that only some traces have. */
  private optionalColumns(): Partial<StageColumns> {
    const { stages } = this;
    const has = (of: (stage: NewStage) => unknown): boolean =>
      stages.some((stage) => of(stage) !== undefined);
    return {
      ...(has(({ exact }) => exact) && { exact: flags(stages, ({ exact }) => exact) }),
      ...(has(({ recordedUs }) => recordedUs) && { recorded: recordedTimes(stages) }),
      ...(has(({ parents }) => parents) && { parents: stageParents(stages) }),
      ...(has(({ gang }) => gang) && { gang: flags(stages, ({ gang }) => gang) }),
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

function flags(
  stages: readonly NewStage[],
  of: (stage: NewStage) => boolean | undefined,
): Uint8Array {
  return Uint8Array.from(stages, (stage) => (of(stage) === true ? 1 : 0));
}

function recordedTimes(stages: readonly NewStage[]): RecordedTimes {
  const firstTask = firsts(stages, ({ recordedUs }) => recordedUs);
  const taskUs = new Float64Array(firstTask[stages.length]);
  stages.forEach(({ recordedUs }, s) => taskUs.set(recordedUs ?? [], firstTask[s]));
  return { firstTask, taskUs };
}

function stageParents(stages: readonly NewStage[]): StageParents {
  const firstParent = firsts(stages, ({ parents }) => parents);
  return { firstParent, parent: Int32Array.from(stages.flatMap(({ parents }) => parents ?? [])) };
}

/** Where each stage's part begins when the parts stand behind each other. */
function firsts(
  stages: readonly NewStage[],
  of: (stage: NewStage) => ArrayLike<number> | undefined,
): Int32Array {
  const first = new Int32Array(stages.length + 1);
  stages.forEach((stage, s) => {
    first[s + 1] = first[s] + (of(stage)?.length ?? 0);
  });
  return first;
}
