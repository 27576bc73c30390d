import type { Milli, ResourceMap } from '../resources/quantities.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import type { Resources } from '../resources/resources.ts';

/** An amount that must be there; `resource` is -1 for names the space does not know. */
interface Need {
  readonly name: string;
  readonly resource: number;
  readonly amount: Milli;
}

/** Smallest offers worth making: any one alternative suffices; no alternatives, anything does. */
export class Minimum {
  private readonly resources: number;
  private readonly alternatives: readonly (readonly Need[])[];

  constructor(space: ResourceSpace, alternatives: readonly ResourceMap[]) {
    this.resources = space.size;
    this.alternatives = alternatives.map((alternative) =>
      [...alternative].map(([name, amount]) => ({ name, resource: space.id(name), amount })),
    );
  }

  /** Whether scalars must be among what is offered. */
  get needsScalars(): boolean {
    if (this.alternatives.length === 0) return false;
    return this.alternatives.every((needs) => needs.some(({ resource }) => resource >= 0));
  }

  /**
   * Whether an amount is worth offering: by the sum over all pieces of a name, reserved or not;
   * of ranges and sets elements are counted.
   */
  isMetBy(plain: ArrayLike<number>, offset: number, rest: Resources): boolean {
    for (const needs of this.alternatives) if (meets(needs, plain, offset, rest)) return true;
    if (this.alternatives.length > 0) return false;
    if (!rest.isEmpty) return true;
    for (let r = 0; r < this.resources; r++) if (plain[offset + r] > 0) return true;
    return false;
  }
}

function meets(
  needs: readonly Need[],
  plain: ArrayLike<number>,
  offset: number,
  rest: Resources,
): boolean {
  for (const { name, resource, amount } of needs) {
    const have = resource < 0 ? 0 : plain[offset + resource];
    if (have >= amount) continue;
    if (rest.isEmpty || have + rest.quantity(name) < amount) return false;
  }
  return true;
}

/**
 * The cluster's minimum (Mesos `--min_allocatable_resources`) and those that frameworks set for
 * themselves by role (`offer_filters`), which may be lower or higher.
 */
export class Minimums {
  readonly usual: Minimum;
  private readonly space: ResourceSpace;
  private readonly anything: Minimum;
  /** Frameworks' own minimums in force. */
  private own = 0;

  constructor(space: ResourceSpace, usual: readonly ResourceMap[]) {
    this.space = space;
    this.usual = new Minimum(space, usual);
    this.anything = new Minimum(space, []);
  }

  /** A framework's own minimum; to be given up with {@link drop}. */
  add(alternatives: readonly ResourceMap[]): Minimum {
    this.own++;
    return new Minimum(this.space, alternatives);
  }

  drop(): void {
    this.own--;
  }

  /** Whether every candidate is worth offering to everybody. */
  get isOneForAll(): boolean {
    return this.own === 0;
  }

  /** Whether there is somebody for whom an amount may be worth an offer. */
  anyoneTakes(plain: ArrayLike<number>, offset: number, rest: Resources): boolean {
    return (this.own === 0 ? this.usual : this.anything).isMetBy(plain, offset, rest);
  }
}

/** Mesos's default `cpus:0.01|mem:32`; without either resource, a whole unit of any other. */
export function usualMinimum(space: ResourceSpace): ResourceMap[] {
  const usual = [new Map([['cpus', 10]]), new Map([['mem', 32_000]])].filter((alternative) =>
    [...alternative.keys()].every((name) => space.id(name) >= 0),
  );
  if (usual.length > 0) return usual;
  return space.names.map((name) => new Map([[name, 1000]]));
}
