import type { ResourceMap } from '../resources/quantities.ts';
import type { FrameworkCapability } from './agent-facts.ts';
import { traitsOf } from './capability-rules.ts';
import type { ClientAllocator } from './client-allocator.ts';
import type { ClientId } from './client-table.ts';
import type { OfferConstraints } from './offer-constraints.ts';

/** What the allocator knows of a framework. */
export interface FrameworkFacts {
  /** Breaks ties between frameworks of a role; unique. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly capabilities: readonly FrameworkCapability[];
  /** Own minimum by role (`offer_filters`); an empty list accepts anything. */
  readonly minAllocatable: ReadonlyMap<string, readonly ResourceMap[]>;
  readonly offerConstraints: ReadonlyMap<string, OfferConstraints>;
}

interface Framework {
  facts: FrameworkFacts;
  active: boolean;
  /** A client for each role; those of roles it left stay while they hold something. */
  readonly clients: Map<string, ClientId>;
}

/** Who knows which clients hold something: the accounts of whoever keeps the table. */
export interface Holders {
  holdsAnything(client: ClientId): boolean;
}

/** Frameworks, and the clients they are in their roles. */
export class FrameworkTable {
  private readonly engine: ClientAllocator;
  private readonly holdings: Holders;
  private readonly frameworks = new Map<number, Framework>();
  private readonly owners: number[] = [];

  constructor(engine: ClientAllocator, holdings: Holders) {
    this.engine = engine;
    this.holdings = holdings;
  }

  add(
    framework: number,
    facts: FrameworkFacts,
    active: boolean,
    suppressed: readonly string[],
    nowUs: number,
  ): void {
    if (this.frameworks.has(framework)) throw new Error(`framework ${framework} is known already`);
    const record: Framework = { facts, active, clients: new Map() };
    this.frameworks.set(framework, record);
    for (const role of facts.roles) {
      const client = this.insert(framework, record, role, nowUs);
      if (suppressed.includes(role)) this.engine.suppress(client);
    }
  }

  /** All it held must have been recovered before. */
  remove(framework: number): void {
    for (const client of this.get(framework).clients.values()) this.engine.removeClient(client);
    this.frameworks.delete(framework);
  }

  has(framework: number): boolean {
    return this.frameworks.has(framework);
  }

  isActive(framework: number): boolean {
    return this.frameworks.get(framework)?.active === true;
  }

  setActive(framework: number, active: boolean): void {
    const record = this.get(framework);
    record.active = active;
    for (const [role, client] of record.clients) {
      this.engine.markActive(client, active && record.facts.roles.includes(role));
    }
  }

  /** UPDATE_FRAMEWORK: new facts, and the full set of suppressed roles. */
  update(
    framework: number,
    facts: FrameworkFacts,
    suppressed: readonly string[],
    nowUs: number,
  ): void {
    const record = this.get(framework);
    record.facts = facts;
    for (const [role, client] of [...record.clients]) {
      if (facts.roles.includes(role)) this.restate(record, role, client);
      else this.leaveRole(record, role, client);
    }
    for (const role of facts.roles) {
      const client = record.clients.get(role) ?? this.insert(framework, record, role, nowUs);
      this.engine.markActive(client, record.active);
      const wasSuppressed = this.engine.isSuppressed(client);
      if (suppressed.includes(role)) this.engine.suppress(client);
      else if (wasSuppressed) this.engine.unsuppress(client, nowUs);
    }
  }

  /** The roles of a framework among those given, or all of them. */
  clientsIn(framework: number, roles: readonly string[] | undefined): ClientId[] {
    const { facts, clients } = this.get(framework);
    const chosen = roles ?? facts.roles;
    return chosen.flatMap((role) => clients.get(role) ?? []);
  }

  /**
   * The client of a framework in a role; made inactive for a role it has left, or that an agent
   * says it holds something in.
   */
  clientOf(framework: number, role: string, nowUs: number): ClientId {
    const record = this.get(framework);
    const known = record.clients.get(role);
    if (known !== undefined) return known;
    const client = this.insert(framework, record, role, nowUs);
    this.engine.markActive(client, false);
    return client;
  }

  /** Forgets the client of a role its framework has left, once it holds nothing. */
  recovered(client: ClientId): void {
    const record = this.frameworks.get(this.owners[client]);
    const role = this.engine.clients.role[client];
    if (record === undefined || record.facts.roles.includes(role)) return;
    if (this.holdings.holdsAnything(client)) return;
    record.clients.delete(role);
    this.engine.removeClient(client);
  }

  frameworkOf(client: ClientId): number {
    return this.owners[client];
  }

  /** Clients of a framework, those of roles it left included. */
  allClients(framework: number): ClientId[] {
    return [...this.get(framework).clients.values()];
  }

  private insert(framework: number, record: Framework, role: string, nowUs: number): ClientId {
    const { facts } = record;
    const traits = traitsOf(role, facts.capabilities);
    // The one name a client cannot have is that of a role's own leaf.
    const name = facts.name === '.' ? './' : facts.name;
    const client = this.engine.insertClient(role, name, nowUs, traits);
    record.clients.set(role, client);
    this.owners[client] = framework;
    this.engine.markActive(client, record.active);
    this.restate(record, role, client);
    return client;
  }

  private restate({ facts }: Framework, role: string, client: ClientId): void {
    this.engine.setTraits(client, traitsOf(role, facts.capabilities));
    this.engine.setMinimum(client, facts.minAllocatable.get(role) ?? null);
    this.engine.setConstraints(client, facts.offerConstraints.get(role) ?? null);
  }

  private leaveRole(record: Framework, role: string, client: ClientId): void {
    this.engine.markActive(client, false);
    if (this.holdings.holdsAnything(client)) return;
    record.clients.delete(role);
    this.engine.removeClient(client);
  }

  private get(framework: number): Framework {
    const record = this.frameworks.get(framework);
    if (record === undefined) throw new Error(`framework ${framework} is not known`);
    return record;
  }
}
