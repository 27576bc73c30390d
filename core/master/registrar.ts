import type { Buggify } from '../buggify.ts';
import type { Micros } from '../machine.ts';
import type { Marks } from '../marks.ts';
import type { MasterOutput } from './master-io.ts';
import { type Registry, decodeRegistry, emptyRegistry, encodeRegistry } from './registry-record.ts';

/** A change of the registry, and what may happen once it stands there. */
interface Operation {
  readonly change: (registry: Registry) => void;
  readonly done: (now: Micros, out: MasterOutput) => void;
}

/**
 * Keeps the registry: what must survive the master is stored before anybody sees its effect
 * (`mesos-semantics` part 13; Mesos's `Registrar`). One write is under way at a time; what is
 * asked for meanwhile goes together into the next.
 *
 * A master that leads alone, without an election, stores nothing (Mesos's
 * `--registry=in_memory`): its changes take effect at once.
 */
export class Registrar {
  private registry = emptyRegistry();
  private stores = false;
  private writing: Operation[] | null = null;
  private waiting: Operation[] = [];
  private readonly marks: Marks | null;
  private readonly buggify: Buggify | null;

  constructor(marks: Marks | null = null, buggify: Buggify | null = null) {
    this.marks = marks;
    this.buggify = buggify;
  }

  /** As it stands, or will once the write under way is done. */
  get current(): Readonly<Registry> {
    return this.registry;
  }

  /** Whether something is still to be stored. */
  get busy(): boolean {
    return this.writing !== null;
  }

  /**
   * Takes over what an earlier leader stored.
   * @returns what is wrong with it, or null
   */
  recover(text: string): string | null {
    const registry = decodeRegistry(text);
    if (typeof registry === 'string') return registry;
    this.registry = registry;
    this.stores = true;
    return null;
  }

  /** Changes the registry; `done` runs once the change is stored. */
  apply(
    change: (registry: Registry) => void,
    done: (now: Micros, out: MasterOutput) => void,
    now: Micros,
    out: MasterOutput,
  ): void {
    if (!this.stores) {
      change(this.registry);
      return done(now, out);
    }
    this.waiting.push({ change, done });
    if (this.writing === null) this.write(out);
  }

  /** Runs once all that was asked for so far is stored; at once where nothing is to be. */
  afterwards(done: Operation['done'], now: Micros, out: MasterOutput): void {
    if (this.writing === null) return done(now, out);
    const latest = this.waiting.length > 0 ? this.waiting : this.writing;
    latest.push({ change: () => undefined, done });
  }

  /** The write under way is done. */
  stored(now: Micros, out: MasterOutput): void {
    const written = this.writing ?? [];
    this.writing = null;
    for (const { done } of written) done(now, out);
    if (this.waiting.length > 0 && this.writing === null) this.write(out);
  }

  private write(out: MasterOutput): void {
    const some = this.waiting.length > 1 && this.buggify?.fires('store-one') === true;
    this.writing = this.waiting.splice(0, some ? 1 : this.waiting.length);
    if (this.writing.length > 1) this.marks?.sometimes('registry-together');
    for (const { change } of this.writing) change(this.registry);
    out.store(encodeRegistry(this.registry));
  }
}
