import { formatScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import {
  GrowingColumn,
  newFlags,
  newFloats,
  newInts,
  newWords,
} from '../reading/growing-column.ts';
import type { StageColumns, StageKind } from './workload.ts';

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

/**
 * Builds the stages of a workload and the demands they refer to; for readers. What is added is
 * copied into columns: a workload of millions of stages never exists as objects.
 */
export class StageList {
  /** Distinct demands in order of first use; at most {@link MAX_DEMANDS} can be referred to. */
  readonly demands: ResourceMap[] = [];
  private readonly demandIndexes = new Map<string, number>();
  /** The same by the object itself: readers have few, and writing one out takes a while. */
  private readonly ownIndexes = new Map<ResourceMap, number>();
  private readonly kind = new GrowingColumn(newFlags);
  private readonly tasks = new GrowingColumn(newInts);
  private readonly demand = new GrowingColumn(newWords);
  private readonly taskUs = new GrowingColumn(newFloats);
  private readonly lastTaskUs = new GrowingColumn(newFloats);
  private readonly exact = new OptionalFlags();
  private readonly gang = new OptionalFlags();
  private readonly recordedUs = new OptionalLists(newFloats);
  private readonly parents = new OptionalLists(newInts);

  get count(): number {
    return this.kind.length;
  }

  add(stage: NewStage): void {
    this.kind.push(stage.kind);
    this.tasks.push(stage.tasks);
    this.demand.push(this.indexOf(stage.demand));
    this.taskUs.push(stage.taskUs);
    this.lastTaskUs.push(stage.lastTaskUs);
    this.exact.push(stage.exact);
    this.gang.push(stage.gang);
    this.recordedUs.push(stage.recordedUs);
    this.parents.push(stage.parents);
  }

  /** Takes the stages out: once, at the end. */
  columns(): StageColumns {
    const { count, recordedUs, parents } = this;
    return {
      count,
      kind: this.kind.taken(),
      tasks: this.tasks.taken(),
      demand: this.demand.taken(),
      taskUs: this.taskUs.taken(),
      lastTaskUs: this.lastTaskUs.taken(),
      // The columns that only some traces have.
      ...(this.exact.used && { exact: this.exact.taken() }),
      ...(recordedUs.used && {
        recorded: { firstTask: recordedUs.first(), taskUs: recordedUs.taken() },
      }),
      ...(parents.used && { parents: { firstParent: parents.first(), parent: parents.taken() } }),
      ...(this.gang.used && { gang: this.gang.taken() }),
    };
  }

  private indexOf(demand: ResourceMap): number {
    const same = this.ownIndexes.get(demand);
    if (same !== undefined) return same;
    const text = formatScalars(demand);
    const index = this.demandIndexes.get(text) ?? this.demands.push(demand) - 1;
    this.demandIndexes.set(text, index);
    if (this.ownIndexes.size < MAX_DEMANDS) this.ownIndexes.set(demand, index);
    return index;
  }
}

/** A column of yes and no that is only there when some stage says either. */
class OptionalFlags {
  used = false;
  private readonly values = new GrowingColumn(newFlags);

  push(value: boolean | undefined): void {
    this.used ||= value !== undefined;
    this.values.push(value === true ? 1 : 0);
  }

  taken(): Uint8Array {
    return this.values.taken();
  }
}

/** Numbers kept in one piece: lists may hold millions, which are not to be copied as they grow. */
const BLOCK = 65_536;

/** Lists of numbers behind each other, only there when some stage has one. */
class OptionalLists<T extends Float64Array | Int32Array> {
  used = false;
  private readonly make: (length: number) => T;
  private readonly blocks: T[] = [];
  /** Numbers in the last block, and in all. */
  private filled = BLOCK;
  private length = 0;
  /** Where the list of each stage ends. */
  private readonly ends = new GrowingColumn(newInts);

  constructor(make: (length: number) => T) {
    this.make = make;
  }

  push(list: ArrayLike<number> | undefined): void {
    if (list !== undefined) {
      this.used = true;
      for (let i = 0; i < list.length; i++) this.pushNumber(list[i]);
    }
    this.ends.push(this.length);
  }

  /** Where each list begins, and behind them all where the last ends. */
  first(): Int32Array {
    const first = new Int32Array(this.ends.length + 1);
    first.set(this.ends.values(), 1);
    return first;
  }

  taken(): T {
    const all = this.make(this.length);
    this.blocks.forEach((block, i) => {
      const from = i * BLOCK;
      all.set(block.subarray(0, Math.min(BLOCK, this.length - from)), from);
    });
    return all;
  }

  private pushNumber(value: number): void {
    if (this.filled === BLOCK) {
      this.blocks.push(this.make(BLOCK));
      this.filled = 0;
    }
    this.blocks[this.blocks.length - 1][this.filled++] = value;
    this.length++;
  }
}
