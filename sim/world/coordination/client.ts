import type {
  CoordinationAnswer,
  CoordinationInput,
  CoordinationRequest,
  NodeEvent,
  RequestId,
} from '../../../core/election/coordination.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import type { Agenda } from './agenda.ts';
import { Connection, type Errand } from './connection.ts';
import { type Links, linkToClient, linkToServer } from './links.ts';
import type { ClientEnd, EnsembleServer } from './server.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionId } from './znode-tree.ts';

/** What a client waits before it goes through the servers once more. */
const LAP_US: Micros = MICROS_PER_SECOND;

/** What a client needs of its surroundings. */
export interface ClientWorld {
  readonly agenda: Agenda;
  readonly links: Links;
  readonly clock: SessionClock;
  server(server: number): EnsembleServer;
  deliver(client: number, input: CoordinationInput): void;
}

/**
 * The client's library, as a host has one for each machine: holds a session over connections to
 * one server after another, in an order of its own, and turns what it hears into inputs.
 */
export class VirtualClient implements ClientEnd {
  private readonly id: number;
  private readonly servers: readonly number[];
  private readonly world: ClientWorld;
  private state: 'CLOSED' | 'CONNECTING' | 'CONNECTED' = 'CLOSED';
  /** Sessions opened so far: what was begun for an earlier one is void. */
  private opened = 0;
  private session: SessionId = 0;
  private timeoutUs: Micros = 0;
  private lastZxid = 0;
  private connection: Connection | null = null;
  /** Attempts since it was connected. */
  private attempts = 0;
  /** Servers turned to so far: the next is the one after the last. */
  private turns = 0;
  private outstanding: RequestId[] = [];
  private readonly watches = {
    data: new Set<string>(),
    exists: new Set<string>(),
    children: new Set<string>(),
  };

  /** @param servers in the order in which it tries them */
  constructor(id: number, servers: readonly number[], world: ClientWorld) {
    this.id = id;
    this.servers = servers;
    this.world = world;
  }

  /** The session it believes to have, 0 for none. */
  get sessionId(): SessionId {
    return this.session;
  }

  openSession(timeoutUs: Micros): void {
    this.forget();
    this.timeoutUs = timeoutUs;
    this.state = 'CONNECTING';
    this.attempt();
  }

  closeSession(): void {
    const { connection } = this;
    if (this.state === 'CONNECTED' && connection !== null) {
      const server = this.world.server(connection.server);
      this.world.links.send(linkToServer(this.id, connection.server), () =>
        server.closeSession(connection),
      );
      // The server hangs up when the session's end is applied.
      this.connection = null;
    }
    this.forget();
  }

  /** The machine's process is gone, without a word: the session stays until it expires. */
  crash(): void {
    this.forget();
  }

  request(id: RequestId, request: CoordinationRequest): void {
    const { connection } = this;
    if (this.state !== 'CONNECTED' || connection === null) {
      const { opened } = this;
      return this.world.agenda.after(0, () => {
        if (this.opened === opened) this.deliver(lostAnswer(id));
      });
    }
    this.outstanding.push(id);
    const server = this.world.server(connection.server);
    this.world.links.send(linkToServer(this.id, connection.server), () =>
      server.request(connection, id, request),
    );
  }

  /** To be called when a link of this client was cut: a silent server is left after a while. */
  linkCut(): void {
    const { connection } = this;
    if (this.state !== 'CONNECTED' || connection === null || !this.isCut(connection)) return;
    const { agenda, clock } = this.world;
    const heardUs = clock.lastPingUs(connection);
    const leaveUs = Math.max(agenda.now, heardUs + Math.floor((this.timeoutUs * 2) / 3));
    agenda.at(leaveUs, () => {
      // Healed meanwhile, and perhaps cut anew: the clock has noted when it was heard again.
      if (this.connection !== connection || !this.isCut(connection)) return;
      if (connection.heardUs <= heardUs) this.disconnect();
    });
  }

  connected(connection: Connection, session: SessionId, timeoutUs: Micros): void {
    if (connection !== this.connection) return;
    this.state = 'CONNECTED';
    this.session = session;
    this.timeoutUs = timeoutUs;
    this.attempts = 0;
    this.linkCut();
    this.deliver({ type: 'SESSION', state: 'SYNC_CONNECTED', timeoutUs });
  }

  refused(connection: Connection): void {
    if (connection === this.connection) this.attempt();
  }

  expired(connection: Connection): void {
    if (connection !== this.connection) return;
    this.forget();
    this.deliver({ type: 'SESSION', state: 'EXPIRED' });
  }

  answered(connection: Connection, errand: Errand, zxid: number, answer: CoordinationAnswer): void {
    if (connection !== this.connection) return;
    this.lastZxid = Math.max(this.lastZxid, zxid);
    this.outstanding = this.outstanding.filter((id) => id !== errand.id);
    this.noteWatch(errand.request, answer);
    this.deliver({ type: 'RESULT', request: errand.id, answer });
  }

  fired(connection: Connection, event: NodeEvent, path: string): void {
    if (connection !== this.connection) return;
    const { data, exists, children } = this.watches;
    // One event for all watches that it ends.
    const ended: boolean[] = [];
    if (event !== 'NODE_CHILDREN_CHANGED') ended.push(data.delete(path), exists.delete(path));
    if (event === 'NODE_CHILDREN_CHANGED' || event === 'NODE_DELETED') {
      ended.push(children.delete(path));
    }
    if (ended.includes(true)) this.deliver({ type: 'WATCH', event, path });
  }

  closed(connection: Connection): void {
    if (connection === this.connection) this.disconnect();
  }

  private noteWatch(request: CoordinationRequest, answer: CoordinationAnswer): void {
    if (!('watch' in request) || !request.watch) return;
    const { data, exists, children } = this.watches;
    if (answer.op === 'GET_CHILDREN') children.add(request.path);
    else if (answer.op === 'GET_DATA' || answer.op === 'EXISTS') data.add(request.path);
    else if (answer.op === 'ERROR' && answer.error === 'NO_NODE' && request.op === 'EXISTS') {
      exists.add(request.path);
    }
  }

  /** Turns to the next server. */
  private attempt(): void {
    const { agenda } = this.world;
    this.hangUp();
    const { opened } = this;
    const number = this.attempts++;
    if (number > 0 && number % this.servers.length === 0) {
      return agenda.after(LAP_US, () => {
        if (this.opened === opened) this.connect();
      });
    }
    this.connect();
  }

  private connect(): void {
    const { agenda, links } = this.world;
    const at = this.servers[this.turns++ % this.servers.length];
    const connection = new Connection(this.id, at);
    this.connection = connection;
    const server = this.world.server(at);
    const { session, timeoutUs, lastZxid, watches } = this;
    const watched = {
      data: [...watches.data],
      exists: [...watches.exists],
      children: [...watches.children],
    };
    const hello = { session, timeoutUs, lastZxid, watches: watched };
    links.send(linkToServer(this.id, at), () => server.connect(connection, hello));
    const patienceUs = Math.max(1, Math.floor(timeoutUs / this.servers.length));
    agenda.after(patienceUs, () => {
      if (this.connection === connection && this.state === 'CONNECTING') this.attempt();
    });
  }

  private disconnect(): void {
    this.hangUp();
    const { opened, outstanding } = this;
    this.state = 'CONNECTING';
    this.outstanding = [];
    for (const id of outstanding) if (this.opened === opened) this.deliver(lostAnswer(id));
    if (this.opened === opened) this.deliver({ type: 'SESSION', state: 'DISCONNECTED' });
    if (this.opened === opened) this.attempt();
  }

  private hangUp(): void {
    const { connection } = this;
    this.connection = null;
    if (connection === null) return;
    connection.abandoned = true;
    this.world.server(connection.server).detach(connection);
  }

  private forget(): void {
    this.hangUp();
    this.state = 'CLOSED';
    this.opened++;
    this.session = 0;
    this.lastZxid = 0;
    this.attempts = 0;
    this.outstanding = [];
    for (const paths of [this.watches.data, this.watches.exists, this.watches.children]) {
      paths.clear();
    }
  }

  private isCut({ server }: Connection): boolean {
    const { links } = this.world;
    return links.isCut(linkToServer(this.id, server)) || links.isCut(linkToClient(this.id, server));
  }

  private deliver(input: CoordinationInput): void {
    this.world.deliver(this.id, input);
  }
}

function lostAnswer(request: RequestId): CoordinationInput {
  return { type: 'RESULT', request, answer: { op: 'ERROR', error: 'CONNECTION_LOSS' } };
}
