import type { Micros } from '../../../core/machine.ts';
import { Draws } from '../../random/draws.ts';
import type { LatencyDistribution } from '../latency.ts';
import type { Action, Agenda } from './agenda.ts';

/** More servers than an ensemble has; part of a link's address. */
const SERVERS = 8;
/** Addresses below this are links between servers. */
const FIRST_CLIENT_LINK = SERVERS * SERVERS;

interface LinkState {
  /** Messages sent so far. */
  sent: number;
  /** When the last of them arrives. */
  arrivalUs: Micros;
  cut: boolean;
  held: Action[];
}

/**
 * One-way links: between servers, and between clients and servers. Messages arrive in order, each
 * after a delay of its own. What is sent while a link is cut waits until it heals, as on a TCP
 * connection that both ends still believe in; whether anybody still cares is the receiver's matter.
 */
export class Links {
  private readonly agenda: Agenda;
  private readonly latency: LatencyDistribution;
  private readonly draws: Draws;
  private readonly states = new Map<number, LinkState>();

  constructor(agenda: Agenda, latency: LatencyDistribution, seed: string) {
    this.agenda = agenda;
    this.latency = latency;
    this.draws = new Draws(seed, 'zookeeper-latency');
  }

  /** @param extraUs on top of the link's delay; what is sent later waits behind it */
  send(link: number, action: Action, extraUs: Micros = 0): void {
    const state = this.state(link);
    if (state.cut) {
      state.held.push(action);
      return;
    }
    const { now } = this.agenda;
    const delayUs = this.latency.delayUs(this.draws.bits(link, state.sent++)) + extraUs;
    state.arrivalUs = Math.max(now + delayUs, state.arrivalUs);
    this.agenda.at(state.arrivalUs, action);
  }

  isCut(link: number): boolean {
    return this.states.get(link)?.cut ?? false;
  }

  cut(link: number): void {
    this.state(link).cut = true;
  }

  /** What was held is sent now. */
  heal(link: number): void {
    const state = this.states.get(link);
    if (state === undefined || !state.cut) return;
    state.cut = false;
    const { held } = state;
    state.held = [];
    for (const action of held) this.send(link, action);
  }

  /** Links that are cut, in the order in which each was first used or cut. */
  cutLinks(): number[] {
    return [...this.states].filter(([, state]) => state.cut).map(([link]) => link);
  }

  private state(link: number): LinkState {
    const known = this.states.get(link);
    if (known !== undefined) return known;
    const state: LinkState = { sent: 0, arrivalUs: 0, cut: false, held: [] };
    this.states.set(link, state);
    return state;
  }
}

export function serverLink(from: number, to: number): number {
  return from * SERVERS + to;
}

export function linkToServer(client: number, server: number): number {
  return FIRST_CLIENT_LINK + (client * SERVERS + server) * 2;
}

export function linkToClient(client: number, server: number): number {
  return linkToServer(client, server) + 1;
}
