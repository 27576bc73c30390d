import type { AgentFacts } from '../../../core/allocation/agent-facts.ts';
import type { Portion } from '../../../core/allocation/portion.ts';
import type {
  AgentRecord,
  ExecutorRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../../core/master/records.ts';
import { holdsResources } from '../../../core/protocol/task-states.ts';
import { reservedTo } from '../../../core/resources/resource.ts';
import { Resources } from '../../../core/resources/resources.ts';
import type { JsonObject } from '../../mesos/json.ts';
import { type SplitResources, resourceDocuments, togetherOf } from '../../mesos/resource-codec.ts';
import type { AgentPlace } from '../../mesos/event-codec.ts';
import type { AgentStory, FrameworkStory, TaskStory } from '../history.ts';
import type { Sight } from '../../security/sight.ts';
import type { MasterSite } from '../master-site.ts';

/** A sum that grows: plain quantities are added at once, others when somebody asks. */
class Sum {
  readonly plain: number[] = [0, 0, 0, 0];
  readonly rests: Resources[] = [];
  private together: Resources | null = null;

  add({ resources, rest }: SplitResources): void {
    for (let place = 0; place < resources.length; place++) this.plain[place] += resources[place];
    if (rest !== undefined && !rest.isEmpty) this.rests.push(rest);
    this.together = null;
  }

  addSum({ plain, rests }: Sum): void {
    for (const [place, milli] of plain.entries()) this.plain[place] += milli;
    this.rests.push(...rests);
    this.together = null;
  }

  get all(): Resources {
    if (this.together === null) {
      const rest = Resources.of(this.rests.flatMap((one) => [...one]));
      this.together = togetherOf({ resources: this.plain, rest });
    }
    return this.together;
  }
}

/** Sums of resources by some key. */
class Sums<Key> {
  private readonly sums = new Map<Key, Sum>();

  add(key: Key, some: SplitResources): void {
    this.sumOf(key).add(some);
  }

  addSum(key: Key, sum: Sum): void {
    this.sumOf(key).addSum(sum);
  }

  private sumOf(key: Key): Sum {
    const known = this.sums.get(key);
    if (known !== undefined) return known;
    const made = new Sum();
    this.sums.set(key, made);
    return made;
  }

  of(key: Key): Resources {
    return this.sums.get(key)?.all ?? Resources.EMPTY;
  }

  keys(): Key[] {
    return [...this.sums.keys()];
  }
}

/** Sums by role, of an agent or of a framework. */
class SumsByRole {
  private readonly sums = new Map<number, Sums<string>>();

  add(id: number, role: string, some: SplitResources): void {
    this.sumsOf(id).add(role, some);
  }

  addSum(id: number, role: string, sum: Sum): void {
    this.sumsOf(id).addSum(role, sum);
  }

  private sumsOf(id: number): Sums<string> {
    const known = this.sums.get(id);
    if (known !== undefined) return known;
    const made = new Sums<string>();
    this.sums.set(id, made);
    return made;
  }

  /** Mesos v1 `Resource` documents that say which role each is allocated to. */
  documents(id: number): JsonObject[] {
    const sums = this.sums.get(id);
    if (sums === undefined) return [];
    return sums.keys().flatMap((role) => resourceDocuments(sums.of(role), role));
  }
}

/** What a framework uses on an agent in a role. */
interface Cell {
  readonly agent: number;
  readonly framework: number;
  readonly role: string;
  readonly sum: Sum;
}

/** More than there are ids of frameworks, so that a pair of ids is one number. */
const FRAMEWORKS_MAX = 2 ** 24;

/** An executor that a framework named, and where it runs. */
export interface PlacedExecutor extends ExecutorRecord {
  readonly agentId: number;
}

/** An agent as it is at the moment, with all that is told of it. */
export interface PresentAgent {
  readonly id: number;
  readonly hostname: string;
  readonly connected: boolean;
  readonly mode: AgentRecord['mode'];
  readonly drainGraceUs: number | null;
  readonly executors: readonly ExecutorRecord[];
  readonly facts: AgentFacts;
  readonly total: Portion;
  readonly story: AgentStory;
  readonly place: AgentPlace;
}

/** Mesos v1 `Resource` documents with the roles that they are allocated to. */
export interface Allotted {
  readonly used: JsonObject[];
  readonly offered: JsonObject[];
}

/** Whom documents are about; everybody unless it is said otherwise. */
export interface Scope {
  readonly agents: readonly (AgentRecord | null)[];
  readonly frameworks: readonly (FrameworkRecord | null)[];
  readonly tasks: Iterable<readonly [TaskRecord, TaskStory]>;
}

/**
 * Who is there and who holds what at one moment, found in one walk over the master's records. It
 * stays as it is while the master goes on: documents of many are made from it piece by piece.
 */
export class Holdings {
  readonly usedByAgent = new Sums<number>();
  readonly offeredByAgent = new Sums<number>();
  readonly usedByFramework = new Sums<number>();
  readonly offeredByFramework = new Sums<number>();
  readonly usedByRole = new Sums<string>();
  readonly offeredByRole = new Sums<string>();
  private readonly usedOnAgent = new SumsByRole();
  private readonly offeredOnAgent = new SumsByRole();
  private readonly usedIn = new SumsByRole();
  private readonly offeredIn = new SumsByRole();
  readonly agents: readonly PresentAgent[];
  readonly frameworks: readonly FrameworkRecord[];
  /** As they came. */
  readonly tasks: readonly TaskStory[];
  readonly completedFrameworks: readonly FrameworkStory[];
  readonly executors: readonly PlacedExecutor[];
  private readonly site: MasterSite;
  private readonly stories = new Map<number, FrameworkStory>();
  private readonly tasksOf = new Map<number, TaskStory[]>();
  private readonly offersOf = new Map<number, OpenOffer[]>();
  private readonly cells = new Map<number, Cell[]>();
  private reserved: Sums<string> | null = null;

  /** What may not be seen (`site.sight`) is left out, and counts in sums all the same. */
  constructor(site: MasterSite, scope: Scope = everybody(site)) {
    const { host, history, sight } = site;
    this.site = site;
    const { agents, register } = host.master.allocator;
    this.agents = scope.agents.flatMap((one) => {
      if (!one) return [];
      // Written out: copying a whole record takes ten times as long.
      const { id, hostname, connected, mode, drainGraceUs, executors } = one;
      return {
        id,
        hostname,
        connected,
        mode,
        drainGraceUs,
        executors,
        facts: register.facts[id],
        total: agents.totalOf(id),
        story: history.agent(id),
        place: site.placeOf(id),
      };
    });
    const frameworks = scope.frameworks.filter((one): one is FrameworkRecord => Boolean(one));
    for (const one of frameworks) {
      this.stories.set(one.id, copyOf(history.framework(one), sight));
    }
    this.tasks = this.walkTasks(scope.tasks);
    this.frameworks = frameworks
      .filter(({ info }) => sight.framework(info))
      .map((record) => ({ ...record, counts: { ...record.counts } }));
    this.completedFrameworks = history.completedFrameworks
      .filter(({ info }) => sight.framework(info))
      .map((story) => copyOf(story, sight));
    this.executors = this.agents.flatMap(({ id, executors }) => {
      return executors.map((one) => ({ ...one, agentId: id }));
    });
    for (const { agentId, framework, info } of this.executors) {
      this.use(agentId, framework.id, framework.role, info);
    }
    this.foldCells();
    this.walkOffers(host.master.offers.values());
  }

  /** About one agent alone, so that little has to be looked at. */
  static ofAgent(site: MasterSite, agent: AgentRecord): Holdings {
    const tasks = withStories(site, tasksOn(agent));
    return new Holdings(site, { agents: [agent], frameworks: [], tasks });
  }

  static ofFramework(site: MasterSite, framework: FrameworkRecord): Holdings {
    const tasks = withStories(site, framework.tasks.values());
    return new Holdings(site, { agents: [], frameworks: [framework], tasks });
  }

  /** What a framework's documents are made of. */
  story(framework: FrameworkRecord): FrameworkStory {
    return this.stories.get(framework.id) ?? this.site.history.framework(framework);
  }

  tasksOfFramework(framework: number): readonly TaskStory[] {
    return this.tasksOf.get(framework) ?? [];
  }

  offersOfFramework(framework: number): readonly OpenOffer[] {
    return this.offersOf.get(framework) ?? [];
  }

  executorsOfFramework(framework: number): readonly PlacedExecutor[] {
    return this.executors.filter((one) => one.framework.id === framework);
  }

  /** Used and offered on an agent, as documents. */
  resourcesOnAgent(id: number): Allotted {
    return { used: this.usedOnAgent.documents(id), offered: this.offeredOnAgent.documents(id) };
  }

  /** Used by and offered to a framework, as documents. */
  resourcesOfFramework(id: number): Allotted {
    return { used: this.usedIn.documents(id), offered: this.offeredIn.documents(id) };
  }

  /** Tasks that are over, oldest first, those of present frameworks first. */
  completedTasks(): TaskStory[] {
    const present = this.frameworks.flatMap((record) => this.story(record).completed);
    return [...present, ...this.completedFrameworks.flatMap(({ completed }) => completed)];
  }

  unreachableTasks(): TaskStory[] {
    return this.frameworks.flatMap((record) => this.story(record).unreachable);
  }

  /** Reserved to a role on all agents together. */
  reservedTo(role: string): Resources {
    return this.reservations().of(role);
  }

  reservedRoles(): string[] {
    return this.reservations().keys();
  }

  private reservations(): Sums<string> {
    if (this.reserved === null) {
      const sums = new Sums<string>();
      for (const { total } of this.agents) {
        const { rest } = total;
        if (!rest.hasReserved) continue;
        for (const one of rest) {
          const owner = reservedTo(one);
          if (owner !== null) sums.add(owner, { resources: [], rest: Resources.of([one]) });
        }
      }
      this.reserved = sums;
    }
    return this.reserved;
  }

  private walkTasks(present: Scope['tasks']): TaskStory[] {
    const tasks: TaskStory[] = [];
    for (const [task, story] of present) {
      const { agent, framework, info, state } = task;
      const role = info.role ?? framework.role;
      if (holdsResources(state)) this.use(agent.id, framework.id, role, info);
      if (!this.site.sight.task(info, framework.info.user ?? '')) continue;
      tasks.push(story);
      const list = this.tasksOf.get(framework.id);
      if (list === undefined) this.tasksOf.set(framework.id, [story]);
      else list.push(story);
    }
    return tasks;
  }

  private walkOffers(offers: Iterable<OpenOffer>): void {
    for (const offer of offers) {
      const { agentId, framework, role } = offer;
      this.offeredByAgent.add(agentId, offer);
      this.offeredByFramework.add(framework.id, offer);
      this.offeredByRole.add(role, offer);
      this.offeredOnAgent.add(agentId, role, offer);
      this.offeredIn.add(framework.id, role, offer);
      const list = this.offersOf.get(framework.id) ?? [];
      list.push(offer);
      this.offersOf.set(framework.id, list);
    }
  }

  private use(agent: number, framework: number, role: string, some: SplitResources): void {
    const key = agent * FRAMEWORKS_MAX + framework;
    const cells = this.cells.get(key) ?? [];
    if (cells.length === 0) this.cells.set(key, cells);
    let cell = cells.find((one) => one.role === role);
    if (cell === undefined) {
      cell = { agent, framework, role, sum: new Sum() };
      cells.push(cell);
    }
    cell.sum.add(some);
  }

  /** Adds up what is used from the cells: they are far fewer than tasks. */
  private foldCells(): void {
    for (const cells of this.cells.values()) {
      for (const { agent, framework, role, sum } of cells) {
        this.usedByAgent.addSum(agent, sum);
        this.usedByFramework.addSum(framework, sum);
        this.usedByRole.addSum(role, sum);
        this.usedOnAgent.addSum(agent, role, sum);
        this.usedIn.addSum(framework, role, sum);
      }
    }
    this.cells.clear();
  }
}

function everybody({ host: { master }, history }: MasterSite): Scope {
  return { agents: master.agents, frameworks: master.frameworks, tasks: history.present() };
}

function* withStories(
  { history }: MasterSite,
  tasks: Iterable<TaskRecord>,
): Generator<readonly [TaskRecord, TaskStory]> {
  for (const task of tasks) yield [task, history.task(task)];
}

function* tasksOn({ firstTask }: AgentRecord): Generator<TaskRecord> {
  for (let task = firstTask; task !== null; task = task.next) yield task;
}

/** All an agent has. */
export function totalOfAgent({ total: { plain, rest } }: PresentAgent): Resources {
  return togetherOf({ resources: plain, rest });
}

/** With lists that do not change any more. */
function copyOf(story: FrameworkStory, sight: Sight): FrameworkStory {
  // Nothing happens any more to one that is over.
  if (sight.isWhole && story.unregisteredUs > 0) return story;
  const { user = '' } = story.info;
  const seen = (all: readonly TaskStory[]): TaskStory[] => {
    return sight.isWhole ? [...all] : all.filter(({ info }) => sight.task(info, user));
  };
  return { ...story, completed: seen(story.completed), unreachable: seen(story.unreachable) };
}
