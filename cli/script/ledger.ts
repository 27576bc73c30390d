import { writeResources } from '../../core/resources/resource-notation.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { Grant } from './script.ts';
import { StepDefect } from './step-defect.ts';

/** What a framework holds of an agent under a role. */
export interface LedgerEntry {
  readonly framework: string;
  readonly role: string;
  readonly agent: string;
  /** Not answered yet. */
  readonly offered: Resources;
  /** Used by tasks. */
  readonly used: Resources;
}

/** What comes back to the allocator, by what it was. */
export interface Returned {
  readonly offered: Resources;
  readonly used: Resources;
}

type Place = Omit<Grant, 'resources'>;

/** Who holds what: the books that a master keeps beside its allocator. */
export class Ledger {
  private readonly entries = new Map<string, LedgerEntry>();

  /** All entries, in the order in which they came to be. */
  all(): LedgerEntry[] {
    return [...this.entries.values()];
  }

  heldBy(framework: string): LedgerEntry[] {
    return this.all().filter((entry) => entry.framework === framework);
  }

  heldOn(agent: string): LedgerEntry[] {
    return this.all().filter((entry) => entry.agent === agent);
  }

  at(place: Place): LedgerEntry {
    const { framework, role, agent } = place;
    const nothing = { framework, role, agent, offered: Resources.EMPTY, used: Resources.EMPTY };
    return this.entries.get(keyOf(place)) ?? nothing;
  }

  offer(grant: Grant): void {
    const entry = this.at(grant);
    this.write({ ...entry, offered: entry.offered.plus(grant.resources) });
  }

  use(grant: Grant): void {
    const entry = this.at(grant);
    this.write({ ...entry, used: entry.used.plus(grant.resources) });
  }

  /**
   * Takes resources back from a framework; without `resources`, all it holds there. Offered ones
   * go first: after a launch the rest of the offer is declined, and tasks end later.
   * @throws StepDefect when it does not hold them
   */
  take(place: Place, resources?: Resources): Returned {
    const { offered, used } = this.at(place);
    const held = offered.plus(used);
    if (held.isEmpty) throw new StepDefect([], inWords(place, held), 'something to give back');
    if (resources === undefined) {
      this.entries.delete(keyOf(place));
      return { offered, used };
    }
    this.requireHeld(place, held, resources);
    const fromUsed = resources.minus(offered);
    const fromOffered = resources.minus(fromUsed);
    this.write({ ...place, offered: offered.minus(fromOffered), used: used.minus(fromUsed) });
    return { offered: fromOffered, used: fromUsed };
  }

  /**
   * Offered resources become used.
   * @throws StepDefect when they were not offered
   */
  launch(place: Place, resources: Resources): void {
    const entry = this.at(place);
    this.requireHeld(place, entry.offered, resources);
    const { offered, used } = entry;
    this.write({ ...entry, offered: offered.minus(resources), used: used.plus(resources) });
  }

  drop(entry: LedgerEntry): void {
    this.entries.delete(keyOf(entry));
  }

  /** What is held at a place from now on. */
  write({ framework, role, agent, offered, used }: LedgerEntry): void {
    const key = keyOf({ framework, role, agent });
    if (offered.isEmpty && used.isEmpty) this.entries.delete(key);
    else this.entries.set(key, { framework, role, agent, offered, used });
  }

  private requireHeld(place: Place, held: Resources, resources: Resources): void {
    if (held.contains(resources)) return;
    throw new StepDefect(['resources'], textOf(resources), `some of ${inWords(place, held)}`);
  }
}

function keyOf({ framework, role, agent }: Place): string {
  return JSON.stringify([framework, role, agent]);
}

function inWords({ framework, role, agent }: Place, held: Resources): string {
  return `${textOf(held)} held by ${framework} under ${role} on ${agent}`;
}

function textOf(resources: Resources): string {
  return resources.isEmpty ? 'nothing' : writeResources(resources);
}
