import type { Connection, Micros, TimerFired } from '../machine.ts';
import type { AgentToMaster, MasterToAgent } from '../protocol/agent-api.ts';
import type { OperatorCall, Refusal } from '../protocol/operator-api.ts';
import type { Call, SchedulerEvent } from '../protocol/scheduler-api.ts';

/** The allocator's timers: the periodic cycle, and the one an event asked for. */
export type AllocationTimer = 'BATCH_ALLOCATION' | 'EVENT_ALLOCATION';

/**
 * Timers about one agent or framework. They are never cancelled: whoever is late finds that its
 * time was moved, and does nothing.
 */
export type PeerTimer =
  | 'PING_AGENT'
  | 'AGENT_REREGISTER'
  | 'AGENT_REMOVAL'
  | 'FRAMEWORK_FAILOVER'
  /** Its subject is an offer. */
  | 'OFFER_TIMEOUT';

export type MasterTimer = AllocationTimer | PeerTimer;

export interface PeerTimerFired extends TimerFired<PeerTimer> {
  /** The agent, framework or offer it is about. */
  readonly subject: number;
}

/** The master begins to lead. */
export interface Start {
  readonly type: 'START';
  /** Absent where it leads alone, without an election: then it stores nothing. */
  readonly leadership?: LeadershipGiven;
}

export interface LeadershipGiven {
  /** Higher than that of every earlier leader. */
  readonly epoch: number;
  /** What the leader before stored last; empty when there was none. */
  readonly registry: string;
}

/** What {@link MasterOutput.store} was given stands in storage. */
export interface Stored {
  readonly type: 'STORED';
}

/** A peer's connection is gone. */
export interface Disconnected {
  readonly type: 'DISCONNECTED';
  readonly connection: Connection;
}

/** The hosts that may be offered (Mesos `--whitelist`): the host reads its file. */
export interface SetWhitelist {
  readonly type: 'SET_WHITELIST';
  /** Null for all. */
  readonly hosts: readonly string[] | null;
}

export type MasterInput =
  | Start
  | Stored
  | Call
  | OperatorCall
  | AgentToMaster
  | TimerFired<AllocationTimer>
  | PeerTimerFired
  | Disconnected
  | SetWhitelist;

/** What a master says should happen. */
export interface MasterOutput {
  send(to: Connection, message: SchedulerEvent | MasterToAgent): void;
  /** @param subject of a {@link PeerTimer}: the agent or framework it is about */
  setTimer(timer: MasterTimer, delayUs: Micros, subject?: number): void;
  /** Put this text in the place of what was stored before; answered by {@link Stored}. */
  store(registry: string): void;
  /**
   * An input that made no sense was dropped.
   * @param fault of an operator's call: what kind of answer that is
   */
  reject(input: MasterInput, reason: string, fault?: Refusal['fault']): void;
  /** An operator's call has taken effect, and is stored where it has to outlive the master. */
  carriedOut?(call: OperatorCall): void;
}
