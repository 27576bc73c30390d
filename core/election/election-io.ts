import type { Micros, TimerFired } from '../machine.ts';
import type { Epoch } from './candidates.ts';
import type { Coordination, CoordinationInput } from './coordination.ts';

/**
 * Timers of the election's machines: the session's own clock while it is disconnected, and when to
 * try again what failed. They may be set again before they fire; the earlier one is then ignored.
 */
export type ElectionTimer =
  | 'SESSION_TIMEOUT'
  | 'CONTENDER_RETRY'
  | 'DETECTOR_RETRY'
  | 'RECORD_RETRY';

export type ElectionTimerFired = TimerFired<ElectionTimer>;

/** What every part of an election can say. */
export interface ElectionMemberOutput extends Coordination {
  setTimer(timer: ElectionTimer, delayUs: Micros): void;
  /** An answer that made no sense, or refused what was asked for good; it is asked again later. */
  complain(problem: string): void;
}

/** Who leads: its epoch, and what it wrote into its node. */
export interface Leader {
  readonly epoch: Epoch;
  readonly content: string;
}

export interface DetectionOutput extends ElectionMemberOutput {
  /** The leader has changed; null when none is known. */
  detected(leader: Leader | null): void;
}

export interface FencedRecordOutput extends ElectionMemberOutput {
  /** The record is this leader's; its content, empty when it is new. */
  claimed(content: string): void;
  /** What was to be written stands in the record. */
  written(): void;
}

export interface LeadershipOutput extends DetectionOutput, FencedRecordOutput {
  /** This machine leads, in the epoch given. */
  elected(epoch: Epoch): void;
  /** It does no longer, and never will again: the host starts another, as Mesos's master exits. */
  lost(reason: string): void;
}

export type DetectionInput = { readonly type: 'START' } | CoordinationInput | ElectionTimerFired;

export type LeadershipInput =
  | DetectionInput
  /** Replace the record's content: only once it is claimed, and one write at a time. */
  | { readonly type: 'WRITE'; readonly content: string }
  /** Give up candidacy or leadership at once, so that others need not wait for the expiry. */
  | { readonly type: 'STOP' };
