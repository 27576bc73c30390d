import { ChangeFeed } from '../feed/change-feed.ts';
import type { ClusterChange } from '../feed/cluster-change.ts';
import type { Micros } from '../machine.ts';
import type { Master } from '../master/master.ts';
import type { MasterInput } from '../master/master-io.ts';
import { type MasterEffect, masterOutput } from './effects.ts';
import {
  type LifeEntry,
  type RecordedLife,
  type RecordingHeader,
  readLifeEntry,
} from './life-replay.ts';
import { type MasterMade, makeMaster } from './made-master.ts';

/**
 * A master's recorded life, lived again one input at a time, with what it did in it told as
 * changes. What the master says is not compared: `evenhand replay` does that.
 */
export class MasterLife implements RecordedLife {
  readonly machine = 'master';
  readonly made: MasterMade;
  readonly version: string;
  readonly inputs: number;
  private readonly lines: readonly string[];
  private readonly master: Master;
  private readonly feed: ChangeFeed;
  private line = 1;
  private nowUs: Micros = 0;

  /** @param lines of a recording of a master, the header the first of them */
  constructor(
    header: RecordingHeader,
    lines: readonly string[],
    tell: (change: ClusterChange) => void,
  ) {
    this.lines = lines;
    this.version = header.version;
    // The recording was written by this program: what is wrong with it shows as nonsense.
    this.made = header.made as MasterMade;
    this.inputs = lines.length - 1;
    this.master = makeMaster(this.made);
    this.feed = new ChangeFeed({
      ...{ master: this.master, now: () => this.nowUs, tellsCycles: true },
      ...{ policy: this.made.policy, offerTimeoutUs: this.made.offerTimeoutUs },
    });
    this.feed.listener = tell;
    this.master.observe(this.feed);
  }

  get done(): number {
    return this.line - 1;
  }

  step(): Micros | null {
    const entry = this.next();
    if (entry === null) return null;
    this.nowUs = entry.t;
    const input = entry.i as MasterInput;
    const effects: MasterEffect[] = [];
    this.master.step(entry.t, input, masterOutput(effects));
    this.feed.stepped(input);
    return entry.t;
  }

  private next(): LifeEntry | null {
    if (this.line >= this.lines.length) return null;
    const entry = readLifeEntry(this.lines[this.line]);
    this.line++;
    return entry;
  }
}
