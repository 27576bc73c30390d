import type { Buggify, BuggifySite } from '../../core/buggify.ts';
import type { Micros } from '../../core/machine.ts';
import { Draws } from '../random/draws.ts';

/** In so many visits a site that is on fires once. */
const FIRES_IN = 4;

/** Kinds of nodes, so that draws of one are not those of another. */
export type BuggifiedKind = 'agent' | 'scheduler' | 'master';

/** What a run says of it; an `Experiment` is one. */
export interface BuggifyPlan {
  readonly seed: string;
  /** Sites that are on; the others never fire. */
  readonly buggify?: readonly BuggifySite[];
  /** From then on none fires: never unless given. */
  readonly healAtUs?: Micros;
}

/** Null where no site is on. */
export function buggifierOf(plan: BuggifyPlan, clock: { readonly now: Micros }): Buggifier | null {
  return (plan.buggify ?? []).length === 0 ? null : new Buggifier(plan, clock);
}

/**
 * Decides for all nodes of a cluster, each draw addressed by site, node and visit: to take a site
 * or a node out moves no draw of the others.
 */
export class Buggifier {
  private readonly draws: ReadonlyMap<BuggifySite, Draws>;
  private readonly healAtUs: Micros;
  private readonly clock: { readonly now: Micros };
  private readonly nodes = new Map<string, Buggify>();

  constructor(
    { seed, buggify: sites = [], healAtUs = Number.POSITIVE_INFINITY }: BuggifyPlan,
    clock: { readonly now: Micros },
  ) {
    this.draws = new Map(sites.map((site) => [site, new Draws(seed, `buggify ${site}`)]));
    this.healAtUs = healAtUs;
    this.clock = clock;
  }

  /** The same for a node whenever it is asked for: its processes go on counting. */
  of(kind: BuggifiedKind, node: number): Buggify {
    const name = `${kind} ${node}`;
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const made = this.make(ENTITIES[kind] + node * 4);
    this.nodes.set(name, made);
    return made;
  }

  private make(entity: number): Buggify {
    const visits = new Map<BuggifySite, number>();
    return {
      fires: (site) => {
        const draws = this.draws.get(site);
        if (draws === undefined || this.clock.now >= this.healAtUs) return false;
        const visit = visits.get(site) ?? 0;
        visits.set(site, visit + 1);
        return draws.unit(entity, visit) * FIRES_IN < 1;
      },
    };
  }
}

const ENTITIES: { readonly [kind in BuggifiedKind]: number } = {
  agent: 0,
  scheduler: 1,
  master: 2,
};
