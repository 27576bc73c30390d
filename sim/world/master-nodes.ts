import type { CoordinationInput } from '../../core/election/coordination.ts';
import type { LeadershipInput, LeadershipOutput } from '../../core/election/election-io.ts';
import { Leadership } from '../../core/election/leadership.ts';
import type { Buggify } from '../../core/buggify.ts';
import { type Connection, MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { Marks } from '../../core/marks.ts';
import type { MasterInput, MasterOutput, MasterTimer } from '../../core/master/master-io.ts';
import type { Master } from '../../core/master/master.ts';
import type { MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { OperatorCall, Refusal } from '../../core/protocol/operator-api.ts';
import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { Buggifier } from '../faults/buggifier.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualZooKeeper } from './coordination/virtual-zookeeper.ts';
import { ELECTION_PATH, masterContent } from './followers.ts';
import { EVENT } from './kinds.ts';

/** How long a master's process takes to start again after it gave up leading. */
const RESTART_US = MICROS_PER_SECOND;

/** How late timers are, and answers of the registry, where the host may do otherwise. */
export const LATE_US: Micros = MICROS_PER_SECOND / 5;
const STORE_SLOW_US = 3 * MICROS_PER_SECOND;

/** Name of the node that only the leader may write. */
const RECORD = 'registry';

/** What masters are wired to. */
export interface MasterSurroundings {
  readonly kernel: Kernel;
  readonly zookeeper: VirtualZooKeeper | null;
  readonly marks: Marks | null;
  readonly buggifier: Buggifier | null;
  /** A new machine, with empty books. */
  makeMaster(master: number, epoch: number): Master;
  /** A leading master speaks to a peer. */
  send(master: number, to: Connection, message: SchedulerEvent | MasterToAgent): void;
  /** @param fault of an operator's call */
  rejected(master: number, input: MasterInput, reason: string, fault?: Refusal['fault']): void;
  /** An operator's call has taken effect. */
  carriedOut(master: number, call: OperatorCall): void;
  /** What a master had stored stands in the registry. */
  stored(master: number, machine: Master): void;
  /** A process of a master leads from now on, or is gone with all its connections. */
  leads(master: number, epoch: number): void;
  ended(master: number, led: boolean): void;
}

/** A timer of a master's machine, as the payload of its event; the subject is the event's. */
export interface MasterTimerEvent {
  readonly process: MasterProcess;
  readonly timer: MasterTimer;
}

/** One life of a master: it contends, may lead, and ends. */
export class MasterProcess {
  readonly master: number;
  readonly out: MasterOutput;
  readonly leadership: Leadership | null;
  /** Its machine while it leads. */
  machine: Master | null = null;
  epoch = 0;
  over = false;
  /** Whether it has stood still since it wrote last. */
  stoodStill = false;
  /** What waits while it stands still. */
  waiting: (() => void)[] | null = null;
  /** Asked at places where its host may do otherwise. */
  readonly buggify: Buggify | null;
  private readonly timers = new Map<MasterTimer, MasterTimerEvent>();

  constructor(master: number, world: MasterSurroundings) {
    this.master = master;
    this.leadership =
      world.zookeeper === null
        ? null
        : new Leadership({
            ...{ path: ELECTION_PATH, isReadable: () => true, record: RECORD },
            content: masterContent(master),
            marks: world.marks,
          });
    const { kernel } = world;
    this.buggify = world.buggifier?.of('master', master) ?? null;
    const { buggify } = this;
    this.out = {
      send: (to, message) => world.send(master, to, message),
      setTimer: (timer, delayUs, subject) => {
        const lateUs = buggify?.fires('timer-late') === true ? LATE_US : 0;
        kernel.schedule(delayUs + lateUs, EVENT.MASTER_TIMER, subject ?? -1, this.timerOf(timer));
      },
      store: (registry) =>
        // In a step of its own: the election's machine may be in the middle of one.
        kernel.schedule(0, EVENT.ACTION, 0, () => this.write(kernel.now, registry)),
      reject: (input, reason, fault) => world.rejected(master, input, reason, fault),
      carriedOut: (call) => world.carriedOut(master, call),
    };
  }

  /** Set by the nodes: what the election's machine says. */
  electionOut: LeadershipOutput | null = null;

  /** Does something now, or when the process goes on. */
  do(action: () => void): void {
    if (this.waiting === null) action();
    else this.waiting.push(action);
  }

  private write(now: number, content: string): void {
    const { electionOut } = this;
    if (this.over || electionOut === null) return;
    this.stoodStill = this.waiting !== null;
    this.do(() => this.leadership?.step(now, { type: 'WRITE', content }, electionOut));
  }

  private timerOf(timer: MasterTimer): MasterTimerEvent {
    const known = this.timers.get(timer);
    if (known !== undefined) return known;
    const made = { process: this, timer };
    this.timers.set(timer, made);
    return made;
  }
}

/**
 * The masters of a cluster. Without an election there is one, which leads from the start and
 * never ends; with one, each is a process that contends, leads at times, and is started again.
 */
export class MasterNodes {
  private readonly world: MasterSurroundings;
  private readonly processes: (MasterProcess | null)[];
  private latestEpoch = 0;
  /** Masters that a fault keeps from starting. */
  private readonly down = new Set<number>();

  constructor(world: MasterSurroundings, count: number) {
    this.world = world;
    this.processes = Array.from({ length: count }, () => null);
  }

  start(): void {
    for (const master of this.processes.keys()) this.launch(master);
  }

  /** The machine of a master that leads, as far as it knows. */
  machine(master: number): Master | null {
    return this.processes[master]?.machine ?? null;
  }

  /** The machines of all that lead, as far as they know. */
  leading(): readonly Master[] {
    const machines = this.processes.map((process) => process?.machine ?? null);
    return machines.filter((machine) => machine !== null);
  }

  epoch(master: number): number {
    return this.processes[master]?.epoch ?? 0;
  }

  /** Whether nobody of a later epoch has led. */
  isLatest(master: number): boolean {
    return this.epoch(master) >= this.latestEpoch;
  }

  /** The leader with the highest epoch, -1 for none. */
  get leader(): number {
    let best = -1;
    for (const [master, process] of this.processes.entries()) {
      if (!process?.machine) continue;
      if (best < 0 || process.epoch > this.epoch(best)) best = master;
    }
    return best;
  }

  /**
   * Something for a master; whoever does not lead does not hear it.
   * @param before called right before the machine hears it, if it does
   */
  step(master: number, input: MasterInput, before: (() => void) | null = null): void {
    const process = this.processes[master];
    if (!process?.machine) return;
    if (process.waiting !== null) {
      process.waiting.push(() => this.step(master, input, before));
      return;
    }
    before?.();
    process.machine.step(this.world.kernel.now, input, process.out);
  }

  /**
   * A timer of a master's machine fired.
   * @param after called once the machine has heard of it
   */
  timer(event: MasterTimerEvent, subject: number, after: (() => void) | null = null): void {
    const { process, timer } = event;
    if (process.over || process.machine === null) return;
    if (process.waiting !== null) {
      process.waiting.push(() => this.timer(event, subject, after));
      return;
    }
    if (timer === 'BATCH_ALLOCATION' || timer === 'EVENT_ALLOCATION') {
      process.machine.step(this.world.kernel.now, { type: 'TIMER', timer }, process.out);
    } else {
      const fired = { type: 'TIMER', timer, subject } as const;
      process.machine.step(this.world.kernel.now, fired, process.out);
    }
    after?.();
  }

  /** Something for a master from ZooKeeper. */
  heard(master: number, input: CoordinationInput): void {
    const process = this.processes[master];
    if (process) this.contend(process, input);
  }

  /** The process is gone; another starts with {@link recover}. */
  crash(master: number): void {
    this.down.add(master);
    const process = this.processes[master];
    if (!process) return;
    this.world.zookeeper?.crashClient(master);
    this.end(process);
  }

  recover(master: number): void {
    this.down.delete(master);
    this.launch(master);
  }

  private launch(master: number): void {
    if (this.processes[master] !== null || this.down.has(master)) return;
    const process = new MasterProcess(master, this.world);
    this.processes[master] = process;
    if (this.world.zookeeper === null) return this.lead(process, 0, null);
    process.electionOut = this.electionOutput(process);
    this.contend(process, { type: 'START' });
  }

  /** The process stands still, and does not know it afterwards. */
  pause(master: number): void {
    const process = this.processes[master];
    if (!process) return;
    process.waiting ??= [];
    process.stoodStill = true;
    this.reach(master, false);
  }

  resume(master: number): void {
    const process = this.processes[master];
    const waiting = process?.waiting ?? [];
    if (process) process.waiting = null;
    // What it was about to do comes first.
    for (const action of waiting) if (process?.over === false) action();
    // Also where another process has taken its place meanwhile.
    this.reach(master, true);
  }

  /** Whether a master reaches ZooKeeper. */
  reach(master: number, whole: boolean): void {
    const kind = whole ? 'heal-client' : 'cut-client';
    this.world.zookeeper?.inject({ kind, client: master, server: null });
  }

  private contend(process: MasterProcess, input: LeadershipInput): void {
    const { leadership, electionOut } = process;
    if (process.over || leadership === null || electionOut === null) return;
    process.do(() => leadership.step(this.world.kernel.now, input, electionOut));
  }

  private electionOutput(process: MasterProcess): LeadershipOutput {
    const { kernel, zookeeper } = this.world;
    const { master } = process;
    const soon = (action: () => void, delayUs: Micros = 0): void => {
      kernel.schedule(delayUs, EVENT.ACTION, 0, () => {
        if (!process.over) process.do(action);
      });
    };
    return {
      ...(zookeeper as VirtualZooKeeper).port(master),
      setTimer: (timer, delayUs) =>
        kernel.schedule(delayUs, EVENT.ACTION, 0, () =>
          this.contend(process, { type: 'TIMER', timer }),
        ),
      complain: () => undefined,
      detected: () => undefined,
      elected: (epoch) => (process.epoch = epoch),
      claimed: (content) => soon(() => this.lead(process, process.epoch, content)),
      written: () => {
        const lateUs = process.buggify?.fires('store-slow') === true ? STORE_SLOW_US : 0;
        this.tellStored(process);
        soon(() => this.stored(process), lateUs);
      },
      lost: () => soon(() => this.end(process, RESTART_US)),
    };
  }

  /** One that stood still hears of it late: somebody else may have written since. */
  private tellStored({ master, machine, stoodStill }: MasterProcess): void {
    if (machine === null || (stoodStill && !this.isLatest(master))) return;
    this.world.stored(master, machine);
  }

  private stored(process: MasterProcess): void {
    const { machine } = process;
    if (machine === null) return;
    machine.step(this.world.kernel.now, { type: 'STORED' }, process.out);
  }

  private lead(process: MasterProcess, epoch: number, registry: string | null): void {
    const { master } = process;
    process.machine = this.world.makeMaster(master, epoch);
    this.latestEpoch = Math.max(this.latestEpoch, epoch);
    this.world.leads(master, epoch);
    const leadership = registry === null ? {} : { leadership: { epoch, registry } };
    process.machine.step(this.world.kernel.now, { type: 'START', ...leadership }, process.out);
  }

  private end(process: MasterProcess, againUs: number | null = null): void {
    const { master } = process;
    const led = process.machine !== null;
    process.over = true;
    process.machine = null;
    this.processes[master] = null;
    this.world.ended(master, led);
    if (againUs === null) return;
    this.world.kernel.schedule(againUs, EVENT.ACTION, 0, () => this.launch(master));
  }
}
