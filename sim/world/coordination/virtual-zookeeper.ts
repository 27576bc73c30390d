import type {
  Coordination,
  CoordinationInput,
  CoordinationRequest,
  RequestId,
} from '../../../core/election/coordination.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Draws } from '../../random/draws.ts';
import type { LatencyDistribution } from '../latency.ts';
import { type Action, Agenda } from './agenda.ts';
import { VirtualClient } from './client.ts';
import type { CoordinationFault } from './faults.ts';
import { Links, linkToClient, linkToServer, serverLink } from './links.ts';
import { Quorum, type QuorumListener } from './quorum.ts';
import { type Ensemble, EnsembleServer } from './server.ts';
import { SessionClock } from './session-clock.ts';
import type { SessionId, ZnodeTree } from './znode-tree.ts';

/** ZooKeeper's `tickTime` as it is shipped; sessions last from 2 to 20 ticks. */
const TICK_US: Micros = 2 * MICROS_PER_SECOND;
const MOST_SERVERS = 7;

export interface VirtualZooKeeperOptions {
  readonly kernel: Kernel;
  /** The kind of all its events in the kernel; the host gives them back to `handle`. */
  readonly kind: number;
  /** From 1 to 7. */
  readonly servers: number;
  /** Of every link, each way. */
  readonly latency: LatencyDistribution;
  readonly seed: string;
  readonly tickUs?: Micros;
  /** Hands an input to a client's machine. */
  readonly deliver: (client: number, input: CoordinationInput) => void;
}

/**
 * ZooKeeper in virtual time: an ensemble of servers, and a client for each machine that asks for
 * one. Implements the coordination port (`core/election/coordination.ts`) and breaks on request.
 *
 * Clients are numbers of the host's choice, from 0; a client is there as soon as it is named.
 */
export class VirtualZooKeeper {
  private readonly agenda: Agenda;
  private readonly links: Links;
  private readonly quorum: Quorum;
  private readonly clock: SessionClock;
  private readonly servers: EnsembleServer[];
  private readonly clients = new Map<number, VirtualClient>();
  private readonly orders: Draws;
  private readonly tickUs: Micros;
  private readonly deliver: VirtualZooKeeperOptions['deliver'];
  private watchDelayUs: Micros = 0;
  private sessions: SessionId = 0;

  /** @throws RangeError when there are not 1 to 7 servers */
  constructor(options: VirtualZooKeeperOptions) {
    const { servers, latency, seed } = options;
    if (!Number.isInteger(servers) || servers < 1 || servers > MOST_SERVERS) {
      throw new RangeError(`an ensemble has 1 to ${MOST_SERVERS} servers, found ${servers}`);
    }
    this.tickUs = options.tickUs ?? TICK_US;
    this.deliver = options.deliver;
    this.agenda = new Agenda(options.kernel, options.kind);
    this.links = new Links(this.agenda, latency, seed);
    this.orders = new Draws(seed, 'zookeeper-order');
    this.quorum = new Quorum(
      servers,
      this.agenda,
      this.links,
      latency,
      seed,
      this.makeQuorumListener(),
    );
    this.clock = new SessionClock(this.agenda, this.tickUs, {
      reachesLeader: (connection) =>
        connection.serving &&
        !this.isCut(connection.client, connection.server) &&
        this.quorum.hears(connection.server),
      expire: (session) => this.proposeEnd(session),
    });
    const ensemble = this.makeEnsemble();
    this.servers = Array.from({ length: servers }, (_, id) => new EnsembleServer(id, ensemble));
    this.quorum.start();
  }

  /** The port, as one client's machine has it. */
  port(client: number): Coordination {
    return {
      openSession: (timeoutUs) => this.client(client).openSession(timeoutUs),
      closeSession: () => this.client(client).closeSession(),
      request: (id: RequestId, request: CoordinationRequest) =>
        this.client(client).request(id, request),
    };
  }

  /** Carries out an event of the kernel of this thing's kind. */
  handle(payload: unknown): void {
    (payload as Action)();
  }

  /** The machine's process is gone: nothing is delivered until it opens a session anew. */
  crashClient(client: number): void {
    this.client(client).crash();
  }

  inject(fault: CoordinationFault): void {
    switch (fault.kind) {
      case 'server-down':
        return this.quorum.serverDown(fault.server);
      case 'server-up':
        return this.quorum.serverUp(fault.server);
      case 'cut-servers':
      case 'heal-servers':
        return this.linkServers(fault.servers, fault.kind === 'heal-servers');
      case 'cut-client':
      case 'heal-client': {
        const all = this.servers.map((_, server) => server);
        const servers = fault.server === null ? all : [fault.server];
        for (const server of servers) {
          this.linkClient(fault.client, server, fault.kind === 'heal-client');
        }
        return;
      }
      case 'slow-quorum':
        this.quorum.slowness = fault.factor;
        return;
      case 'late-watches':
        this.watchDelayUs = fault.delayUs;
        return;
      case 'expire-session':
        return this.clock.expire(this.client(fault.client).sessionId);
      case 'heal':
        return this.heal();
    }
  }

  /** What a majority agrees on; for checks. */
  get agreed(): ZnodeTree {
    return this.quorum.agreed;
  }

  /** What a server holds; for checks. */
  treeOf(server: number): ZnodeTree {
    return this.servers[server].tree;
  }

  /** The leading server, null while there is none. */
  get leader(): number | null {
    return this.quorum.leader;
  }

  private heal(): void {
    this.quorum.slowness = 1;
    this.watchDelayUs = 0;
    for (const link of this.links.cutLinks()) this.links.heal(link);
    this.servers.forEach((_, server) => this.quorum.serverUp(server));
    this.quorum.reachChanged();
  }

  private linkServers([a, b]: readonly [number, number], whole: boolean): void {
    for (const link of [serverLink(a, b), serverLink(b, a)]) this.setLink(link, whole);
    this.quorum.reachChanged();
  }

  private linkClient(client: number, server: number, whole: boolean): void {
    const machine = this.client(client);
    // The time of the last ping is asked for before the clock notes that pings go through again.
    for (const link of [linkToServer(client, server), linkToClient(client, server)]) {
      this.setLink(link, whole);
    }
    if (!whole) machine.linkCut();
    this.clock.refresh(machine.sessionId);
  }

  private setLink(link: number, whole: boolean): void {
    if (whole) this.links.heal(link);
    else this.links.cut(link);
  }

  private isCut(client: number, server: number): boolean {
    return (
      this.links.isCut(linkToServer(client, server)) ||
      this.links.isCut(linkToClient(client, server))
    );
  }

  private proposeEnd(session: SessionId): boolean {
    const { leader } = this.quorum;
    if (leader === null) return false;
    this.quorum.propose(leader, { type: 'CLOSE_SESSION', session }, null);
    return true;
  }

  private client(id: number): VirtualClient {
    const known = this.clients.get(id);
    if (known !== undefined) return known;
    const client = new VirtualClient(id, this.orderOf(id), {
      agenda: this.agenda,
      links: this.links,
      clock: this.clock,
      server: (server) => this.servers[server],
      deliver: this.deliver,
    });
    this.clients.set(id, client);
    return client;
  }

  /** Each client shuffles the servers for itself. */
  private orderOf(client: number): number[] {
    const order = this.servers.map((_, server) => server);
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(this.orders.unit(client, at) * (at + 1));
      [order[at], order[other]] = [order[other], order[at]];
    }
    return order;
  }

  private makeQuorumListener(): QuorumListener {
    return {
      apply: (server, commit) => this.servers[server].apply(commit),
      committed: (transaction) => {
        if (transaction.type === 'CREATE_SESSION') {
          this.clock.opened(transaction.session, transaction.timeoutUs);
        } else if (transaction.type === 'CLOSE_SESSION') {
          this.clock.closed(transaction.session);
        }
      },
      joined: (server, tree) => this.servers[server].tree.copyFrom(tree),
      left: (server) => this.servers[server].hangUpAll(),
      elected: () => this.clock.restart(),
      reachChanged: () => this.clock.refreshAll(),
      lastZxid: (server) => this.servers[server].tree.lastZxid,
    };
  }

  private makeEnsemble(): Ensemble {
    return {
      quorum: this.quorum,
      clock: this.clock,
      links: this.links,
      client: (client) => this.client(client),
      newSession: () => ++this.sessions,
      grantedUs: (asked) => Math.min(Math.max(asked, 2 * this.tickUs), 20 * this.tickUs),
      watchDelayUs: () => this.watchDelayUs,
    };
  }
}
