import type { AgentRecord, FrameworkRecord, TaskRecord } from '../../../core/master/records.ts';
import { holdsResources } from '../../../core/protocol/task-states.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { togetherOf } from '../../mesos/resource-codec.ts';
import type { MasterSite } from '../master-site.ts';

/** Sums of resources by some key. */
class Sums<Key> {
  private readonly sums = new Map<Key, Resources>();

  add(key: Key, some: Resources): void {
    this.sums.set(key, this.of(key).plus(some));
  }

  of(key: Key): Resources {
    return this.sums.get(key) ?? Resources.EMPTY;
  }

  keys(): Key[] {
    return [...this.sums.keys()];
  }
}

/**
 * Who holds what at this moment, found in one walk over the master's records: for documents that
 * tell it of many.
 */
export class Holdings {
  readonly usedByAgent = new Sums<number>();
  readonly offeredByAgent = new Sums<number>();
  readonly usedByFramework = new Sums<number>();
  readonly offeredByFramework = new Sums<number>();
  readonly usedByRole = new Sums<string>();
  readonly offeredByRole = new Sums<string>();
  /** Allocated on an agent, by the role it was offered to. */
  readonly usedOnAgent = new Map<number, Sums<string>>();
  readonly agents: readonly AgentRecord[];
  readonly frameworks: readonly FrameworkRecord[];
  readonly tasks: readonly TaskRecord[];

  constructor({ host: { master }, sight }: MasterSite) {
    this.agents = master.agents.filter((one): one is AgentRecord => Boolean(one));
    const frameworks = master.frameworks.filter((one): one is FrameworkRecord => Boolean(one));
    const tasks = frameworks.flatMap((one) => one.tasks.values());
    this.frameworks = sight.isWhole
      ? frameworks
      : frameworks.filter(({ info }) => sight.framework(info));
    this.tasks = sight.isWhole
      ? tasks
      : tasks.filter(({ info, framework }) => sight.task(info, framework.info.user ?? ''));
    for (const { agent, framework, info, state } of tasks) {
      if (!holdsResources(state)) continue;
      this.use(agent.id, framework, info.role, togetherOf(info));
    }
    for (const agent of this.agents) {
      for (const { info, framework } of agent.executors) {
        this.use(agent.id, framework, undefined, togetherOf(info));
      }
    }
    for (const offer of master.offers.values()) {
      const some = togetherOf(offer);
      this.offeredByAgent.add(offer.agentId, some);
      this.offeredByFramework.add(offer.framework.id, some);
      this.offeredByRole.add(offer.role, some);
    }
  }

  private use(
    agent: number,
    framework: FrameworkRecord,
    role: string = framework.role,
    some: Resources,
  ): void {
    this.usedByAgent.add(agent, some);
    this.usedByFramework.add(framework.id, some);
    this.usedByRole.add(role, some);
    const onAgent = this.usedOnAgent.get(agent) ?? new Sums<string>();
    onAgent.add(role, some);
    this.usedOnAgent.set(agent, onAgent);
  }
}

/** All an agent has. */
export function totalOfAgent({ host: { master } }: MasterSite, agent: number): Resources {
  const { plain, rest } = master.allocator.agents.totalOf(agent);
  return togetherOf({ resources: plain, rest });
}
