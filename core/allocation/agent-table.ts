import { assert } from '../assert.ts';
import { copyInto } from '../collections/copy-into.ts';
import type { Quantities } from '../resources/quantities.ts';

/** Smallest offers worth making: any one alternative suffices (Mesos `--min_allocatable_resources`). */
export interface Minimum {
  readonly resource: number;
  readonly amount: number;
}

/**
 * Agents known to the allocator: what they have and what of it is free.
 *
 * Keeps the set of *candidates*, agents with enough free to be worth an offer, as a dense array,
 * so that a cycle costs as much as there is to give and an agent that is full costs nothing.
 */
export class AgentTable {
  /** Free thousandths, `agent * resources + resource`. */
  free: Float64Array;
  private total: Float64Array;
  private active: Uint8Array = new Uint8Array(16);
  /**
   * Candidates in positions 0 … candidateCount-1: first those the cycle has still to visit, then
   * those it has visited. One that comes in between waits for the next cycle.
   */
  candidates: Int32Array = new Int32Array(16);
  candidateCount = 0;
  unvisited = 0;
  private positions: Int32Array = new Int32Array(16);
  private readonly resources: number;
  private readonly minimums: readonly Minimum[];

  constructor(resources: number, minimums: readonly Minimum[]) {
    this.resources = resources;
    this.minimums = minimums;
    this.free = new Float64Array(16 * resources);
    this.total = new Float64Array(16 * resources);
    this.positions.fill(-1);
  }

  /** Adds an agent under the id its host gave it (dense, reused only after `remove`). */
  add(agent: number, total: Quantities): void {
    while (agent >= this.active.length) this.grow();
    const base = agent * this.resources;
    for (let r = 0; r < this.resources; r++) {
      this.total[base + r] = total[r];
      this.free[base + r] = total[r];
    }
    this.active[agent] = 1;
    this.review(agent);
  }

  /** Forgets an agent. */
  remove(agent: number): void {
    this.active[agent] = 0;
    this.review(agent);
    const base = agent * this.resources;
    this.total.fill(0, base, base + this.resources);
    this.free.fill(0, base, base + this.resources);
  }

  totalOf(agent: number, resource: number): number {
    return this.total[agent * this.resources + resource];
  }

  /** Whether offers may be made of an agent. */
  setActive(agent: number, active: boolean): void {
    this.active[agent] = active ? 1 : 0;
    this.review(agent);
  }

  /** Everything free on an agent as a vector of its own. */
  freeOf(agent: number): number[] {
    const base = agent * this.resources;
    const amounts: number[] = [];
    for (let r = 0; r < this.resources; r++) amounts.push(this.free[base + r]);
    return amounts;
  }

  /** Takes everything that is free. */
  takeAll(agent: number): void {
    const base = agent * this.resources;
    this.free.fill(0, base, base + this.resources);
    this.drop(agent);
  }

  /** Gives resources back. */
  give(agent: number, amounts: Quantities): void {
    const base = agent * this.resources;
    for (let r = 0; r < this.resources; r++) {
      this.free[base + r] += amounts[r];
      assert(this.free[base + r] <= this.total[base + r], 'an agent has no more free than it has');
    }
    this.review(agent);
  }

  /** All candidates are to be visited. */
  beginVisits(): void {
    this.unvisited = this.candidateCount;
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
    const worth = this.active[agent] === 1 && this.isAllocatable(agent);
    if (worth && this.positions[agent] < 0) {
      this.positions[agent] = this.candidateCount;
      this.candidates[this.candidateCount++] = agent;
    } else if (!worth) {
      this.drop(agent);
    }
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

  private isAllocatable(agent: number): boolean {
    const base = agent * this.resources;
    for (const { resource, amount } of this.minimums) {
      if (this.free[base + resource] >= amount) return true;
    }
    return false;
  }

  private grow(): void {
    const capacity = this.active.length * 2;
    const width = capacity * this.resources;
    this.free = copyInto(new Float64Array(width), this.free);
    this.total = copyInto(new Float64Array(width), this.total);
    this.active = copyInto(new Uint8Array(capacity), this.active);
    this.candidates = copyInto(new Int32Array(capacity), this.candidates);
    this.positions = copyInto(new Int32Array(capacity).fill(-1), this.positions);
  }
}
