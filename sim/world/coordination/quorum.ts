import type { CoordinationAnswer } from '../../../core/election/coordination.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import { Draws } from '../../random/draws.ts';
import type { LatencyDistribution } from '../latency.ts';
import type { Agenda } from './agenda.ts';
import { type Links, serverLink } from './links.ts';
import { type Transaction, ZnodeTree } from './znode-tree.ts';

/** How long followers and leader do without each other: ZooKeeper's `syncLimit` of 5 ticks. */
export const SYNC_LIMIT_US: Micros = 10 * MICROS_PER_SECOND;
/** How long an election takes, and a follower to join. */
const ELECTION_US: Micros = 200_000;
/** A zxid is (term, counter), 32 bits each in ZooKeeper. */
const TERM = 4_294_967_296;

/** Who asked for a transaction. */
export interface Ticket {
  readonly server: number;
  /** Whether it may still be carried out when it reaches the leader. */
  isCurrent(): boolean;
  /** The server has applied it. */
  applied(commit: Commit): void;
}

/** A transaction that a majority has. */
export interface Commit {
  readonly zxid: number;
  readonly transaction: Transaction;
  readonly answer: CoordinationAnswer | null;
  readonly ticket: Ticket | null;
}

interface Proposal {
  readonly transaction: Transaction;
  readonly ticket: Ticket | null;
  /** When a majority has logged it, all going well. */
  readonly readyUs: Micros;
  /** Servers that heard of it: with one of them it may survive its leader. */
  readonly heardBy: readonly number[];
}

/** What becomes of the servers. */
export interface QuorumListener {
  /** A server carries out what was agreed on. */
  apply(server: number, commit: Commit): void;
  committed(transaction: Transaction): void;
  /** A server begins to serve, as the tree given. */
  joined(server: number, tree: ZnodeTree): void;
  /** A server no longer serves. */
  left(server: number): void;
  /** There is a leader again, which counts every session's time from now. */
  elected(): void;
  /** Servers can reach each other that could not, or cannot that could. */
  reachChanged(): void;
  lastZxid(server: number): number;
}

/**
 * The servers' agreement: one leader with a majority, and one order of transactions. Says what a
 * majority has as a tree; how Zab gets there is shortened to its outcome and its time. A server
 * serves while it follows the leader, or leads; one cut off goes on serving, ever staler, until
 * the sync limit is over.
 */
export class Quorum {
  leader: number | null = null;
  /** Factor on the time that a majority takes to log something. */
  slowness = 1;
  /** What a majority has. */
  readonly agreed: ZnodeTree = new ZnodeTree();

  private readonly agenda: Agenda;
  private readonly links: Links;
  private readonly latency: LatencyDistribution;
  private readonly draws: Draws;
  private readonly survivalDraws: Draws;
  private readonly listener: QuorumListener;
  private readonly up: boolean[];
  private readonly member: boolean[];
  /** Since when a member and the leader have not reached each other, null while they do. */
  private readonly apartSinceUs: (Micros | null)[];
  /** Times a server has joined or left: what was sent before is void. */
  private readonly changes: number[];
  private term = 0;
  private counter = 0;
  private proposed = 0;
  private proposals: Proposal[] = [];
  private electionAtUs: Micros = 0;

  constructor(
    servers: number,
    agenda: Agenda,
    links: Links,
    latency: LatencyDistribution,
    seed: string,
    listener: QuorumListener,
  ) {
    this.agenda = agenda;
    this.links = links;
    this.latency = latency;
    this.draws = new Draws(seed, 'zookeeper-quorum');
    this.survivalDraws = new Draws(seed, 'zookeeper-survival');
    this.listener = listener;
    const each = Array.from({ length: servers });
    this.up = each.map(() => true);
    this.member = each.map(() => false);
    this.apartSinceUs = each.map(() => null);
    this.changes = each.map(() => 0);
  }

  /** Whether a server serves clients. */
  serves(server: number): boolean {
    return this.member[server];
  }

  /** Whether the leader hears what a server says. */
  hears(server: number): boolean {
    return this.leader !== null && this.member[server] && this.linked(server, this.leader);
  }

  /** The first election, without its delay. */
  start(): void {
    this.elect();
  }

  /** A server that serves asks for a transaction. */
  propose(server: number, transaction: Transaction, ticket: Ticket | null): void {
    this.tellLeader(server, () => this.accept(transaction, ticket));
  }

  /** Asks the leader something; `answered` runs at the server once its answer is there. */
  askLeader<T>(server: number, question: () => T, answered: (answer: T) => void): void {
    this.tellLeader(server, () => {
      const answer = question();
      this.tellMember(server, () => answered(answer));
    });
  }

  serverDown(server: number): void {
    if (!this.up[server]) return;
    this.up[server] = false;
    // A process that dies closes its connections: the others notice at once.
    if (server === this.leader) this.depose();
    else if (this.member[server]) this.leave(server);
    if (this.leader !== null && !this.isMajority(this.members().length)) this.depose();
    this.reachChanged();
  }

  serverUp(server: number): void {
    if (this.up[server]) return;
    this.up[server] = true;
    this.reachChanged();
  }

  /** To be called after links between servers were cut or healed. */
  reachChanged(): void {
    const { leader } = this;
    if (leader === null) {
      this.scheduleElection();
    } else {
      this.up.forEach((_, server) => this.checkReach(server, leader));
      this.commitReady();
    }
    this.listener.reachChanged();
  }

  private checkReach(server: number, leader: number): void {
    const together = this.linked(server, leader);
    if (!this.member[server]) {
      if (together) this.agenda.after(ELECTION_US, () => this.joinIfFound(server));
    } else if (together) {
      this.apartSinceUs[server] = null;
    } else if (this.apartSinceUs[server] === null) {
      this.apartSinceUs[server] = this.agenda.now;
      this.agenda.after(SYNC_LIMIT_US, () => this.giveUpApart());
    }
  }

  private joinIfFound(server: number): void {
    const { leader } = this;
    if (leader === null || this.member[server] || !this.linked(server, leader)) return;
    this.join(server);
    this.commitReady();
  }

  /** Parts leader and members that have been apart for the sync limit. */
  private giveUpApart(): void {
    const { now } = this.agenda;
    this.apartSinceUs.forEach((since, server) => {
      if (since !== null && now - since >= SYNC_LIMIT_US) this.leave(server);
    });
    if (this.leader !== null && !this.isMajority(this.members().length)) this.depose();
  }

  private depose(): void {
    for (const server of this.members()) this.leave(server);
    this.leader = null;
    this.scheduleElection();
  }

  private scheduleElection(): void {
    this.electionAtUs = this.agenda.now + ELECTION_US;
    this.agenda.after(ELECTION_US, () => {
      if (this.agenda.now >= this.electionAtUs) this.elect();
    });
  }

  /** The server that has seen most leads, then the one with the highest number. */
  private elect(): void {
    if (this.leader !== null) return;
    let chosen: number | null = null;
    for (let server = 0; server < this.up.length; server++) {
      if (!this.isMajority(this.reached(server).length)) continue;
      const most = chosen === null ? -1 : this.listener.lastZxid(chosen);
      if (this.listener.lastZxid(server) >= most) chosen = server;
    }
    if (chosen === null) return;
    this.leader = chosen;
    this.term++;
    this.counter = 0;
    const survivors = this.drawSurvivors(this.reached(chosen));
    this.proposals = [];
    for (const server of this.reached(chosen)) this.join(server);
    for (const { transaction, ticket } of survivors) this.commit(transaction, ticket);
    this.listener.elected();
  }

  /** Of what the last leader left undecided, the part that the new one happens to have logged. */
  private drawSurvivors(voters: readonly number[]): Proposal[] {
    const { proposals } = this;
    const lost = proposals.findIndex(({ heardBy }) => !heardBy.some((s) => voters.includes(s)));
    const most = lost === -1 ? proposals.length : lost;
    const kept = Math.floor(this.survivalDraws.unit(this.term, 0) * (most + 1));
    return proposals.slice(0, kept);
  }

  private join(server: number): void {
    this.member[server] = true;
    this.apartSinceUs[server] = null;
    this.changes[server]++;
    this.listener.joined(server, this.agreed);
  }

  private leave(server: number): void {
    this.member[server] = false;
    this.apartSinceUs[server] = null;
    this.changes[server]++;
    this.listener.left(server);
  }

  private accept(transaction: Transaction, ticket: Ticket | null): void {
    if (ticket !== null && !ticket.isCurrent()) return;
    const heardBy = this.membersInReach();
    const last = this.proposals.at(-1);
    const readyUs = Math.max(this.agenda.now + this.logDelayUs(heardBy), last?.readyUs ?? 0);
    this.proposals.push({ transaction, ticket, readyUs, heardBy });
    this.agenda.at(readyUs, () => this.commitReady());
  }

  /** When enough members have answered that they logged it. */
  private logDelayUs(members: readonly number[]): Micros {
    const ordinal = 2 * this.proposed++;
    const rounds = members
      .filter((server) => server !== this.leader)
      .map((server) => {
        const there = this.latency.delayUs(this.draws.bits(server, ordinal));
        return there + this.latency.delayUs(this.draws.bits(server, ordinal + 1));
      })
      .sort((a, b) => a - b);
    const needed = Math.floor(this.up.length / 2);
    return needed === 0 ? 0 : Math.round((rounds[needed - 1] ?? 0) * this.slowness);
  }

  private commitReady(): void {
    while (this.leader !== null && this.isMajority(this.membersInReach().length)) {
      const next = this.proposals[0];
      if (next === undefined || next.readyUs > this.agenda.now) return;
      this.proposals.shift();
      this.commit(next.transaction, next.ticket);
    }
  }

  private commit(transaction: Transaction, ticket: Ticket | null): void {
    const zxid = this.term * TERM + ++this.counter;
    const answer = this.agreed.apply(zxid, transaction, () => undefined);
    const commit: Commit = { zxid, transaction, answer, ticket };
    this.listener.committed(transaction);
    for (const server of this.members()) {
      this.tellMember(server, () => this.listener.apply(server, commit));
    }
  }

  private tellLeader(server: number, action: () => void): void {
    const { leader } = this;
    if (leader === null || !this.member[server]) return;
    if (server === leader) return action();
    const at = this.changes[server];
    this.links.send(serverLink(server, leader), () => {
      if (this.changes[server] === at) action();
    });
  }

  private tellMember(server: number, action: () => void): void {
    const { leader } = this;
    if (leader === null || !this.member[server]) return;
    if (server === leader) return action();
    const at = this.changes[server];
    this.links.send(serverLink(leader, server), () => {
      if (this.changes[server] === at) action();
    });
  }

  private members(): number[] {
    return this.up.flatMap((_, server) => (this.member[server] ? [server] : []));
  }

  private membersInReach(): number[] {
    return this.members().filter((server) => this.hears(server));
  }

  /** Servers that are up and that one which is up reaches, itself included. */
  private reached(from: number): number[] {
    return this.up.flatMap((_, server) => (this.linked(from, server) ? [server] : []));
  }

  private linked(a: number, b: number): boolean {
    if (!this.up[a] || !this.up[b]) return false;
    return a === b || !(this.links.isCut(serverLink(a, b)) || this.links.isCut(serverLink(b, a)));
  }

  private isMajority(count: number): boolean {
    return 2 * count > this.up.length;
  }
}
