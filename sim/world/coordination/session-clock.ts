import type { Micros } from '../../../core/machine.ts';
import type { Agenda } from './agenda.ts';
import type { Connection } from './connection.ts';
import type { SessionId } from './znode-tree.ts';

interface SessionState {
  readonly timeoutUs: Micros;
  /** The connection it was last attached to. */
  connection: Connection | null;
  /** When it expires unless heard of; Infinity while the leader hears of it all the time. */
  deadlineUs: Micros;
  /** Its end is proposed. */
  closing: boolean;
}

/** What the clock cannot know by itself. */
export interface SessionListener {
  /** Whether the pings on a connection reach the leader. */
  reachesLeader(connection: Connection): boolean;
  /** @returns whether there was a leader to propose it to */
  expire(session: SessionId): boolean;
}

/**
 * The leader's record of when sessions expire. Clients ping three times in their timeout; as long
 * as the pings get through they are not events, and when they stop getting through, the last one
 * is computed. Expiry comes with the tick after the deadline, as in ZooKeeper.
 */
export class SessionClock {
  private readonly agenda: Agenda;
  private readonly tickUs: Micros;
  private readonly listener: SessionListener;
  private readonly sessions = new Map<SessionId, SessionState>();

  constructor(agenda: Agenda, tickUs: Micros, listener: SessionListener) {
    this.agenda = agenda;
    this.tickUs = tickUs;
    this.listener = listener;
  }

  /** Whether a session exists and its end is not on its way. */
  isAlive(session: SessionId): boolean {
    return this.sessions.get(session)?.closing === false;
  }

  timeoutUs(session: SessionId): Micros {
    return this.sessions.get(session)?.timeoutUs ?? 0;
  }

  /** The connection a session is attached to: others may no longer write for it. */
  owner(session: SessionId): Connection | null {
    return this.sessions.get(session)?.connection ?? null;
  }

  opened(session: SessionId, timeoutUs: Micros): void {
    const state = { timeoutUs, connection: null, deadlineUs: 0, closing: false };
    this.sessions.set(session, state);
    this.setDeadline(session, state, this.agenda.now);
  }

  closed(session: SessionId): void {
    this.sessions.delete(session);
  }

  /** A session asks to be taken over by a connection; it is heard of, but not served yet. */
  attach(session: SessionId, connection: Connection): void {
    const state = this.sessions.get(session);
    if (state === undefined) return;
    state.connection = connection;
    this.setDeadline(session, state, this.agenda.now);
  }

  /** To be called when it may have changed whether a session's pings reach the leader. */
  refresh(session: SessionId): void {
    const state = this.sessions.get(session);
    if (state === undefined) return;
    const { connection } = state;
    if (connection !== null && this.listener.reachesLeader(connection)) {
      if (state.deadlineUs !== Number.POSITIVE_INFINITY) connection.heardUs = this.agenda.now;
      state.deadlineUs = Number.POSITIVE_INFINITY;
    } else if (state.deadlineUs === Number.POSITIVE_INFINITY) {
      const heardUs = connection === null ? this.agenda.now : this.lastPingUs(connection);
      this.setDeadline(session, state, heardUs);
    }
  }

  refreshAll(): void {
    for (const session of this.sessions.keys()) this.refresh(session);
  }

  /** Ends a session whatever is heard of it. */
  expire(session: SessionId): void {
    const state = this.sessions.get(session);
    if (state !== undefined && !state.closing) state.closing = this.listener.expire(session);
  }

  /** A new leader knows the sessions, and not when they were last heard of. */
  restart(): void {
    for (const [session, state] of this.sessions) {
      state.closing = false;
      this.setDeadline(session, state, this.agenda.now);
      this.refresh(session);
    }
  }

  /** When a connection's last ping was heard, if nothing was lost until now. */
  lastPingUs(connection: Connection): Micros {
    const { now } = this.agenda;
    const everyUs = Math.max(1, Math.floor(this.timeoutUs(connection.session) / 3));
    return now - ((now - connection.heardUs) % everyUs);
  }

  private setDeadline(session: SessionId, state: SessionState, heardUs: Micros): void {
    const { tickUs } = this;
    const dueUs = heardUs + state.timeoutUs;
    state.deadlineUs = Math.max((Math.floor(dueUs / tickUs) + 1) * tickUs, this.agenda.now);
    this.agenda.at(state.deadlineUs, () => this.check(session));
  }

  private check(session: SessionId): void {
    const state = this.sessions.get(session);
    if (state !== undefined && this.agenda.now >= state.deadlineUs) this.expire(session);
  }
}
