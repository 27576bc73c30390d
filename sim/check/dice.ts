import { Draws } from '../random/draws.ts';

/** Draws by name: what is asked under one name never moves what is asked under another. */
export class Dice {
  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  /** A whole number from 0 to below `sides`. */
  number(what: string, sides: number): number {
    return Math.floor(new Draws(this.seed, `swarm ${what}`).unit(0, 0) * sides);
  }

  between(what: string, least: number, most: number): number {
    return least + this.number(what, most - least + 1);
  }

  oneIn(what: string, times: number): boolean {
    return this.number(what, times) === 0;
  }

  pick<Value>(what: string, values: readonly Value[]): Value {
    return values[this.number(what, values.length)];
  }

  /** One of the values in one seed of so many; else nothing. */
  seldom<Value>(what: string, times: number, values: readonly Value[]): Value | undefined {
    return this.oneIn(`${what} at all`, times) ? this.pick(what, values) : undefined;
  }
}
