import type { Micros } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type {
  CoordinationRequest,
  CoordinationResult,
  RequestId,
  SessionChanged,
  WatchFired,
} from './coordination.ts';
import type { DetectionInput, ElectionMemberOutput, ElectionTimerFired } from './election-io.ts';

/** Mesos's `--zk_session_timeout`: 10 s. */
export const SESSION_TIMEOUT_US: Micros = 10_000_000;

/** How long a failed request waits for its next try (Mesos's `RETRY_INTERVAL`). */
export const RETRY_US: Micros = 2_000_000;

/**
 * What a machine knows of its session. While it is disconnected it counts the granted timeout by
 * its own clock, and takes the session for expired when that is over: a machine that is cut off
 * must not wait for servers that cannot tell it.
 *
 * - OPENED: connected, with a new session
 * - RESUMED: connected again, with the same session, its nodes and its watches
 * - SUSPENDED: disconnected
 * - OVER: expired, or taken for expired; nodes and watches are gone, now or soon
 */
export type SessionEvent = 'OPENED' | 'RESUMED' | 'SUSPENDED' | 'OVER';

/** What the parts of an election hear: the session's changes, told by what they mean. */
export type MemberInput =
  | { readonly type: 'SESSION_EVENT'; readonly event: SessionEvent }
  | CoordinationResult
  | WatchFired
  | ElectionTimerFired;

/** The session that the parts of one machine share. */
export class Session {
  private readonly requestedUs: Micros;
  private readonly marks: Marks | null;
  private state: 'CLOSED' | 'CONNECTING' | 'CONNECTED' | 'DISCONNECTED' = 'CLOSED';
  private grantedUs: Micros = 0;
  private deadlineUs: Micros = 0;
  private nextRequest: RequestId = 0;

  constructor(timeoutUs: Micros, marks: Marks | null = null) {
    this.requestedUs = timeoutUs;
    this.marks = marks;
  }

  get connected(): boolean {
    return this.state === 'CONNECTED';
  }

  /** Whether there is none: expired, closed, or never opened. */
  get closed(): boolean {
    return this.state === 'CLOSED';
  }

  open(out: ElectionMemberOutput): void {
    this.state = 'CONNECTING';
    out.openSession(this.requestedUs);
  }

  close(out: ElectionMemberOutput): void {
    if (this.state === 'CLOSED') return;
    this.state = 'CLOSED';
    out.closeSession();
  }

  request(request: CoordinationRequest, out: ElectionMemberOutput): RequestId {
    const id = this.nextRequest++;
    out.request(id, request);
    return id;
  }

  /** @returns what the input is to those who use the session, null when it is nothing to them */
  step(now: Micros, input: DetectionInput, out: ElectionMemberOutput): MemberInput | null {
    switch (input.type) {
      case 'START':
        if (this.state === 'CLOSED') this.open(out);
        return null;
      case 'SESSION':
        return told(this.changed(now, input, out));
      case 'TIMER':
        return input.timer === 'SESSION_TIMEOUT' ? told(this.timeout(now, out)) : input;
      default:
        return input;
    }
  }

  private changed(
    now: Micros,
    change: SessionChanged,
    out: ElectionMemberOutput,
  ): SessionEvent | null {
    switch (change.state) {
      case 'SYNC_CONNECTED': {
        if (this.state !== 'CONNECTING' && this.state !== 'DISCONNECTED') return null;
        const event = this.state === 'CONNECTING' ? 'OPENED' : 'RESUMED';
        this.state = 'CONNECTED';
        this.grantedUs = change.timeoutUs;
        return event;
      }
      case 'DISCONNECTED':
        if (this.state !== 'CONNECTED') return null;
        this.state = 'DISCONNECTED';
        this.deadlineUs = now + this.grantedUs;
        out.setTimer('SESSION_TIMEOUT', this.grantedUs);
        return 'SUSPENDED';
      case 'EXPIRED':
        if (this.state === 'CLOSED') return null;
        this.state = 'CLOSED';
        return 'OVER';
    }
  }

  /** The timer of the session's own clock fired. */
  private timeout(now: Micros, out: ElectionMemberOutput): SessionEvent | null {
    // An earlier disconnection's timer comes too early for this one.
    if (this.state !== 'DISCONNECTED' || now < this.deadlineUs) return null;
    this.marks?.sometimes('session-given-up');
    this.close(out);
    return 'OVER';
  }
}

function told(event: SessionEvent | null): MemberInput | null {
  return event === null ? null : { type: 'SESSION_EVENT', event };
}
