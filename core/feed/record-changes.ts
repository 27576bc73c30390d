import type { Domain } from '../allocation/agent-facts.ts';
import type { Attribute } from '../allocation/attributes.ts';
import { scalarsOf } from '../allocation/portion.ts';
import type { Micros } from '../machine.ts';
import type { Master } from '../master/master.ts';
import type { AgentRecord, FrameworkRecord, OpenOffer, TaskRecord } from '../master/records.ts';
import type { TaskInfo } from '../protocol/tasks.ts';
import type { TaskState } from '../protocol/task-states.ts';
import type { Milli, Quantities } from '../resources/quantities.ts';
import { Resources } from '../resources/resources.ts';
import type { ClusterChange, RoleSettings } from './cluster-change.ts';

/** What somebody remembers of a task. */
export interface PastTask {
  readonly frameworkId: number;
  readonly agentId: number;
  readonly info: TaskRecord['info'];
  readonly state: TaskState;
}

/** A master's records in the words of {@link ClusterChange}. */
export class RecordChanges {
  private readonly master: Master;

  constructor(master: Master) {
    this.master = master;
  }

  agent(agent: AgentRecord, t: Micros): ClusterChange {
    const { id, hostname, connected, mode } = agent;
    const { plain, rest } = this.master.allocator.agents.totalOf(id);
    const total = this.amounts(plain, rest);
    return { t, type: 'AGENT', agent: id, hostname, connected, mode, total, rack: this.rack(id) };
  }

  executors({ id, executors }: AgentRecord, t: Micros): ClusterChange {
    const held = executors.map(({ framework, info }) => {
      const amounts = this.amounts(info.resources, info.rest ?? Resources.EMPTY);
      return { framework: framework.id, amounts };
    });
    return { t, type: 'EXECUTORS', agent: id, executors: held };
  }

  framework(record: FrameworkRecord, t: Micros): ClusterChange {
    const { id, name, roles, connected, client } = record;
    const suppressed = this.master.allocator.isSuppressed(client);
    return { t, type: 'FRAMEWORK', framework: id, name, roles, connected, suppressed };
  }

  offer({ id, framework, agentId, resources, rest }: OpenOffer, t: Micros): ClusterChange {
    const amounts = this.amounts(resources, rest);
    return { t, type: 'OFFER', offer: id, framework: framework.id, agent: agentId, amounts };
  }

  task({ framework, agent, info, state }: TaskRecord, t: Micros, standing: boolean): ClusterChange {
    return this.pastTask(
      { frameworkId: framework.id, agentId: agent.id, info, state },
      t,
      standing,
    );
  }

  /** A task of which there may be no record any more. */
  pastTask(task: PastTask, t: Micros, standing = true): ClusterChange {
    const { frameworkId, agentId, info, state } = task;
    const amounts = this.amounts(info.resources, info.rest ?? Resources.EMPTY);
    const { id, name } = namesOf(info);
    const whose = { framework: frameworkId, task: info.taskId, agent: agentId };
    return { t, type: 'TASK', ...whose, id, name, amounts, state, standing };
  }

  roles(t: Micros): ClusterChange {
    const { names } = this.master.allocator.space;
    const settings = new Map<string, RoleSettings>();
    const unset = { weight: 1, guarantee: null, limit: null };
    for (const [role, weight] of this.master.weights()) {
      const largest = typeof weight === 'number' ? weight : Math.max(...weight);
      settings.set(role, { ...unset, role, weight: largest });
    }
    for (const { role, guarantees, limits } of this.master.quotaConfigs()) {
      settings.set(role, {
        ...(settings.get(role) ?? { ...unset, role }),
        guarantee: guarantees.size === 0 ? null : names.map((name) => guarantees.get(name) ?? 0),
        limit: limits.size === 0 ? null : names.map((name) => limits.get(name) ?? null),
      });
    }
    return { t, type: 'ROLES', roles: [...settings.values()] };
  }

  /** Plain quantities, and of the rest what has a name that counts. */
  private amounts(plain: Quantities, rest: Resources): Milli[] {
    const more = scalarsOf(this.master.allocator.space, rest);
    return Array.from(plain, (amount, r) => amount + (more?.[r] ?? 0));
  }

  private rack(agent: number): string | null {
    return rackOf(this.master.allocator.register.facts[agent]);
  }
}

/** An agent's attribute `rack`, or the zone it says to be in; null without either. */
export function rackOf({
  attributes = [],
  domain,
}: {
  readonly attributes?: readonly Attribute[];
  readonly domain?: Domain | null;
}): string | null {
  const rack = attributes.find(({ name, value }) => name === 'rack' && value.kind === 'text');
  if (rack?.value.kind === 'text') return rack.value.text;
  return domain?.zone ?? null;
}

/** What a framework calls a task: live hosts carry its own document, simulated ones have none. */
export function namesOf(info: TaskInfo): { readonly id: string; readonly name: string } {
  const plain = { id: String(info.taskId), name: `task ${info.taskId}` };
  if (!('mesos' in info) || typeof info.mesos !== 'string') return plain;
  const said: unknown = JSON.parse(info.mesos);
  if (typeof said !== 'object' || said === null || !('task_id' in said)) return plain;
  const { task_id: id } = said;
  if (typeof id !== 'object' || id === null || !('value' in id)) return plain;
  const name = 'name' in said && typeof said.name === 'string' ? said.name : String(id.value);
  return { id: String(id.value), name };
}
