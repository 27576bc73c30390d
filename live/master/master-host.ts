import type { Connection, Micros } from '../../core/machine.ts';
import type { MasterInput } from '../../core/master/master-io.ts';
import type { Master } from '../../core/master/master.ts';
import type { OperatorCall, Refusal } from '../../core/protocol/operator-api.ts';
import type { TaskStatus } from '../../core/protocol/tasks.ts';
import {
  type MasterEffect,
  type MasterMessage,
  effectText,
  masterOutput,
} from '../../core/recording/effects.ts';
import { type Clock, HostTimers } from '../host/clock.ts';
import type { RecordingWriter } from '../host/recording-writer.ts';
import { Durations } from './durations.ts';
import type { FoundRegistry, RegistryStore } from './registry-store.ts';

/** A peer's end of a connection, as the host's other parts know it. */
export interface Link {
  /** What the master says to it. */
  tell(message: MasterMessage): void;
}

/** What a master refused of an input, as it said it. */
export interface Rejected {
  readonly reason: string;
  readonly fault: Refusal['fault'] | null;
}

export interface MasterHostOptions {
  readonly master: Master;
  readonly clock: Clock;
  readonly store: RegistryStore;
  readonly recording: RecordingWriter | null;
  /** Whether this master leads at this moment: asked before anything is heard or carried out. */
  readonly mayAct: () => boolean;
  /** The registry cannot be written: the master must not go on. */
  readonly onFatal: (error: unknown) => void;
  /** Told of what made no sense, for the log. */
  readonly onReject: (input: MasterInput, reason: string) => void;
  /** Told of every input once the machine has taken it. */
  readonly onStepped?: (input: MasterInput) => void;
  /** Told of every update that goes to a framework. */
  readonly onUpdate: (status: TaskStatus) => void;
}

/** How the registry is written. */
export interface StoreFigures {
  readonly durations: Durations;
  underWay: number;
  /** Of the text that was stored last. */
  bytes: number;
}

/**
 * Runs a master: feeds it one input at a time with its time, and carries out what it says in the
 * order in which it says it. It decides nothing.
 */
export class MasterHost {
  readonly master: Master;
  /** Inputs so far, by their types. */
  readonly inputs = new Map<MasterInput['type'], number>();
  /** Those of them that made no sense. */
  readonly refused = new Map<MasterInput['type'], number>();
  /** How long allocation cycles took, and how late they began. */
  readonly allocations = new Durations();
  readonly allocationDelays = new Durations();
  readonly stores: StoreFigures = { durations: new Durations(), underWay: 0, bytes: 0 };
  private readonly options: MasterHostOptions;
  private readonly timers: HostTimers;
  private readonly links = new Map<Connection, Link>();
  private readonly waiting: MasterInput[] = [];
  private nextConnection: Connection = 1;
  private isStepping = false;
  private isClosed = false;
  private rejected: Rejected | null = null;
  private whenStored: (() => void) | null = null;
  private storing: Promise<void> | null = null;

  constructor(options: MasterHostOptions) {
    this.options = options;
    this.timers = new HostTimers(options.clock);
    this.master = options.master;
  }

  /**
   * Begins to lead; resolves when the registry says so and the master hears its peers, or when it
   * is closed.
   */
  async start({ epoch, registry }: FoundRegistry): Promise<void> {
    const ready = new Promise<void>((resolve) => (this.whenStored = resolve));
    this.feed({ type: 'START', leadership: { epoch, registry } });
    if (this.rejected !== null) throw new Error(`the registry: ${this.rejected.reason}`);
    await ready;
  }

  now(): Micros {
    return this.options.clock.now();
  }

  /** A peer has come; it is told of by `link` until {@link disconnect}. */
  connect(link: Link): Connection {
    const connection = this.nextConnection++;
    this.links.set(connection, link);
    return connection;
  }

  /** A peer is gone. */
  disconnect(connection: Connection): void {
    if (!this.links.delete(connection)) return;
    this.feed({ type: 'DISCONNECTED', connection });
  }

  /**
   * Feeds an input, and all that follow from it at once.
   * @returns what the master refused of it, if it did
   */
  feed(input: MasterInput): Rejected | null {
    if (this.isClosed) return null;
    this.waiting.push(input);
    if (this.isStepping) return null;
    this.isStepping = true;
    this.rejected = null;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        this.step(next);
      }
    } finally {
      this.isStepping = false;
    }
    return this.rejected;
  }

  /** An operator's call, and why it is refused, if it is. */
  operate(call: OperatorCall): Rejected | null {
    return this.feed(call);
  }

  /** Resolves when all that was to be stored is: what was called for has taken effect. */
  async stored(): Promise<void> {
    while (this.storing !== null && !this.isClosed) await this.storing;
  }

  /** No more inputs, no more timers; nothing is carried out any more. */
  close(): void {
    this.isClosed = true;
    this.timers.clear();
    this.whenStored?.();
  }

  private step(input: MasterInput): void {
    if (!this.mayAct()) return;
    this.inputs.set(input.type, (this.inputs.get(input.type) ?? 0) + 1);
    const effects: MasterEffect[] = [];
    const now = this.now();
    const before = performance.now();
    this.master.step(now, input, masterOutput(effects));
    if (isAllocation(input)) this.allocations.add(performance.now() - before);
    this.options.onStepped?.(input);
    this.options.recording?.write(now, input, effects.map(effectText));
    // The process may have stood still meanwhile.
    if (!this.mayAct()) return;
    for (const effect of effects) this.carryOut(effect);
    if (input.type === 'STORED') {
      this.whenStored?.();
      this.whenStored = null;
    }
  }

  private mayAct(): boolean {
    return !this.isClosed && this.options.mayAct();
  }

  private carryOut(effect: MasterEffect): void {
    switch (effect.verb) {
      case 'send':
        if (effect.message.type === 'UPDATE') this.options.onUpdate(effect.message.status);
        return this.links.get(effect.to)?.tell(effect.message);
      case 'setTimer': {
        const { timer, delayUs, subject } = effect;
        const dueUs = this.now() + delayUs;
        return this.timers.set(delayUs, () => {
          if (timer === 'BATCH_ALLOCATION' || timer === 'EVENT_ALLOCATION') {
            this.allocationDelays.add((this.now() - dueUs) / 1000);
            this.feed({ type: 'TIMER', timer });
          } else {
            this.feed({ type: 'TIMER', timer, subject: subject ?? 0 });
          }
        });
      }
      case 'store':
        this.store(effect.registry);
        return;
      case 'reject':
        this.rejected = { reason: effect.reason, fault: effect.fault ?? null };
        this.refused.set(effect.input.type, (this.refused.get(effect.input.type) ?? 0) + 1);
        return this.options.onReject(effect.input, effect.reason);
    }
  }

  private store(registry: string): void {
    const { stores } = this;
    const before = performance.now();
    stores.underWay++;
    const storing: Promise<void> = this.options.store.store(registry).then(
      () => {
        stores.underWay--;
        stores.bytes = Buffer.byteLength(registry);
        stores.durations.add(performance.now() - before);
        if (this.storing === storing) this.storing = null;
        this.feed({ type: 'STORED' });
      },
      (error: unknown) => {
        this.storing = null;
        this.options.onFatal(error);
      },
    );
    this.storing = storing;
  }
}

function isAllocation(input: MasterInput): boolean {
  if (input.type !== 'TIMER') return false;
  return input.timer === 'BATCH_ALLOCATION' || input.timer === 'EVENT_ALLOCATION';
}
