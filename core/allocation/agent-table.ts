import { assert } from '../assert.ts';
import { copyInto } from '../collections/copy-into.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import type { Minimums } from './minimums.ts';
import type { Agents } from './policy.ts';
import { type Portion, freeRest, unreservedScalars } from './portion.ts';

/** Why an agent may not be offered; it may when no bit is set. */
export const UNKNOWN = 1;
export const DEACTIVATED = 2;
export const NOT_LISTED = 4;

/**
 * Agents known to the allocator: what they have and what of it is free.
 *
 * Plain amounts stand in columns; what else an agent has (ports, reservations, volumes) in
 * collections, shared between agents where they are equal. Keeps the set of *candidates*,
 * agents with enough free to be worth an offer, as a dense array, so that a cycle costs as much
 * as there is to give and an agent that is full costs nothing.
 */
export class AgentTable implements Agents {
  /** Free thousandths of plain resources, `agent * resources + resource`; never below zero. */
  free: Float64Array;
  /** Everything else that is free; shared volumes are, whoever uses them. */
  rest: Resources[] = [];
  /**
   * Candidates in positions 0 … candidateCount-1: first those the cycle has still to visit, then
   * those it has visited. One that comes in between waits for the next cycle.
   */
  candidates: Int32Array = new Int32Array(16);
  candidateCount = 0;
  unvisited = 0;
  /** Unreserved non-revocable scalars free on all agents, less what is over-allocated. */
  readonly unreservedFree: Float64Array;
  /** Agents with anything reserved, revocable or shared. */
  special = 0;
  /** Changes of plain totals so far. */
  version = 0;

  private readonly space: ResourceSpace;
  private readonly resources: number;
  private readonly minimums: Minimums;
  private total: Float64Array;
  /** How much more is allocated than there is, by agent and resource; null while nowhere. */
  private excess: Float64Array | null = null;
  private restTotal: Resources[] = [];
  private restHeld: Resources[] = [];
  /** What each agent's rest was before and after the last that was taken of it. */
  private lastTaken: (RestChange | null)[] = [];
  private blocks: Uint8Array = new Uint8Array(16).fill(UNKNOWN);
  private positions: Int32Array = new Int32Array(16);

  constructor(space: ResourceSpace, minimums: Minimums) {
    this.space = space;
    this.resources = space.size;
    this.minimums = minimums;
    this.free = new Float64Array(16 * this.resources);
    this.total = new Float64Array(16 * this.resources);
    this.unreservedFree = new Float64Array(this.resources);
    this.positions.fill(-1);
  }

  /** Adds an agent under the id its host gave it (dense, reused only after `remove`). */
  add(agent: number, total: Portion): void {
    while (agent >= this.blocks.length) this.grow();
    assert((this.blocks[agent] & UNKNOWN) !== 0, `agent ${agent} is added once`);
    while (this.rest.length <= agent) {
      this.rest.push(Resources.EMPTY);
      this.restTotal.push(Resources.EMPTY);
      this.restHeld.push(Resources.EMPTY);
      this.lastTaken.push(null);
    }
    this.blocks[agent] = 0;
    this.setTotal(agent, total);
  }

  /** Forgets an agent. */
  remove(agent: number): void {
    this.countUnreserved(this.restHeld[agent], 1);
    this.restHeld[agent] = Resources.EMPTY;
    this.lastTaken[agent] = null;
    const base = agent * this.resources;
    for (let r = 0; r < this.resources; r++) this.setFree(base + r, r, this.total[base + r]);
    this.setTotal(agent, {
      plain: this.space.names.map(() => 0),
      rest: Resources.EMPTY,
    });
    this.blocks[agent] = UNKNOWN;
    this.drop(agent);
  }

  isKnown(agent: number): boolean {
    return agent < this.blocks.length && (this.blocks[agent] & UNKNOWN) === 0;
  }

  /** Every id is below it. */
  get count(): number {
    return this.rest.length;
  }

  /** Plain thousandths by agent and resource. */
  get totals(): Float64Array {
    return this.total;
  }

  /** Everything an agent has; may become less than what is allocated. */
  setTotal(agent: number, total: Portion): void {
    const base = agent * this.resources;
    this.version++;
    for (let r = 0; r < this.resources; r++) {
      const more = total.plain[r] - this.total[base + r];
      this.total[base + r] = total.plain[r];
      this.setFree(base + r, r, this.signedFree(base + r) + more);
    }
    const before = isSpecial(this.restTotal[agent]);
    this.countUnreserved(this.restTotal[agent], -1);
    this.countUnreserved(total.rest, 1);
    this.restTotal[agent] = total.rest;
    this.lastTaken[agent] = null;
    this.special += Number(isSpecial(total.rest)) - Number(before);
    this.setRest(agent);
    this.review(agent);
  }

  totalOf(agent: number): Portion {
    const base = agent * this.resources;
    return {
      plain: [...this.total.subarray(base, base + this.resources)],
      rest: this.restTotal[agent],
    };
  }

  /** Sets or clears a reason for which an agent is not offered. */
  block(agent: number, reason: number, set: boolean): void {
    if (set) this.blocks[agent] |= reason;
    else this.blocks[agent] &= ~reason;
    this.review(agent);
  }

  isBlocked(agent: number, reason: number): boolean {
    return (this.blocks[agent] & reason) !== 0;
  }

  isCandidate(agent: number): boolean {
    return this.positions[agent] >= 0;
  }

  /** Everything free on an agent of the plain resources, as a vector of its own. */
  freeOf(agent: number): number[] {
    const base = agent * this.resources;
    const amounts: number[] = [];
    for (let r = 0; r < this.resources; r++) amounts.push(this.free[base + r]);
    return amounts;
  }

  /** Takes everything that is free, of an agent with nothing shared. */
  takeAll(agent: number): void {
    const base = agent * this.resources;
    for (let r = 0; r < this.resources; r++) this.unreservedFree[r] -= this.free[base + r];
    this.free.fill(0, base, base + this.resources);
    if (!this.rest[agent].isEmpty) this.takeRest(agent, this.rest[agent]);
    this.drop(agent);
  }

  /** Takes resources, also beyond what is there: what a returning agent says is in use. */
  take(agent: number, plain: Quantities, rest: Resources): void {
    const base = agent * this.resources;
    for (let r = 0; r < this.resources; r++) {
      if (plain[r] !== 0) this.setFree(base + r, r, this.signedFree(base + r) - plain[r]);
    }
    if (!rest.isEmpty) this.takeRest(agent, rest);
    this.review(agent);
  }

  /** Gives resources back. */
  give(agent: number, plain: Quantities, rest: Resources): void {
    const base = agent * this.resources;
    if (this.excess === null) {
      for (let r = 0; r < this.resources; r++) {
        this.free[base + r] += plain[r];
        this.unreservedFree[r] += plain[r];
        assert(
          this.free[base + r] <= this.total[base + r],
          'an agent has no more free than it has',
        );
      }
    } else {
      for (let r = 0; r < this.resources; r++) {
        this.setFree(base + r, r, this.signedFree(base + r) + plain[r]);
      }
    }
    if (!rest.isEmpty) this.giveRest(agent, rest);
    this.review(agent);
  }

  /** All candidates are to be visited. */
  beginVisits(): void {
    this.unvisited = this.candidateCount;
  }

  /** None are: what this cycle did not come to waits for the next. */
  endVisits(): void {
    this.unvisited = 0;
  }

  /** An agent is to be visited, if it is a candidate. */
  unvisit(agent: number): void {
    const position = this.positions[agent];
    // Not a candidate (-1), or to be visited already.
    if (position < this.unvisited) return;
    this.swap(position, this.unvisited);
    this.unvisited++;
  }

  /** Counts the unvisited candidate at a position as visited and gives its agent. */
  visit(position: number): number {
    this.unvisited--;
    this.swap(position, this.unvisited);
    return this.candidates[this.unvisited];
  }

  /** Agents worth fewer or more offers than before: the minimums changed. */
  reviewAll(): void {
    for (let agent = 0; agent < this.rest.length; agent++) this.review(agent);
  }

  private swap(a: number, b: number): void {
    if (a === b) return;
    const { candidates, positions } = this;
    const held = candidates[a];
    candidates[a] = candidates[b];
    candidates[b] = held;
    positions[candidates[a]] = a;
    positions[candidates[b]] = b;
  }

  /** Puts an agent into or out of the candidates as its free resources demand. */
  private review(agent: number): void {
    const worth = this.blocks[agent] === 0 && this.isWorthOffering(agent);
    if (worth && this.positions[agent] < 0) {
      this.positions[agent] = this.candidateCount;
      this.candidates[this.candidateCount++] = agent;
    } else if (!worth) {
      this.drop(agent);
    }
  }

  private isWorthOffering(agent: number): boolean {
    const offset = agent * this.resources;
    return this.minimums.anyoneTakes(this.free, offset, this.rest[agent]);
  }

  private drop(agent: number): void {
    let position = this.positions[agent];
    if (position < 0) return;
    if (position < this.unvisited) {
      this.unvisited--;
      this.swap(position, this.unvisited);
      position = this.unvisited;
    }
    this.candidateCount--;
    this.swap(position, this.candidateCount);
    this.positions[agent] = -1;
  }

  /** What is free, or, below zero, how much too much is allocated. */
  private signedFree(at: number): number {
    return this.excess === null ? this.free[at] : this.free[at] - this.excess[at];
  }

  private setFree(at: number, resource: number, signed: number): void {
    this.unreservedFree[resource] += signed - this.signedFree(at);
    this.free[at] = signed > 0 ? signed : 0;
    if (signed < 0) this.excess ??= new Float64Array(this.free.length);
    if (this.excess !== null) this.excess[at] = signed < 0 ? -signed : 0;
  }

  private takeRest(agent: number, rest: Resources): void {
    this.countUnreserved(rest, -1);
    const last = this.lastTaken[agent];
    if (last !== null && last.taken === rest && last.heldBefore === this.restHeld[agent]) {
      this.restHeld[agent] = last.heldAfter;
      this.rest[agent] = last.freeAfter;
      return;
    }
    const [heldBefore, freeBefore] = [this.restHeld[agent], this.rest[agent]];
    const heldAfter = heldBefore.plus(rest);
    this.restHeld[agent] = heldAfter;
    this.setRest(agent);
    const freeAfter = this.rest[agent];
    this.lastTaken[agent] = { taken: rest, heldBefore, freeBefore, heldAfter, freeAfter };
  }

  /**
   * Most offers come back as they were made: then all is as before, and by the same objects, so
   * that refusals are recognized without being compared.
   */
  private giveRest(agent: number, rest: Resources): void {
    this.countUnreserved(rest, 1);
    const last = this.lastTaken[agent];
    if (last !== null && last.taken === rest && last.heldAfter === this.restHeld[agent]) {
      this.restHeld[agent] = last.heldBefore;
      this.rest[agent] = last.freeBefore;
      return;
    }
    this.restHeld[agent] = this.restHeld[agent].minus(rest);
    this.setRest(agent);
  }

  private setRest(agent: number): void {
    this.rest[agent] = freeRest(this.restTotal[agent], this.restHeld[agent]);
  }

  /** Signed, as plain amounts are: what is held beyond the total takes from what others have free. */
  private countUnreserved(rest: Resources, sign: 1 | -1): void {
    const amounts = unreservedScalars(this.space, rest);
    if (amounts === null) return;
    for (let r = 0; r < this.resources; r++) this.unreservedFree[r] += sign * amounts[r];
  }

  private grow(): void {
    const capacity = this.blocks.length * 2;
    const width = capacity * this.resources;
    this.free = copyInto(new Float64Array(width), this.free);
    this.total = copyInto(new Float64Array(width), this.total);
    if (this.excess !== null) this.excess = copyInto(new Float64Array(width), this.excess);
    this.blocks = copyInto(new Uint8Array(capacity).fill(UNKNOWN), this.blocks);
    this.candidates = copyInto(new Int32Array(capacity), this.candidates);
    this.positions = copyInto(new Int32Array(capacity).fill(-1), this.positions);
  }
}

/** A part of an agent's rest that was taken, and what was held and free around it. */
interface RestChange {
  readonly taken: Resources;
  readonly heldBefore: Resources;
  readonly freeBefore: Resources;
  readonly heldAfter: Resources;
  readonly freeAfter: Resources;
}

function isSpecial(rest: Resources): boolean {
  return rest.hasReserved || rest.hasRevocable || rest.hasShared;
}
