import type { Buggify } from '../buggify.ts';
import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { AgentOutput } from './agent-io.ts';

/** Five PINGs at 15 s: as long as the master waits for an answer. */
const SILENCE_US = 75 * MICROS_PER_SECOND;
/** First and longest wait between attempts to register (Mesos `docs/configuration/agent.md`). */
const FIRST_RETRY_US = MICROS_PER_SECOND;
const LONGEST_RETRY_US = 60 * MICROS_PER_SECOND;
/** An answer may be on its way by then. */
const SOON_US = MICROS_PER_SECOND / 100;

/** When an agent registers, and when it must doubt that its master still has it. */
export class MasterDetector {
  registered = false;
  private attemptUs: Micros | null = null;
  private retryAfterUs = FIRST_RETRY_US;
  private pingedUs: Micros = 0;
  private listening = false;
  private readonly buggify: Buggify | null;

  constructor(buggify: Buggify | null = null) {
    this.buggify = buggify;
  }

  /** The agent must register, first after a while. */
  begin(now: Micros, backoffUs: Micros, out: AgentOutput): void {
    this.registered = false;
    this.retryAfterUs = FIRST_RETRY_US;
    this.attemptUs = now + backoffUs;
    out.setTimer('REGISTER', backoffUs);
  }

  /** Whether an attempt to register is due. */
  isDue(now: Micros): boolean {
    return !this.registered && this.attemptUs !== null && now >= this.attemptUs;
  }

  /**
   * An attempt was made: the next one is set.
   * @returns whether there was one before
   */
  attempted(now: Micros, out: AgentOutput): boolean {
    const isRetry = this.retryAfterUs > FIRST_RETRY_US;
    const afterUs = this.buggify?.fires('register-soon') === true ? SOON_US : this.retryAfterUs;
    this.attemptUs = now + afterUs;
    out.setTimer('REGISTER', afterUs);
    this.retryAfterUs = Math.min(this.retryAfterUs * 2, LONGEST_RETRY_US);
    return isRetry;
  }

  /** The master has answered: as good a sign of life as a PING. */
  found(now: Micros): void {
    this.registered = true;
    this.pingedUs = now;
    this.attemptUs = null;
  }

  /** The master pings: from the first one on, it must not fall silent. */
  pinged(now: Micros, out: AgentOutput): void {
    this.pingedUs = now;
    if (this.listening) return;
    this.listening = true;
    out.setTimer('DETECT', SILENCE_US);
  }

  /** Whether an agent that was pinged should register again: the master has lost it. */
  doubts(connected: boolean): boolean {
    if (!this.registered) return false;
    return !connected || this.buggify?.fires('register-again') === true;
  }

  /** Whether the master has been silent for too long. */
  silent(now: Micros, out: AgentOutput): boolean {
    const quietUs = now - this.pingedUs;
    this.listening = quietUs < SILENCE_US;
    if (this.listening) out.setTimer('DETECT', SILENCE_US - quietUs);
    return !this.listening && this.registered;
  }
}
