import * as fc from 'fast-check';
import { it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import {
  ReferenceAllocator,
  type ReferencePolicy,
} from '../../test/support/reference-allocator.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { ClientAllocator } from './client-allocator.ts';
import { policyNamed } from './policies/index.ts';
import type { Policy } from './policy.ts';

const SECOND = 1_000_000;
const ROLES = ['a', 'b', 'c', 'a/x', 'a/y', 'b/x/z'];
const WEIGHTS = [1, 2, 0.5, 3, 5];
const REFUSALS_S = [0, 1, 2, 3.5, -1];
/** Few and small, so that shares are often equal. */
const TOTALS = [
  [4000, 4_096_000],
  [8000, 4_096_000],
  [1000, 1_024_000],
  [0, 2_048_000],
  [3000, 0],
];
/** Sums of shares are rounded: with these, what is equal is nevertheless rounded equally. */
const ASSET_TOTALS = TOTALS.slice(0, 1);
const ASSET_WEIGHTS = WEIGHTS.slice(0, 3);

interface Held {
  readonly client: number;
  readonly agent: number;
  readonly amounts: readonly number[];
}

type Pick = <T>(from: readonly T[], number: number) => T | undefined;
const pick: Pick = (from, number) => from[number % from.length];

function check(what: string, found: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`);
}

/** An allocator and its reference, told the same things; every offer is checked when made. */
class Pair {
  readonly allocator: ClientAllocator;
  readonly reference: ReferenceAllocator;
  readonly offers: Held[] = [];
  readonly tasks: Held[] = [];
  private readonly bound: number;
  private readonly totals: readonly number[][];
  private readonly weights: readonly number[];
  private now = 0;
  private agents = 0;
  private frameworks = 0;
  private made = 0;
  private pendingAll = false;
  /** A cycle over the agents not visited is due. */
  private pendingRest = false;
  /** Agents the next such cycle may offer, and those it must if anybody wants them. */
  private maybe = new Set<number>();
  private certain = new Set<number>();
  /** Agents that asked for the next cycle. */
  private readonly asked = new Set<number>();

  constructor(policy: ReferencePolicy, seed: number, bound: number) {
    this.bound = bound;
    this.totals = policy === 'asset' ? ASSET_TOTALS : TOTALS;
    this.weights = policy === 'asset' ? ASSET_WEIGHTS : WEIGHTS;
    this.allocator = new ClientAllocator({
      space: new ResourceSpace(['cpus', 'mem']),
      policy: policyNamed(policy) as Policy,
      random: new LcgStream(seed),
      allocationIntervalUs: SECOND,
      maxOffersPerClient: bound,
    });
    this.reference = new ReferenceAllocator(policy, [10, 32_000]);
  }

  /** One operation, chosen by numbers, so that a failing sequence shrinks. */
  do(operation: number, a: number, b: number, c: number): void {
    OPERATIONS[operation % OPERATIONS.length](this, a, b, c);
    this.checkAccounts();
  }

  addAgent(kind: number): void {
    const total = pick(this.totals, kind) as number[];
    this.allocator.addAgent(this.agents, total);
    this.reference.agents.set(this.agents, { total, active: true });
    this.asked.add(this.agents++);
    this.pendingRest = true;
  }

  removeAgent(which: number): void {
    const agent = pick([...this.reference.agents.keys()], which);
    if (agent === undefined) return;
    this.recoverAll((held) => held.agent === agent);
    this.allocator.removeAgent(agent);
    this.reference.agents.delete(agent);
    this.reference.forgetRefusals((refusal) => refusal.agent === agent);
    this.certain.delete(agent);
    this.maybe.delete(agent);
    this.asked.delete(agent);
  }

  toggleAgent(which: number): void {
    const agent = pick([...this.reference.agents.keys()], which);
    if (agent === undefined) return;
    const known = this.reference.agents.get(agent);
    if (known === undefined) return;
    known.active = !known.active;
    this.allocator.setAgentActive(agent, known.active);
    // One that comes back waits for the next periodic cycle, unless it asked before.
    this.certain.delete(agent);
    this.maybe.delete(agent);
  }

  addClient(role: number): void {
    const path = pick(ROLES, role) as string;
    const name = `f${this.frameworks++}`;
    const client = this.allocator.addClient(path, name, this.now);
    this.reference.addClient(client, path, name, this.now);
    this.pendingAll = true;
  }

  removeClient(which: number): void {
    const client = this.someClient(which);
    if (client === undefined) return;
    this.recoverAll((held) => held.client === client);
    this.allocator.removeClient(client);
    this.reference.removeClient(client);
    this.reference.forgetRefusals((refusal) => refusal.client === client);
  }

  toggleClient(which: number): void {
    const client = this.someClient(which);
    if (client === undefined) return;
    const known = this.reference.client(client);
    known.active = !known.active;
    this.allocator.setClientActive(client, known.active);
    if (known.active) this.pendingAll = true;
    else this.reference.forgetRefusals((refusal) => refusal.client === client);
  }

  suppress(which: number): void {
    const client = this.someClient(which);
    if (client === undefined) return;
    this.reference.client(client).suppressed = true;
    this.allocator.suppress(client);
  }

  revive(which: number): void {
    const client = this.someClient(which);
    if (client === undefined) return;
    const known = this.reference.client(client);
    if (known.suppressed) known.waitingSinceUs = this.now;
    known.suppressed = false;
    this.allocator.revive(client, this.now);
    this.reference.forgetRefusals((refusal) => refusal.client === client);
    this.pendingAll = true;
  }

  request(which: number, ago: number): void {
    const client = this.someClient(which);
    if (client === undefined) return;
    const since = Math.max(0, this.now - (ago % 4) * SECOND);
    this.reference.client(client).waitingSinceUs = since;
    this.allocator.setWaitingSince(client, since);
  }

  setWeight(role: number, weight: number): void {
    const path = pick(ROLES, role) as string;
    const value = pick(this.weights, weight) as number;
    this.allocator.setWeight(path, value);
    this.reference.setWeight(path, value);
  }

  answer(which: number, part: number, refusal: number): void {
    const offer = pick(this.offers, which);
    if (offer === undefined) return;
    // Quarters of what is offered, in whole thousandths; none is a plain decline.
    const used = offer.amounts.map((amount) => Math.floor((amount * (part % 4)) / 4));
    const left = offer.amounts.map((amount, r) => amount - used[r]);
    this.offers.splice(this.offers.indexOf(offer), 1);
    this.endOffer(offer.client);
    const seconds = pick(REFUSALS_S, refusal) as number;
    this.allocator.decline(offer.client, offer.agent, left, seconds, this.now);
    this.reference.hold(offer.client, offer.agent, left, -1);
    if (used.some((amount) => amount > 0)) this.tasks.push({ ...offer, amounts: used });
    if (seconds === 0) return;
    const lifetimeUs = Math.max(seconds < 0 ? 5 : seconds, 1) * SECOND;
    const { client, agent } = offer;
    this.reference.refuse({ client, agent, amounts: left, expiresUs: this.now + lifetimeUs });
  }

  finish(which: number): void {
    const task = pick(this.tasks, which);
    if (task !== undefined) this.recoverAll((held) => held === task);
  }

  advance(part: number): void {
    // Stays between two periodic cycles.
    this.now += Math.min((part % 3) * 300_000, SECOND - 1 - (this.now % SECOND));
  }

  batch(): void {
    this.now = (Math.floor(this.now / SECOND) + 1) * SECOND;
    this.reference.batch++;
    this.reference.periodic = true;
    this.pendingAll = true;
    this.cycle(() => this.allocator.runBatch(this.now, this.sink));
    this.reference.periodic = false;
  }

  runPending(): void {
    check('a cycle is pending', this.allocator.cyclePending, this.pendingAll || this.pendingRest);
    this.cycle(() => this.allocator.runPending(this.now, this.sink));
  }

  private readonly sink = {
    offer: (client: number, agent: number, resources: readonly number[]): void => {
      check('only agents the cycle is about are offered', this.maybe.has(agent), true);
      this.maybe.delete(agent);
      check('all that is free is offered', resources, this.reference.free(agent));
      const first = this.reference.choice(agent, this.now);
      check(`agent ${agent} goes to the first in order`, client, first);
      this.offers.push({ client, agent, amounts: resources });
      this.reference.hold(client, agent, resources, 1);
      this.reference.serve(client);
      const known = this.reference.client(client);
      known.outstanding++;
      if (known.outstanding === this.bound) known.atBound = true;
      this.made++;
    },
  };

  private cycle(run: () => void): void {
    if (this.pendingAll) {
      this.maybe = new Set(this.reference.agents.keys());
      this.certain = new Set(this.reference.agents.keys());
    }
    for (const agent of this.asked) {
      this.maybe.add(agent);
      this.certain.add(agent);
    }
    this.asked.clear();
    run();
    for (const agent of this.certain) {
      check(`agent ${agent} is left over`, this.reference.choice(agent, this.now), null);
    }
    // With somebody still wanting more all have been visited; else some may not have been.
    this.certain.clear();
    if (this.reference.someEligible()) this.maybe.clear();
    this.pendingAll = false;
    this.pendingRest = false;
    check('a cycle is pending', this.allocator.cyclePending, false);
  }

  private endOffer(client: number): void {
    this.allocator.offerEnded(client);
    const known = this.reference.client(client);
    known.outstanding--;
    if (known.atBound && known.outstanding * 2 <= this.bound) {
      known.atBound = false;
      this.pendingRest = true;
    }
  }

  private recoverAll(which: (held: Held) => boolean): void {
    for (const list of [this.offers, this.tasks]) {
      for (const held of list.filter(which)) {
        list.splice(list.indexOf(held), 1);
        if (list === this.offers) this.endOffer(held.client);
        this.allocator.recover(held.client, held.agent, held.amounts);
        this.reference.hold(held.client, held.agent, held.amounts, -1);
      }
    }
  }

  private someClient(which: number): number | undefined {
    return pick([...this.reference.clients.keys()], which);
  }

  /** The accounts, recomputed from scratch. */
  private checkAccounts(): void {
    const { allocator, reference } = this;
    check('total', allocator.total, reference.total());
    check('offers made', allocator.offersMade, this.made);
    for (const client of reference.clients.keys()) {
      const mine = [...this.offers, ...this.tasks].filter((held) => held.client === client);
      const sum = [0, 1].map((r) => mine.reduce((total, held) => total + held.amounts[r], 0));
      check(`what client ${client} holds`, allocator.allocatedTo(client), sum);
    }
    for (const agent of reference.agents.keys()) {
      check('nothing is below zero', Math.min(...reference.free(agent)) >= 0, true);
    }
  }
}

type Operation = (pair: Pair, a: number, b: number, c: number) => void;

/** Frequent ones are listed more than once. */
const OPERATIONS: readonly Operation[] = [
  (pair) => pair.batch(),
  (pair) => pair.batch(),
  (pair) => pair.runPending(),
  (pair) => pair.runPending(),
  (pair, a) => pair.addAgent(a),
  (pair, a) => pair.addAgent(a),
  (pair, a) => pair.addClient(a),
  (pair, a) => pair.addClient(a),
  (pair, a, b, c) => pair.answer(a, b, c),
  (pair, a, b, c) => pair.answer(a, b, c),
  (pair, a, b, c) => pair.answer(a, b, c),
  (pair, a, b, c) => pair.answer(a, b, c),
  (pair, a) => pair.finish(a),
  (pair, a) => pair.finish(a),
  (pair, a) => pair.suppress(a),
  (pair, a) => pair.revive(a),
  (pair, a) => pair.revive(a),
  (pair, a, b) => pair.setWeight(a, b),
  (pair, a, b) => pair.request(a, b),
  (pair, a) => pair.toggleAgent(a),
  (pair, a) => pair.toggleClient(a),
  (pair, a) => pair.removeAgent(a),
  (pair, a) => pair.removeClient(a),
  (pair, a) => pair.advance(a),
];

const number = fc.nat({ max: 23 });
const operations = fc.array(fc.tuple(number, number, number, number), {
  minLength: 20,
  maxLength: 120,
  size: 'max',
});

const policies: readonly ReferencePolicy[] = ['drf', 'asset', 'maxmin:cpus', 'maxmin:mem', 'fifo'];

it.each(policies)('%s: any sequence of operations makes the offers of the reference', (policy) => {
  fc.assert(
    fc.property(operations, fc.nat(), fc.constantFrom(0, 1, 2, 5), (sequence, seed, bound) => {
      const pair = new Pair(policy, seed, bound);
      for (const [operation, a, b, c] of sequence) pair.do(operation, a, b, c);
    }),
    { numRuns: 800 },
  );
});
