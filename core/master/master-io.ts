import type { Connection, Micros, TimerFired } from '../machine.ts';
import type { AgentToMaster, MasterToAgent } from '../protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../protocol/scheduler-api.ts';

/** The master's timers: the periodic cycle, and the one an event asked for. */
export type MasterTimer = 'BATCH_ALLOCATION' | 'EVENT_ALLOCATION';

/** The master begins to lead. */
export interface Start {
  readonly type: 'START';
}

/** A peer's connection is gone. */
export interface Disconnected {
  readonly type: 'DISCONNECTED';
  readonly connection: Connection;
}

export type MasterInput = Start | Call | AgentToMaster | TimerFired<MasterTimer> | Disconnected;

/** What a master says should happen. */
export interface MasterOutput {
  send(to: Connection, message: SchedulerEvent | MasterToAgent): void;
  setTimer(timer: MasterTimer, delayUs: Micros): void;
  /** An input that made no sense was dropped. */
  reject(input: MasterInput, reason: string): void;
}
