import type { CoordinationInput } from '../../core/election/coordination.ts';
import { Detection } from '../../core/election/detection.ts';
import type {
  DetectionInput,
  ElectionTimer,
  LeadershipOutput,
} from '../../core/election/election-io.ts';
import { Leadership } from '../../core/election/leadership.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import { type EventHandler, Kernel } from '../../sim/kernel/kernel.ts';
import type { CoordinationFault } from '../../sim/world/coordination/faults.ts';
import { VirtualZooKeeper } from '../../sim/world/coordination/virtual-zookeeper.ts';
import { LatencyDistribution } from '../../sim/world/latency.ts';

const ZOOKEEPER = 0;
const TIMER = 1;
const ACTION = 2;

export const ELECTION_PATH = '/mesos';
export const RECORD = 'registry';

/** What happened to a machine. Masters are clients 0, 1, …; observers follow. */
export type ElectionEvent =
  | { readonly what: 'elected'; readonly epoch: number }
  | { readonly what: 'lost'; readonly reason: string }
  | { readonly what: 'detected'; readonly epoch: number | null; readonly content: string }
  | { readonly what: 'claimed' | 'written'; readonly content: string }
  | { readonly what: 'complained'; readonly problem: string };

export interface ElectionWorldOptions {
  readonly seed: string;
  readonly servers: number;
  readonly masters: number;
  readonly observers: number;
  readonly sessionTimeoutUs?: Micros;
}

/** One machine of a run, with what its host keeps for it. */
interface Host {
  machine: Leadership | Detection | null;
  /** Processes started: timers of an earlier one mean nothing. */
  incarnation: number;
  /** What the master writes next into the record. */
  writes: number;
  /** While the process is paused: what it will do when it goes on. */
  pending: (() => void)[] | null;
}

/**
 * Masters and observers over a virtual ZooKeeper. A master that lost is started again after a
 * second; one that leads writes `<epoch>:<number>` into the record, again and again.
 */
export class ElectionWorld implements EventHandler {
  readonly kernel: Kernel = new Kernel();
  readonly zookeeper: VirtualZooKeeper;
  readonly history: (ElectionEvent & { readonly atUs: Micros; readonly who: number })[] = [];
  /** Called after every event. */
  afterEvent: () => void = () => undefined;
  private readonly options: ElectionWorldOptions;
  private readonly hosts: Host[];

  constructor(options: ElectionWorldOptions) {
    this.options = options;
    const { seed, servers, masters, observers } = options;
    this.zookeeper = new VirtualZooKeeper({
      kernel: this.kernel,
      kind: ZOOKEEPER,
      servers,
      latency: new LatencyDistribution({ kind: 'lognormal', meanUs: 500, p99Us: 5000 }),
      seed,
      deliver: (client, input) => this.unlessPaused(client, () => this.step(client, input)),
    });
    this.hosts = Array.from({ length: masters + observers }, () => ({
      machine: null,
      incarnation: 0,
      writes: 0,
      pending: null,
    }));
    this.hosts.forEach((_, who) => this.start(who));
  }

  handle(kind: number, subject: number, payload: unknown): void {
    if (kind === ZOOKEEPER) {
      this.zookeeper.handle(payload);
    } else if (kind === ACTION) {
      (payload as () => void)();
    } else {
      const { incarnation, timer } = payload as { incarnation: number; timer: ElectionTimer };
      this.unlessPaused(subject, () => {
        if (this.hosts[subject].incarnation !== incarnation) return;
        this.step(subject, { type: 'TIMER', timer });
      });
    }
    this.afterEvent();
  }

  at(timeUs: Micros, action: () => void): void {
    this.kernel.scheduleAt(timeUs, ACTION, 0, action);
  }

  inject(timeUs: Micros, fault: CoordinationFault): void {
    this.at(timeUs, () => this.zookeeper.inject(fault));
  }

  run(untilUs: Micros): this {
    this.kernel.run(this, untilUs);
    return this;
  }

  /** The process dies and is started again after a second. */
  crash(who: number): void {
    if (this.hosts[who].machine === null) return;
    this.hosts[who].machine = null;
    this.zookeeper.crashClient(who);
    this.restart(who);
  }

  /** The process stands still, and with it its connections; then it goes on where it was. */
  pause(who: number, forUs: Micros): void {
    const host = this.hosts[who];
    if (host.pending !== null) return;
    host.pending = [];
    this.zookeeper.inject({ kind: 'cut-client', client: who, server: null });
    this.at(this.kernel.now + forUs, () => {
      const { pending } = host;
      host.pending = null;
      // What it was about to do comes first: it does not know yet that it slept.
      for (const action of pending ?? []) action();
      this.zookeeper.inject({ kind: 'heal-client', client: who, server: null });
    });
  }

  private unlessPaused(who: number, action: () => void): void {
    const { pending } = this.hosts[who];
    if (pending === null) action();
    else pending.push(action);
  }

  /** Masters that believe to lead, with their epochs. */
  leaders(): { who: number; epoch: number }[] {
    return this.hosts.flatMap(({ machine }, who) =>
      machine instanceof Leadership && machine.epoch !== null
        ? [{ who, epoch: machine.epoch }]
        : [],
    );
  }

  /** Whom each machine takes for the leader. */
  beliefs(): (number | null)[] {
    return this.hosts.map(({ machine }) => machine?.leader?.epoch ?? null);
  }

  private restart(who: number): void {
    this.at(this.kernel.now + MICROS_PER_SECOND, () => this.start(who));
  }

  private start(who: number): void {
    const host = this.hosts[who];
    const { masters, sessionTimeoutUs = 10 * MICROS_PER_SECOND } = this.options;
    const isReadable = (): boolean => true;
    const plain = { path: ELECTION_PATH, isReadable, sessionTimeoutUs };
    host.incarnation++;
    host.machine =
      who < masters
        ? new Leadership({ ...plain, content: `master ${who}`, record: RECORD })
        : new Detection(plain);
    this.step(who, { type: 'START' });
  }

  private step(who: number, input: DetectionInput | CoordinationInput): void {
    const { machine } = this.hosts[who];
    machine?.step(this.kernel.now, input, this.output(who));
  }

  private output(who: number): LeadershipOutput {
    const host = this.hosts[who];
    const { incarnation } = host;
    const note = (event: ElectionEvent): void => {
      this.history.push({ ...event, atUs: this.kernel.now, who });
    };
    const content = (): string => `${who}.${incarnation}:${host.writes}`;
    return {
      ...this.zookeeper.port(who),
      setTimer: (timer, delayUs) =>
        this.kernel.schedule(delayUs, TIMER, who, { incarnation, timer }),
      complain: (problem) => note({ what: 'complained', problem }),
      detected: (leader) =>
        note({ what: 'detected', epoch: leader?.epoch ?? null, content: leader?.content ?? '' }),
      elected: (epoch) => note({ what: 'elected', epoch }),
      lost: (reason) => {
        note({ what: 'lost', reason });
        host.machine = null;
        this.restart(who);
      },
      claimed: (found) => {
        note({ what: 'claimed', content: found });
        this.writeLater(who);
      },
      written: () => {
        note({ what: 'written', content: content() });
        this.writeLater(who);
      },
    };
  }

  private writeLater(who: number): void {
    const host = this.hosts[who];
    const { incarnation } = host;
    const write = (): void => {
      const { machine } = host;
      if (host.incarnation !== incarnation || !(machine instanceof Leadership)) return;
      const content = `${who}.${incarnation}:${++host.writes}`;
      machine.step(this.kernel.now, { type: 'WRITE', content }, this.output(who));
    };
    this.at(this.kernel.now + MICROS_PER_SECOND / 2, () => this.unlessPaused(who, write));
  }
}
