import type { Micros } from '../../machine.ts';
import { Locality } from '../../protocol/tasks.ts';
import type { Job, StageProgress } from './job.ts';

/** Where the blocks of a stage's tasks are. A pure function of its arguments. */
export interface BlockPlacement {
  /** Hosts that hold the block of a task. */
  hostsOf(stage: number, index: number): readonly string[];
}

export interface LocalityOptions {
  readonly placement: BlockPlacement;
  /** How long a job waits for a slot near its data before it takes the next farther. */
  readonly delayUs: Micros;
  /** Null or absent: there is nothing between a host and all others. */
  readonly racks?: RackOptions | null;
}

export interface RackOptions {
  /** The rack of a host, or null. A pure function of its argument. */
  rackOf(host: string): string | null;
  /** How much longer a job then waits for a slot in a rack of its data before it takes any. */
  readonly delayUs: Micros;
}

/** A task and how near its data it would run. */
export interface NearTask {
  readonly index: number;
  readonly locality: Locality;
}

/**
 * Which pending map can read its block where: for each active stage the tasks by host and by
 * rack, and how far from its data each job may go by delay scheduling.
 *
 * A task is listed under each of its hosts and skipped once it was launched elsewhere, so that
 * finding a local one costs what was skipped, each entry once.
 */
export class BlockLocality {
  private readonly placement: BlockPlacement;
  private readonly delayUs: Micros;
  private readonly racks: RackOptions | null;
  private readonly byStage = new Map<StageProgress, StageBlocks>();

  constructor({ placement, delayUs, racks = null }: LocalityOptions) {
    this.placement = placement;
    this.delayUs = delayUs;
    this.racks = racks;
  }

  add(stage: StageProgress): void {
    const { tasks } = stage.spec;
    const byHost = new Map<string, number[]>();
    const byRack = new Map<string, number[]>();
    for (let index = tasks - 1; index >= 0; index--) {
      const hosts = this.placement.hostsOf(stage.spec.stage, index);
      for (const host of hosts) list(byHost, host, index);
      for (const rack of this.racksOf(hosts)) list(byRack, rack, index);
    }
    this.byStage.set(stage, { byHost, byRack, launched: new Uint8Array(tasks), cursor: 0 });
  }

  remove(stage: StageProgress): void {
    this.byStage.delete(stage);
  }

  /** Whether a stage's tasks read blocks at all. */
  has(stage: StageProgress): boolean {
    return this.byStage.has(stage);
  }

  /**
   * The task of a stage to launch on a host, or null while its job waits for a nearer slot:
   * delay scheduling (Zaharia et al., EuroSys 2010, algorithm 2; with racks, algorithm 3).
   */
  take(job: Job, stage: StageProgress, host: string, now: Micros): NearTask | null {
    const blocks = this.byStage.get(stage);
    if (blocks === undefined) return null;
    const local = nextOf(blocks.byHost.get(host), blocks);
    if (local >= 0) return launch(job, stage, blocks, local, Locality.NODE);
    const farthest = this.farthest(job, now);
    const rack = farthest === Locality.NODE ? null : this.rackOf(host);
    const inRack = rack === null ? -1 : nextOf(blocks.byRack.get(rack), blocks);
    if (inRack >= 0) return launch(job, stage, blocks, inRack, Locality.RACK);
    if (farthest !== Locality.ANY) return null;
    const again = stage.again.pop();
    if (again !== undefined) {
      job.level = Locality.ANY;
      return { index: again, locality: this.localityOf(stage, again, host) };
    }
    while (blocks.launched[blocks.cursor] === 1) blocks.cursor++;
    return launch(job, stage, blocks, blocks.cursor, Locality.ANY);
  }

  /** How near its block a task runs on a host. */
  localityOf(stage: StageProgress, index: number, host: string): Locality {
    const hosts = this.placement.hostsOf(stage.spec.stage, index);
    if (hosts.includes(host)) return Locality.NODE;
    const rack = this.rackOf(host);
    return rack !== null && this.racksOf(hosts).includes(rack) ? Locality.RACK : Locality.ANY;
  }

  /** How long until a job that waits may go farther, if nothing is launched. */
  widensInUs(job: Job, now: Micros): Micros {
    const rackDelayUs = this.racks?.delayUs ?? 0;
    const sinceUs = job.waitingForLocalSinceUs ?? now;
    const firstUs = sinceUs + (job.level === Locality.NODE ? this.delayUs : rackDelayUs);
    return firstUs > now ? firstUs - now : Math.max(0, firstUs + rackDelayUs - now);
  }

  /** How far from its data a job may go; starts its wait if it does not run yet. */
  private farthest(job: Job, now: Micros): Locality {
    if (job.level === Locality.ANY) return Locality.ANY;
    if (job.waitingForLocalSinceUs === null) job.waitingForLocalSinceUs = now;
    const waitedUs = now - job.waitingForLocalSinceUs;
    const rackDelayUs = this.racks?.delayUs ?? 0;
    if (job.level === Locality.RACK) return waitedUs >= rackDelayUs ? Locality.ANY : Locality.RACK;
    if (waitedUs < this.delayUs) return Locality.NODE;
    return waitedUs >= this.delayUs + rackDelayUs ? Locality.ANY : Locality.RACK;
  }

  private rackOf(host: string): string | null {
    return this.racks?.rackOf(host) ?? null;
  }

  /** Racks of some hosts, each once, by first appearance. */
  private racksOf(hosts: readonly string[]): string[] {
    if (this.racks === null) return [];
    const racks: string[] = [];
    for (const host of hosts) {
      const rack = this.racks.rackOf(host);
      if (rack !== null && !racks.includes(rack)) racks.push(rack);
    }
    return racks;
  }
}

/** Who finds a slot nearer than it insisted on insists on that from then on. */
function launch(
  job: Job,
  stage: StageProgress,
  blocks: StageBlocks,
  index: number,
  locality: Locality,
): NearTask {
  blocks.launched[index] = 1;
  stage.next++;
  job.level = locality;
  job.waitingForLocalSinceUs = null;
  return { index, locality };
}

interface StageBlocks {
  /** Tasks by host, the next one last. */
  readonly byHost: Map<string, number[]>;
  readonly byRack: Map<string, number[]>;
  readonly launched: Uint8Array;
  /** All tasks before it have been launched. */
  cursor: number;
}

function list(byPlace: Map<string, number[]>, place: string, index: number): void {
  const tasks = byPlace.get(place);
  if (tasks === undefined) byPlace.set(place, [index]);
  else tasks.push(index);
}

/** The next task of a list not launched yet, or -1. */
function nextOf(tasks: number[] | undefined, { launched }: StageBlocks): number {
  if (tasks === undefined) return -1;
  while (tasks.length > 0) {
    const index = tasks[tasks.length - 1];
    if (launched[index] === 0) return index;
    tasks.pop();
  }
  return -1;
}
