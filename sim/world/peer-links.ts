import { EVENT } from './kinds.ts';

/**
 * The numbers of links and of connections. Agent a is peer a, scheduler f is peer (number of
 * agents) + f, and a peer's number is its connection at every master. Each peer has a link each
 * way with each master; PINGs and PONGs have links of their own, so that they delay nothing else.
 */
export class PeerLinks {
  readonly agents: number;
  /** Agents and schedulers. */
  readonly peers: number;
  readonly masters: number;
  private readonly ofMaster: number;
  private readonly hasOperator: boolean;

  constructor(masters: number, agents: number, frameworks: number, hasOperator = false) {
    this.agents = agents;
    this.peers = agents + frameworks;
    this.masters = masters;
    this.ofMaster = 2 * this.peers + 2 * agents;
    this.hasOperator = hasOperator;
  }

  /** One-way links in all. */
  get count(): number {
    return this.firstOfOperator + (this.hasOperator ? 2 * this.masters : 0);
  }

  /** An operator stands behind all peers: their links have the numbers that they have without. */
  get operator(): number {
    return this.peers;
  }

  fromOperator(master: number): number {
    return this.firstOfOperator + 2 * master;
  }

  toOperator(master: number): number {
    return this.firstOfOperator + 2 * master + 1;
  }

  private get firstOfOperator(): number {
    return this.masters * this.ofMaster;
  }

  toMaster(master: number, peer: number): number {
    return master * this.ofMaster + 2 * peer;
  }

  toPeer(master: number, peer: number): number {
    return master * this.ofMaster + 2 * peer + 1;
  }

  ping(master: number, agent: number): number {
    return master * this.ofMaster + 2 * this.peers + 2 * agent;
  }

  pong(master: number, agent: number): number {
    return this.ping(master, agent) + 1;
  }

  /** The link of an event of the kernel. @param peer the agent, or the framework */
  carrying(kind: number, master: number, peer: number): number {
    switch (kind) {
      case EVENT.CALL:
        return this.toMaster(master, this.agents + peer);
      case EVENT.SCHEDULER_EVENT:
        return this.toPeer(master, this.agents + peer);
      case EVENT.AGENT_MESSAGE:
        return this.toMaster(master, peer);
      case EVENT.MASTER_MESSAGE:
        return this.toPeer(master, peer);
      case EVENT.PING:
        return this.ping(master, peer);
      default:
        return this.pong(master, peer);
    }
  }

  /** All links to a peer, from any master. */
  into(peer: number): number[] {
    const links: number[] = [];
    for (let m = 0; m < this.masters; m++) {
      links.push(this.toPeer(m, peer));
      if (peer < this.agents) links.push(this.ping(m, peer));
    }
    return links;
  }

  /** All links by which a peer sends. */
  outOf(peer: number): number[] {
    const links: number[] = [];
    for (let m = 0; m < this.masters; m++) {
      links.push(this.toMaster(m, peer));
      if (peer < this.agents) links.push(this.pong(m, peer));
    }
    return links;
  }

  /** The agent at the end of a link; -1 when it is a scheduler's. */
  agentOf(link: number): number {
    if (link >= this.firstOfOperator) return -1;
    const place = link % this.ofMaster;
    const behind = place - 2 * this.peers;
    const peer = behind < 0 ? Math.floor(place / 2) : Math.floor(behind / 2);
    return peer < this.agents ? peer : -1;
  }

  /** All links of a master, both ways. */
  ofOneMaster(master: number): number[] {
    const links = Array.from({ length: this.ofMaster }, (_, i) => master * this.ofMaster + i);
    if (!this.hasOperator) return links;
    return [...links, this.fromOperator(master), this.toOperator(master)];
  }
}
