import type { Micros } from '../machine.ts';
import type {
  CoordinationAnswer,
  CoordinationRequest,
  CoordinationResult,
  RequestId,
} from './coordination.ts';
import type { ElectionMemberOutput, ElectionTimer, ElectionTimerFired } from './election-io.ts';
import { RETRY_US, type Session } from './session.ts';

/**
 * One part's requests over the shared session: one at a time, and when to try again one that
 * failed: as soon as the session is connected again, after {@link RETRY_US} where it never was not.
 */
export class Conversation {
  private readonly session: Session;
  private readonly timer: ElectionTimer;
  private awaited: RequestId | null = null;
  private retryAtUs: Micros | null = null;

  /** @param timer which of the machine's timers is this part's */
  constructor(session: Session, timer: ElectionTimer) {
    this.session = session;
    this.timer = timer;
  }

  /** Whether an answer is still to come. */
  get waiting(): boolean {
    return this.awaited !== null;
  }

  /** Whether something failed and was not tried again. */
  get failed(): boolean {
    return this.retryAtUs !== null;
  }

  ask(request: CoordinationRequest, out: ElectionMemberOutput): void {
    this.retryAtUs = null;
    this.awaited = this.session.request(request, out);
  }

  /** Whether this is the answer that was awaited; then it is so no more. */
  takes(result: CoordinationResult): boolean {
    if (this.awaited !== result.request) return false;
    this.awaited = null;
    return true;
  }

  /** What was asked failed and is to be tried again. */
  fail(now: Micros, out: ElectionMemberOutput): void {
    this.retryAtUs = now + RETRY_US;
    out.setTimer(this.timer, RETRY_US);
  }

  /** Whether a timer says that it is time to try again. */
  isDue(now: Micros, fired: ElectionTimerFired): boolean {
    if (fired.timer !== this.timer || this.retryAtUs === null) return false;
    return this.session.connected && now >= this.retryAtUs;
  }

  /** The session is over: nothing is awaited, nothing to be tried again. */
  reset(): void {
    this.awaited = null;
    this.retryAtUs = null;
  }
}

/** What an answer says, for a complaint. */
export function describeAnswer(answer: CoordinationAnswer): string {
  return answer.op === 'ERROR' ? answer.error : `answered as ${answer.op}`;
}

/** Whether an answer only says that the connection, or the session, is gone: more will be heard. */
export function isLoss(answer: CoordinationAnswer): boolean {
  if (answer.op !== 'ERROR') return false;
  return answer.error === 'CONNECTION_LOSS' || answer.error === 'SESSION_EXPIRED';
}
