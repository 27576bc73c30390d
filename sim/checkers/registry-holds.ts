import type { AgentRecord } from '../../core/master/records.ts';
import type { Registry } from '../../core/master/registry-record.ts';
import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { AgentId } from '../../core/protocol/ids.ts';
import { BytePages } from './accounts/byte-pages.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** Where an agent stands in the registry. */
type Place = 'admitted' | 'unreachable' | 'gone';

interface Entry {
  readonly place: Place;
  readonly hostname: string;
}

/** The registry as it stood after the last write. */
interface Snapshot {
  readonly entries: ReadonlyMap<AgentId, Entry>;
  readonly nextAgent: number;
  readonly nextFramework: number;
  readonly writer: number;
}

/** Bits of what is known of an agent id. */
const WAS_THERE = 1;

class RegistryHolds implements Checker {
  private readonly fail: Fail;
  /** Machines that go down: whoever comes back from one is sent away, and keeps its entry. */
  private readonly maintained: ReadonlySet<number>;
  private last: Snapshot | null = null;
  private readonly ids = new BytePages();
  /** Whose places in the registry may be given up: they said good-bye, or came as somebody new. */
  private readonly leaving = new Set<AgentId>();
  private readonly starting = new Set<string>();
  /** Machine by id, as masters named them; one more than its place. */
  private readonly named = new Map<AgentId, number>();
  /** Id by machine. */
  private readonly names: (AgentId | undefined)[] = [];

  constructor({ experiment }: CheckedWorld, fail: Fail) {
    this.fail = fail;
    const { operations = [] } = experiment;
    this.maintained = new Set(
      operations.flatMap((one) => (one.kind === 'maintenance' ? one.agents : [])),
    );
  }

  told(_master: number, _agent: number, message: AgentToMaster): void {
    if (message.type === 'UNREGISTER_AGENT') this.leaving.add(message.agentId);
    if (message.type === 'REGISTER_AGENT') this.starting.add(message.hostname);
  }

  registryWritten(writer: number, registry: Registry): void {
    const { nextAgent, nextFramework } = registry;
    const entries = new Map<AgentId, Entry>();
    this.copy(entries, 'admitted', registry.admitted);
    this.copy(entries, 'unreachable', registry.unreachable);
    this.copy(entries, 'gone', registry.gone);
    const now: Snapshot = { entries, nextAgent, nextFramework, writer };
    this.compare(this.last ?? { ...now, entries: new Map(), nextAgent: 0, nextFramework: 0 }, now);
    this.last = now;
  }

  agentEntered(master: number, { id }: AgentRecord): void {
    const { last } = this;
    if (last === null || last.writer !== master) return;
    const entry = last.entries.get(id);
    if (entry?.place === 'admitted') return;
    const where = entry === undefined ? 'not in the registry' : `${entry.place} in the registry`;
    this.fail(`agent id ${id} was taken in by its master and is ${where}`);
  }

  saidToAgent(master: number, agent: number, message: MasterToAgent): void {
    switch (message.type) {
      case 'AGENT_REGISTERED':
      case 'AGENT_REREGISTERED':
        return this.name(agent, message.agentId);
      case 'SHUTDOWN_AGENT': {
        const id = this.names[agent];
        const { last } = this;
        if (id === undefined || last === null || last.writer !== master) return;
        const entry = last.entries.get(id);
        if (entry === undefined || entry.place === 'gone' || this.maintained.has(agent)) return;
        return this.fail(
          `agent id ${id} is ${entry.place} in the registry and was sent away: ${message.message}`,
        );
      }
      default:
        return;
    }
  }

  private name(agent: number, id: AgentId): void {
    const known = this.named.get(id);
    if (known === undefined) {
      this.named.set(id, agent + 1);
    } else if (known !== agent + 1) {
      this.fail(`agent id ${id} was given to machine ${agent}: machine ${known - 1} had it`);
    }
    this.names[agent] = id;
  }

  private copy(
    entries: Map<AgentId, Entry>,
    place: Place,
    from: ReadonlyMap<AgentId, { readonly hostname: string }>,
  ): void {
    for (const [id, { hostname }] of from) {
      const twice = entries.get(id);
      if (twice !== undefined) this.fail(`agent id ${id} is ${twice.place} and ${place} at once`);
      entries.set(id, { place, hostname });
    }
  }

  private compare(before: Snapshot, now: Snapshot): void {
    if (now.nextAgent < before.nextAgent || now.nextFramework < before.nextFramework) {
      const was = `${before.nextAgent} and ${before.nextFramework}`;
      const is = `${now.nextAgent} and ${now.nextFramework}`;
      this.fail(`the next ids of the registry went back: from ${was} to ${is}`);
    }
    for (const [id, { place, hostname }] of before.entries) {
      const after = now.entries.get(id);
      if (after === undefined) {
        const may = this.leaving.has(id) || this.starting.has(hostname);
        if (!may) this.fail(`agent id ${id}, ${place} in the registry, is not in it any more`);
      } else if (place === 'gone' && after.place !== 'gone') {
        this.fail(`agent id ${id} was gone and is ${after.place}`);
      } else if (after.hostname !== hostname) {
        this.fail(`agent id ${id} was ${hostname} and is ${after.hostname}`);
      }
    }
    for (const [id, { place }] of now.entries) {
      if (before.entries.has(id)) continue;
      if (id >= now.nextAgent)
        this.fail(`agent id ${id} is ${place}: ids go up to ${now.nextAgent}`);
      if (this.ids.get(id) === WAS_THERE) {
        this.fail(`agent id ${id} was removed from the registry and is ${place}`);
      }
      this.ids.set(id, WAS_THERE);
    }
  }
}

/** What was admitted stays so over a change of masters, and no id is given twice. */
export const registryHolds: CheckerType = {
  name: 'registry-holds',
  says: 'what the registry admitted survives a failover, and who was removed does not come back',
  make: (world, fail) => new RegistryHolds(world, fail),
};
