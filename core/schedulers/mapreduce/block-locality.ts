import type { Micros } from '../../machine.ts';
import type { Job, StageProgress } from './job.ts';

/** Where the blocks of a stage's tasks are. A pure function of its arguments. */
export interface BlockPlacement {
  /** Hosts that hold the block of a task. */
  hostsOf(stage: number, index: number): readonly string[];
}

export interface LocalityOptions {
  readonly placement: BlockPlacement;
  /** How long a job waits for a local slot before it takes any. */
  readonly delayUs: Micros;
}

/**
 * Which pending map can read its block on which host: for each active stage the tasks by host.
 *
 * A task is listed under each of its hosts and skipped once it was launched elsewhere, so that
 * finding a local one costs what was skipped, each entry once.
 */
export class BlockLocality {
  readonly delayUs: Micros;
  private readonly placement: BlockPlacement;
  private readonly byStage = new Map<StageProgress, StageBlocks>();

  constructor(options: LocalityOptions) {
    this.delayUs = options.delayUs;
    this.placement = options.placement;
  }

  add(stage: StageProgress): void {
    const byHost = new Map<string, number[]>();
    for (let index = stage.spec.tasks - 1; index >= 0; index--) {
      for (const host of this.placement.hostsOf(stage.spec.stage, index)) {
        const tasks = byHost.get(host);
        if (tasks === undefined) byHost.set(host, [index]);
        else tasks.push(index);
      }
    }
    this.byStage.set(stage, { byHost, launched: new Uint8Array(stage.spec.tasks), cursor: 0 });
  }

  remove(stage: StageProgress): void {
    this.byStage.delete(stage);
  }

  /** Whether a stage's tasks read blocks at all. */
  has(stage: StageProgress): boolean {
    return this.byStage.has(stage);
  }

  /** A task of the stage not launched yet whose block is on the host, or -1. */
  localTask(stage: StageProgress, host: string): number {
    const blocks = this.byStage.get(stage);
    const tasks = blocks?.byHost.get(host);
    if (blocks === undefined || tasks === undefined) return -1;
    while (tasks.length > 0) {
      const index = tasks[tasks.length - 1];
      if (blocks.launched[index] === 0) return index;
      tasks.pop();
    }
    return -1;
  }

  /** The first task of the stage not launched yet, or -1. */
  anyTask(stage: StageProgress): number {
    const blocks = this.byStage.get(stage);
    if (blocks === undefined) return -1;
    while (blocks.cursor < blocks.launched.length && blocks.launched[blocks.cursor] === 1) {
      blocks.cursor++;
    }
    return blocks.cursor < blocks.launched.length ? blocks.cursor : -1;
  }

  launched(stage: StageProgress, index: number): void {
    const blocks = this.byStage.get(stage);
    if (blocks !== undefined) blocks.launched[index] = 1;
  }

  isLocal(stage: StageProgress, index: number, host: string): boolean {
    return this.placement.hostsOf(stage.spec.stage, index).includes(host);
  }

  /** How long a job may still insist on a local slot; starts its wait if it does not run yet. */
  insistUs(job: Job, now: Micros): Micros {
    if (job.waitingForLocalSinceUs === null) job.waitingForLocalSinceUs = now;
    return Math.max(0, job.waitingForLocalSinceUs + this.delayUs - now);
  }
}

interface StageBlocks {
  /** Tasks by host, the next one last. */
  readonly byHost: Map<string, number[]>;
  readonly launched: Uint8Array;
  /** All tasks before it have been launched. */
  cursor: number;
}
