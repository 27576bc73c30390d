import {
  ACL,
  type Client,
  type Event,
  Id,
  Permission,
  State,
  createClient,
} from 'node-zookeeper-client';
import type {
  CoordinationAnswer,
  CoordinationRequest,
  NodeEvent,
} from '../../core/election/coordination.ts';
import {
  type ConnectionInternals,
  catchBadFrames,
  cut,
  internalsOf,
  isClosed,
} from './client-internals.ts';
import { ask } from './operations.ts';
import type { ZkUrl } from './zk-url.ts';

/** Shares of the session timeout. */
const ANSWER_SHARE = 1 / 3;
const HEARTBEAT_SHARE = 1 / 4;
const LOOK_SHARE = 1 / 20;
/** The servers count the timeout from later than we do; what is left is for clocks that differ. */
const LEASE_SHARE = 0.9;
/** How long a session that is closed may take to say so to the servers. */
const CLOSING_MS = 500;

export interface SessionListener {
  /** @param timeoutMs as granted */
  connected(timeoutMs: number): void;
  disconnected(): void;
  /** It is over, by the servers' word or its lease; nothing is heard of it any more. */
  expired(reason: string): void;
  watchFired(event: NodeEvent, path: string): void;
}

export interface GuardedSessionOptions {
  readonly servers: ZkUrl['servers'];
  readonly credentials: ZkUrl['credentials'];
  /** As asked for; the servers may grant another. */
  readonly timeoutMs: number;
  readonly listener: SessionListener;
  /** Hears what the guard had to do. */
  readonly complain: (problem: string) => void;
}

type Watch = (event: Event) => void;

interface Pending {
  readonly askedAtMs: number;
  readonly settle: (answer: CoordinationAnswer) => void;
}

/**
 * One ZooKeeper session, whose end is certain: node-zookeeper-client behind a guard against what it
 * leaves undone. It has no timeouts: not for the servers' greeting, not for answers, not for the
 * session. So here
 *
 * - an operation that is not answered in a third of the timeout cuts the connection; so does a
 *   greeting. The client then goes to the next server, with the same session;
 * - nothing is asked while not connected: the client would keep it, and perhaps never answer;
 * - when nothing else is asked, a quarter of the timeout later something is;
 * - there is a lease on the monotonic clock: the timeout, less a tenth, from when the latest
 *   operation that was answered had been sent. The servers count from when they received it, so
 *   that they cannot give the session up earlier. When it ends, the session is over.
 *
 * A session is never used again; who wants to go on makes another.
 */
export class GuardedSession {
  private readonly options: GuardedSessionOptions;
  private readonly client: Client;
  private readonly connection: ConnectionInternals;
  private readonly acls: ACL[];
  private readonly looking: NodeJS.Timeout;
  private readonly pending = new Set<Pending>();
  /** One function for each kind and node, which is all that the client keeps of each. */
  private readonly watches = new Map<string, Watch>();
  private readonly armed = new Set<string>();
  private timeoutMs: number;
  private connected = false;
  private over = false;
  /** Since when the first greeting is waited for; null once it came, or was missed aloud. */
  private missedFromMs: number | null = performance.now();
  /** When the connection that is being made was begun. */
  private attempt: { socket: ConnectionInternals['socket']; readonly sinceMs: number };
  private askedAtMs = 0;
  /** When the latest operation that was answered had been sent; null before the first greeting. */
  private heldFromMs: number | null = null;

  constructor(options: GuardedSessionOptions) {
    const { servers, credentials, timeoutMs } = options;
    this.options = options;
    this.timeoutMs = timeoutMs;
    this.acls = aclsFor(credentials);
    this.client = createClient(servers.join(','), {
      sessionTimeout: timeoutMs,
      spinDelay: Math.min(1_000, timeoutMs * LOOK_SHARE),
      retries: 0,
    });
    this.connection = internalsOf(this.client);
    catchBadFrames(this.connection, options.complain);
    if (credentials !== null) {
      const { user, password } = credentials;
      this.client.addAuthInfo('digest', Buffer.from(`${user}:${password}`));
    }
    this.client.on('state', (state) => outside(() => this.stateChanged(state)));
    this.attempt = { socket: undefined, sinceMs: performance.now() };
    this.looking = setInterval(() => this.look(), Math.max(10, timeoutMs * LOOK_SHARE));
    this.client.connect();
  }

  /** Whether the servers cannot have given the session up. */
  get holds(): boolean {
    return !this.over && this.heldFromMs !== null && performance.now() < this.leaseEndMs();
  }

  /** Ends the session if its lease has ended, before the timer that would comes. */
  mind(): void {
    if (!this.over && this.heldFromMs !== null && !this.holds) this.look();
  }

  /**
   * Asks the servers. Watches that it leaves are heard by the listener.
   * @param settle is called once, later: with CONNECTION_LOSS where there is no connection
   */
  perform(request: CoordinationRequest, settle: (answer: CoordinationAnswer) => void): void {
    if (!this.connected) {
      setImmediate(settle, LOSS);
      return;
    }
    const tell = (given: CoordinationAnswer) => outside(() => settle(given));
    const asked: Pending = { askedAtMs: performance.now(), settle: tell };
    this.pending.add(asked);
    this.askedAtMs = asked.askedAtMs;
    const answer = (given: CoordinationAnswer) => {
      if (!this.pending.delete(asked)) return;
      if (!isSessionLoss(given)) this.heldFromMs = asked.askedAtMs;
      tell(given);
    };
    const watch = (kind: 'node' | 'children') => this.watchOf(kind, request.path);
    try {
      ask(this.client, request, { acls: this.acls, watch, answer });
    } catch (error) {
      // It asserts paths and sizes before it sends anything.
      this.options.complain(`${request.op} ${request.path}: ${String(error)}`);
      setImmediate(answer, { op: 'ERROR', error: 'BAD_ARGUMENTS' });
    }
  }

  /** Ends the session: at the servers too where it is connected. Nothing is heard afterwards. */
  close(): void {
    if (this.over) return;
    this.finish();
    this.client.close();
    if (this.connected) setTimeout(() => this.sweep(), CLOSING_MS);
    else this.sweep();
  }

  private watchOf(kind: 'node' | 'children', path: string): Watch {
    const key = `${kind} ${path}`;
    this.armed.add(key);
    const known = this.watches.get(key);
    if (known !== undefined) return known;
    const fired: Watch = (event) => {
      this.watches.delete(key);
      const name = NODE_EVENTS.get(event.type);
      // The client also calls those that `exists` and `getData` have left on one node.
      if (!this.armed.delete(key) || this.over || name === undefined) return;
      outside(() => this.options.listener.watchFired(name, event.path));
    };
    this.watches.set(key, fired);
    return fired;
  }

  private stateChanged(state: State): void {
    if (this.over) return;
    if (state === State.SYNC_CONNECTED) {
      this.connected = true;
      this.missedFromMs = null;
      this.timeoutMs = this.client.getSessionTimeout();
      this.heldFromMs = this.attempt.sinceMs;
      this.askedAtMs = performance.now();
      this.options.listener.connected(this.timeoutMs);
    } else if (state === State.DISCONNECTED) {
      this.connection.pendingBuffer = null;
      this.lose();
      this.attempt = { socket: this.connection.socket, sinceMs: performance.now() };
    } else if (state === State.EXPIRED) {
      this.end('the servers say that it has expired');
    } else if (state === State.AUTH_FAILED) {
      this.end('the servers refuse its credentials');
    }
  }

  /** Several times in a timeout: what nobody else would notice. */
  private look(): void {
    const nowMs = performance.now();
    if (this.heldFromMs !== null && nowMs >= this.leaseEndMs()) {
      const silentMs = Math.round(nowMs - this.heldFromMs);
      return this.end(`no answer for ${silentMs} ms, wanted one in ${this.timeoutMs} ms`);
    }
    if (this.connected) this.lookAtAnswers(nowMs);
    else this.lookAtGreeting(nowMs);
  }

  private lookAtAnswers(nowMs: number): void {
    const [oldest] = this.pending;
    if (oldest !== undefined && nowMs - oldest.askedAtMs > this.timeoutMs * ANSWER_SHARE) {
      this.options.complain(
        `no answer in ${Math.round(nowMs - oldest.askedAtMs)} ms: reconnecting`,
      );
      cut(this.connection);
    } else if (nowMs - this.askedAtMs > this.timeoutMs * HEARTBEAT_SHARE) {
      this.perform({ op: 'EXISTS', path: '/', watch: false }, () => {});
    }
  }

  private lookAtGreeting(nowMs: number): void {
    const { servers, complain } = this.options;
    if (this.missedFromMs !== null && nowMs - this.missedFromMs > this.timeoutMs * ANSWER_SHARE) {
      this.missedFromMs = null;
      complain(`none of ${servers.join(', ')} answers, it will be tried again and again`);
    }
    const { socket } = this.connection;
    if (socket !== this.attempt.socket) this.attempt = { socket, sinceMs: nowMs };
    else if (nowMs - this.attempt.sinceMs > this.timeoutMs * ANSWER_SHARE) {
      this.attempt = { socket, sinceMs: nowMs };
      cut(this.connection);
    }
  }

  private end(reason: string): void {
    this.lose();
    // The listener may have closed it.
    if (this.over) return;
    this.finish();
    this.client.close();
    this.sweep();
    this.options.listener.expired(reason);
  }

  /** Answers what waits, and says that the connection is gone, in this order. */
  private lose(): void {
    const waiting = [...this.pending];
    const wasConnected = this.connected;
    this.pending.clear();
    this.connected = false;
    for (const { settle } of waiting) settle(LOSS);
    if (wasConnected && !this.over) this.options.listener.disconnected();
  }

  private finish(): void {
    this.over = true;
    this.pending.clear();
    clearInterval(this.looking);
  }

  /** The client tries to connect until it is closed, and a paused server may keep it from that. */
  private sweep(): void {
    if (isClosed(this.connection)) return;
    cut(this.connection);
    setTimeout(() => this.sweep(), CLOSING_MS).unref();
  }

  private leaseEndMs(): number {
    return (this.heldFromMs ?? 0) + this.timeoutMs * LEASE_SHARE;
  }
}

/**
 * Calls a listener from within the client: what it throws is nothing of the client's, and must not
 * leave that half done, or be taken for a frame that cannot be read.
 */
function outside(call: () => void): void {
  try {
    call();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}

const LOSS: CoordinationAnswer = { op: 'ERROR', error: 'CONNECTION_LOSS' };

const NODE_EVENTS: ReadonlyMap<number, NodeEvent> = new Map([
  [1, 'NODE_CREATED'],
  [2, 'NODE_DELETED'],
  [3, 'NODE_DATA_CHANGED'],
  [4, 'NODE_CHILDREN_CHANGED'],
]);

/** With credentials all for the creator and reading for everybody, as Mesos does it; else all. */
function aclsFor(credentials: ZkUrl['credentials']): ACL[] {
  if (credentials === null) return [new ACL(Permission.ALL, new Id('world', 'anyone'))];
  return [
    new ACL(Permission.ALL, new Id('auth', '')),
    new ACL(Permission.READ, new Id('world', 'anyone')),
  ];
}

function isSessionLoss(answer: CoordinationAnswer): boolean {
  if (answer.op !== 'ERROR') return false;
  return answer.error === 'CONNECTION_LOSS' || answer.error === 'SESSION_EXPIRED';
}
