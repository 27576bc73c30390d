import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { Accounts, Policy, PolicyRule } from '../policy.ts';
import { settleCredits } from './karma-credits.ts';
import { dominantShare } from './shares.ts';

const ROOT = 0;

export interface KarmaOptions {
  /** From 0 to 1: the part of the cluster that is nobody's and is lent against credits. */
  readonly shared: number;
  /** Time after which credits are settled. */
  readonly quantumUs: Micros;
  /** What a newcomer starts with: quanta of the whole cluster. */
  readonly initialCredits: number;
}

const PRESET: KarmaOptions = {
  shared: 0.5,
  quantumUs: 10 * MICROS_PER_SECOND,
  initialCredits: 100,
};

/**
 * Karma: who leaves part of its guaranteed share to others earns credits, and pays with them when
 * it takes more than its share (Vuppalapati et al., OSDI 2023; of several resources the dominant
 * share counts).
 *
 * Guaranteed is the part by weight of 1 − `shared` of the cluster; those below it come first, the
 * furthest below before the others. Beyond it what is free goes to whoever has most credits left,
 * less what it borrows now; so a slice at a time costs a slice. Credits are counted in quanta of
 * the whole cluster and settled every quantum over what was held when cycles began: all get their
 * part of `shared`, borrowers pay what they borrowed, donors are paid what was borrowed of theirs,
 * the poorest first. Nothing is preempted at the end of a quantum, and one without credits is not
 * kept from what nobody else wants. In roles the same holds level by level.
 *
 * A cycle costs O(nodes), the end of a quantum O(n²) among n siblings at worst.
 */
export const karma: Policy = lendingByCredits(PRESET);

export function lendingByCredits(options: KarmaOptions): Policy {
  return {
    name: 'karma',
    summary: 'credits for what is left to others, spent on what is taken beyond a fair share',
    source: 'Vuppalapati et al., OSDI 2023',
    properties: ['strategy-proofness', 'Pareto efficiency', 'single-resource fairness'],
    parameters: [
      { name: 'shared', preset: '0.5', meaning: 'part of the cluster that is lent (alpha)' },
      { name: 'quantum', preset: '10 s', meaning: 'time after which credits are settled' },
      {
        name: 'initialCredits',
        preset: '100',
        meaning: 'what a newcomer starts with, quanta of the whole cluster',
      },
    ],
    start: (accounts) => new Lending(accounts, options),
  };
}

class Lending implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly options: KarmaOptions;
  /** By node: its part of the cluster by weight, and credits. */
  private readonly parts: number[] = [];
  private readonly credits: number[] = [];
  /** By node, the share held in this quantum so far, times microseconds. */
  private readonly heldUs: number[] = [];
  /** By node, the last cycle that saw it: ids are used again. */
  private readonly seen: number[] = [];
  private cycle = 0;
  private lastUs: Micros = 0;
  private settledUs: Micros = 0;

  constructor(accounts: Accounts, options: KarmaOptions) {
    this.accounts = accounts;
    this.options = options;
  }

  /** Below zero up to the guarantee, between zero and one beyond it. */
  key(node: number): number {
    const share = dominantShare(this.accounts, node, 1);
    const guaranteed = this.guaranteed(node);
    if (share < guaranteed) return share / guaranteed - 1;
    const debt = share - guaranteed - (this.credits[node] ?? this.options.initialCredits);
    return 0.5 + debt / (2 * (1 + Math.abs(debt)));
  }

  prepare(nowUs: Micros): boolean {
    const elapsedUs = nowUs - this.lastUs;
    this.lastUs = nowUs;
    this.cycle++;
    const changed = this.count(ROOT, 1, elapsedUs);
    const quantumUs = nowUs - this.settledUs;
    if (quantumUs < this.options.quantumUs) return changed;
    this.settledUs = nowUs;
    this.settleBelow(ROOT, quantumUs);
    return true;
  }

  private guaranteed(node: number): number {
    return (1 - this.options.shared) * (this.parts[node] ?? 0);
  }

  /** Counts what is held below a role, and finds the parts; true when one changed. */
  private count(role: number, part: number, elapsedUs: Micros): boolean {
    const { accounts, parts, heldUs } = this;
    const children = accounts.childrenOf(role);
    const weights = children.reduce((sum, child) => sum + accounts.weight[child], 0);
    let changed = this.welcome(children);
    for (const child of children) {
      const childPart = (part * accounts.weight[child]) / weights;
      if (parts[child] !== childPart) changed = true;
      parts[child] = childPart;
      heldUs[child] += dominantShare(accounts, child, 1) * elapsedUs;
      if (this.count(child, childPart, elapsedUs)) changed = true;
    }
    return changed;
  }

  /** Newcomers start with the mean of the others, the first with what the options say. */
  private welcome(children: readonly number[]): boolean {
    const { credits, heldUs, seen, cycle } = this;
    const known = children.filter((child) => seen[child] === cycle - 1);
    const mean =
      known.length === 0
        ? this.options.initialCredits
        : known.reduce((sum, child) => sum + credits[child], 0) / known.length;
    for (const child of children) {
      if (seen[child] !== cycle - 1) {
        credits[child] = mean;
        heldUs[child] = 0;
      }
      seen[child] = cycle;
    }
    return known.length < children.length;
  }

  private settleBelow(role: number, quantumUs: Micros): void {
    const { accounts, options, credits, parts, heldUs } = this;
    const children = accounts.childrenOf(role);
    const settled = settleCredits(
      children.map((child) => ({
        credits: credits[child],
        free: options.shared * parts[child],
        guaranteed: this.guaranteed(child),
        used: heldUs[child] / quantumUs,
      })),
    );
    children.forEach((child, i) => {
      credits[child] = settled[i];
      heldUs[child] = 0;
      this.settleBelow(child, quantumUs);
    });
  }
}
