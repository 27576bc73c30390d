import type {
  CoordinationAnswer,
  NodeEvent,
  RequestId,
} from '../../../core/election/coordination.ts';
import type { Micros } from '../../../core/machine.ts';
import type { Connection, Errand } from './connection.ts';
import { type Links, linkToClient } from './links.ts';
import type { Commit, Quorum, Ticket } from './quorum.ts';
import type { SessionClock } from './session-clock.ts';
import { WatchTable, type WatchedPaths } from './watch-table.ts';
import { type ReadRequest, type SessionId, type WriteRequest, ZnodeTree } from './znode-tree.ts';

/** What a client says when it connects. */
export interface Hello {
  /** 0 for a new one. */
  readonly session: SessionId;
  readonly timeoutUs: Micros;
  /** The last transaction it has seen: later ones may have fired its watches. */
  readonly lastZxid: number;
  readonly watches: WatchedPaths;
}

/** A client, as servers know it: what reaches it, once it has travelled. */
export interface ClientEnd {
  connected(connection: Connection, session: SessionId, timeoutUs: Micros): void;
  refused(connection: Connection): void;
  expired(connection: Connection): void;
  answered(connection: Connection, errand: Errand, zxid: number, answer: CoordinationAnswer): void;
  fired(connection: Connection, event: NodeEvent, path: string): void;
  closed(connection: Connection): void;
}

/** What a server shares with the others. */
export interface Ensemble {
  readonly quorum: Quorum;
  readonly clock: SessionClock;
  readonly links: Links;
  client(client: number): ClientEnd;
  newSession(): SessionId;
  grantedUs(timeoutUs: Micros): Micros;
  /** How late watches are delivered on top of the network. */
  watchDelayUs(): Micros;
}

/**
 * One server: holds a copy of the tree, which may lag behind, answers reads from it, passes writes
 * to the leader, and watches nodes for its clients.
 */
export class EnsembleServer {
  readonly tree: ZnodeTree = new ZnodeTree();
  private readonly id: number;
  private readonly ensemble: Ensemble;
  private readonly watches = new WatchTable<Connection>();
  private readonly attached = new Map<SessionId, Connection>();

  constructor(id: number, ensemble: Ensemble) {
    this.id = id;
    this.ensemble = ensemble;
  }

  connect(connection: Connection, hello: Hello): void {
    const { quorum, clock } = this.ensemble;
    if (!quorum.serves(this.id)) {
      return this.tell(connection, (client) => client.refused(connection));
    }
    if (hello.session === 0) return this.openSession(connection, hello);
    const { session } = hello;
    // The leader's answer follows all that it committed before: the client sees nothing older here
    // than elsewhere, and a server that is cut off takes nobody over.
    quorum.askLeader(
      this.id,
      () => this.takeOver(session, connection),
      (alive) => {
        if (alive) this.attach(connection, session, clock.timeoutUs(session), hello);
        else this.tell(connection, (client) => client.expired(connection));
      },
    );
  }

  request(connection: Connection, id: RequestId, request: ReadRequest | WriteRequest): void {
    if (!connection.serving) return;
    const { session } = connection;
    const errand: Errand = { id, request, done: null };
    connection.errands.push(errand);
    if (request.op === 'CREATE' || request.op === 'DELETE' || request.op === 'SET_DATA') {
      const ticket = this.ticketOf(connection, ({ zxid, answer }) => {
        if (answer !== null) errand.done = { zxid, answer };
        this.serve(connection);
      });
      this.ensemble.quorum.propose(this.id, { type: 'WRITE', session, request }, ticket);
    }
    this.serve(connection);
  }

  /** The client ends its session; the connection ends when that is applied. */
  closeSession(connection: Connection): void {
    if (!connection.serving) return;
    const transaction = { type: 'CLOSE_SESSION', session: connection.session } as const;
    const ticket = this.ticketOf(connection, () => undefined);
    this.ensemble.quorum.propose(this.id, transaction, ticket);
  }

  /** Either end closes a connection. */
  detach(connection: Connection): void {
    if (!connection.serving) return;
    connection.serving = false;
    connection.errands.length = 0;
    this.attached.delete(connection.session);
    this.watches.remove(connection);
    this.ensemble.clock.refresh(connection.session);
  }

  apply(commit: Commit): void {
    const { zxid, transaction, ticket } = commit;
    this.tree.apply(zxid, transaction, (event, path) =>
      this.watches.trigger(event, path, this.fire),
    );
    if (transaction.type === 'CLOSE_SESSION') {
      const connection = this.attached.get(transaction.session);
      if (connection !== undefined) this.hangUp(connection);
    }
    if (ticket?.server === this.id) ticket.applied(commit);
  }

  /** The server has no leader, or is down: it serves nobody. */
  hangUpAll(): void {
    this.watches.clear();
    for (const connection of [...this.attached.values()]) this.hangUp(connection);
  }

  private openSession(connection: Connection, hello: Hello): void {
    const session = this.ensemble.newSession();
    const timeoutUs = this.ensemble.grantedUs(hello.timeoutUs);
    this.ensemble.quorum.propose(
      this.id,
      { type: 'CREATE_SESSION', session, timeoutUs },
      {
        server: this.id,
        isCurrent: () => true,
        applied: () => {
          this.takeOver(session, connection);
          this.attach(connection, session, timeoutUs, hello);
        },
      },
    );
  }

  /** At the leader: the session belongs to this connection from now on, if it exists. */
  private takeOver(session: SessionId, connection: Connection): boolean {
    const { clock } = this.ensemble;
    if (!clock.isAlive(session)) return false;
    clock.attach(session, connection);
    return true;
  }

  private attach(
    connection: Connection,
    session: SessionId,
    timeoutUs: Micros,
    { watches, lastZxid }: Hello,
  ): void {
    // The client has turned elsewhere meanwhile, or the session has: nobody listens any more.
    const { clock } = this.ensemble;
    if (connection.abandoned || clock.owner(session) !== connection) return;
    connection.session = session;
    connection.serving = true;
    this.attached.set(session, connection);
    clock.refresh(session);
    this.tell(connection, (client) => client.connected(connection, session, timeoutUs));
    this.watches.resume(watches, connection, lastZxid, this.tree, this.fire);
  }

  private ticketOf(connection: Connection, applied: (commit: Commit) => void): Ticket {
    const { clock } = this.ensemble;
    const isCurrent = (): boolean => clock.owner(connection.session) === connection;
    return { server: this.id, isCurrent, applied };
  }

  /** Answers what can be answered, in the order of the requests. */
  private serve(connection: Connection): void {
    const { errands } = connection;
    while (connection.serving && errands.length > 0) {
      const [errand] = errands;
      const { request } = errand;
      let { done } = errand;
      if (request.op === 'EXISTS' || request.op === 'GET_DATA' || request.op === 'GET_CHILDREN') {
        done = { zxid: this.tree.lastZxid, answer: this.read(connection, request) };
      }
      if (done === null) return;
      errands.shift();
      const { zxid, answer } = done;
      this.tell(connection, (client) => client.answered(connection, errand, zxid, answer));
    }
  }

  private read(connection: Connection, request: ReadRequest): CoordinationAnswer {
    const answer = this.tree.read(request);
    const found = answer.op !== 'ERROR';
    const absent = request.op === 'EXISTS' && answer.op === 'ERROR' && answer.error === 'NO_NODE';
    if (request.watch && (found || absent)) {
      const kind = request.op === 'GET_CHILDREN' ? 'children' : 'data';
      this.watches.add(kind, request.path, connection);
    }
    return answer;
  }

  private readonly fire = (connection: Connection, event: NodeEvent, path: string): void => {
    const delayUs = this.ensemble.watchDelayUs();
    this.tell(connection, (client) => client.fired(connection, event, path), delayUs);
  };

  private hangUp(connection: Connection): void {
    this.detach(connection);
    this.tell(connection, (client) => client.closed(connection));
  }

  private tell(connection: Connection, what: (client: ClientEnd) => void, extraUs = 0): void {
    const { links } = this.ensemble;
    const client = this.ensemble.client(connection.client);
    links.send(linkToClient(connection.client, this.id), () => what(client), extraUs);
  }
}
