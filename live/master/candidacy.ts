import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

import type { Epoch } from '../../core/election/candidates.ts';
import type { Leader, LeadershipInput } from '../../core/election/election-io.ts';
import type { Leadership } from '../../core/election/leadership.ts';
import type { Micros } from '../../core/machine.ts';
import { effectText } from '../../core/recording/effects.ts';
import { type ElectionEffect, electionOutput } from '../../core/recording/election-effects.ts';
import { type Clock, HostTimers } from '../host/clock.ts';
import { RecordingWriter } from '../host/recording-writer.ts';
import { type MasterAddress, readMasterAddress } from '../zookeeper/master-info.ts';
import type { ZkUrl } from '../zookeeper/zk-url.ts';
import { ZooKeeperCoordination } from '../zookeeper/zookeeper-coordination.ts';
import { type LeadershipMade, makeLeadership } from './made-leadership.ts';
import type { FoundRegistry, RegistryStore } from './registry-store.ts';

/** Name of the registry's node under the election's path. */
const RECORD = 'registry';

/** What a recording may hold, bytes of text: it has the registry as often as that was written. */
const RECORDING_BYTES_MAX = 64 * 1024 * 1024;

/** Recordings kept: of terms and of candidacies alike. */
const RECORDINGS_KEPT = 5;

/** Who is told how a candidacy goes. */
export interface CandidacyListener {
  /** Another leads, or this master; null when nobody is known to. */
  detected(leader: MasterAddress | null): void;
  /** It leads from now on, with the registry that it found, and writes it by the store. */
  elected(found: FoundRegistry, store: RegistryStore): void;
  /** It does not lead any more; told only where it was elected. Nothing follows. */
  lost(reason: string): void;
}

export interface CandidacyOptions {
  readonly zk: ZkUrl;
  readonly sessionTimeoutUs: Micros;
  /** What the candidate's node says: MasterInfo as JSON. */
  readonly content: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly listener: CandidacyListener;
  /** Where it is recorded, and by which version of Evenhand; not at all when null. */
  readonly recording: { readonly folder: string; readonly version: string } | null;
}

/**
 * One candidacy of a master, from its first session to the end of its leadership: runs
 * `core/election`'s Leadership over ZooKeeper. It decides nothing.
 */
export class Candidacy implements RegistryStore {
  private readonly options: CandidacyOptions;
  private readonly machine: Leadership;
  private readonly coordination: ZooKeeperCoordination;
  private readonly timers: HostTimers;
  private readonly recording: RecordingWriter | null;
  private readonly waiting: LeadershipInput[] = [];
  private isStepping = false;
  private isOver = false;
  private epochWon: Epoch = -1;
  private cluster = '';
  private whenWritten: (() => void) | null = null;

  constructor(options: CandidacyOptions) {
    const { zk, content, sessionTimeoutUs, clock, log } = options;
    this.options = options;
    this.timers = new HostTimers(clock);
    const made = { path: zk.path, content, record: RECORD, sessionTimeoutUs };
    this.machine = makeLeadership(made);
    this.recording = recordingOf(options, made);
    this.coordination = new ZooKeeperCoordination({
      url: zk,
      deliver: (input) => this.feed(input),
      complain: (problem) => log.warn({ problem }, 'ZooKeeper'),
      record: `${zk.path}/${RECORD}`,
    });
    this.feed({ type: 'START' });
  }

  /**
   * Whether the leader may act at this moment. A lease that ran out while the process stood still
   * is noticed here, before anything is done, and its end is told first.
   */
  mayAct(): boolean {
    this.coordination.mindLease();
    return !this.isOver && this.machine.epoch !== null && this.coordination.holds;
  }

  /** Replaces the registry; resolves when it stands there, and never when the leadership ends. */
  store(registry: string): Promise<void> {
    return new Promise((resolve) => {
      this.whenWritten = resolve;
      this.feed({ type: 'WRITE', content: `${this.cluster}\n${registry}` });
    });
  }

  /**
   * Gives candidacy or leadership up, so that others need not wait; resolves when its recording is
   * on the disk.
   */
  async stop(): Promise<void> {
    this.feed({ type: 'STOP' });
    this.end();
    await this.recording?.close();
  }

  private end(): void {
    this.isOver = true;
    this.timers.clear();
  }

  private feed(input: LeadershipInput): void {
    if (this.isOver) return;
    this.waiting.push(input);
    if (this.isStepping) return;
    this.isStepping = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        this.step(next);
      }
    } finally {
      this.isStepping = false;
    }
  }

  private step(input: LeadershipInput): void {
    const effects: ElectionEffect[] = [];
    const now = this.options.clock.now();
    this.machine.step(now, input, electionOutput(effects));
    this.recording?.write(now, input, effects.map(effectText));
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: ElectionEffect): void {
    const { coordination, options } = this;
    switch (effect.verb) {
      case 'openSession':
        return coordination.openSession(effect.timeoutUs);
      case 'closeSession':
        return coordination.closeSession();
      case 'request':
        return coordination.request(effect.id, effect.request);
      case 'setTimer': {
        const { timer, delayUs } = effect;
        return this.timers.set(delayUs, () => this.feed({ type: 'TIMER', timer }));
      }
      case 'complain':
        return options.log.warn({ problem: effect.problem }, 'the election');
      case 'detected':
        return options.listener.detected(addressOf(effect.leader));
      case 'elected':
        this.epochWon = effect.epoch;
        return options.log.info({ epoch: effect.epoch }, 'elected');
      case 'claimed':
        return this.claimed(effect.content);
      case 'written':
        return this.written();
      case 'lost':
        return this.lost(effect.reason);
    }
  }

  /** The registry is this leader's: its first line names the cluster. */
  private claimed(content: string): void {
    const end = content.indexOf('\n');
    this.cluster = end > 0 ? content.slice(0, end) : randomUUID();
    const registry = end > 0 ? content.slice(end + 1) : '';
    const found = { cluster: this.cluster, epoch: this.epochWon, registry };
    this.options.listener.elected(found, this);
  }

  private written(): void {
    const resolve = this.whenWritten;
    this.whenWritten = null;
    resolve?.();
  }

  private lost(reason: string): void {
    const { listener, log } = this.options;
    this.end();
    listener.lost(reason);
    this.recording?.close().catch((error: unknown) => log.error({ err: error }, 'recording'));
  }
}

function addressOf(leader: Leader | null): MasterAddress | null {
  const address = leader === null ? null : readMasterAddress(leader.content);
  return typeof address === 'string' ? null : address;
}

function recordingOf(
  { recording, clock }: CandidacyOptions,
  made: LeadershipMade,
): RecordingWriter | null {
  if (recording === null) return null;
  const { folder, version } = recording;
  const header = {
    ...({ evenhand: 'live-recording', format: 1, machine: 'election' } as const),
    ...{ version, made },
  };
  const bounds = { maxBytes: RECORDING_BYTES_MAX, keep: RECORDINGS_KEPT };
  return new RecordingWriter(header, { ...bounds, folder }, clock.now());
}
