import type { Master } from '../../core/master/master.ts';
import type { FrameworkRecord, OpenOffer, TaskRecord } from '../../core/master/records.ts';
import { PerMaster } from './accounts/per-master.ts';
import { agentText, frameworkText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** What a master should have by what its observer was told, and who is looked at next. */
interface Counts {
  readonly tasksOfAgent: number[];
  readonly tasksOfFramework: number[];
  readonly offersOfFramework: number[];
  nextAgent: number;
  nextFramework: number;
}

class BooksAgree implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly counts = new PerMaster<Counts>(() => ({
    ...{ tasksOfAgent: [], tasksOfFramework: [], offersOfFramework: [] },
    ...{ nextAgent: 0, nextFramework: 0 },
  }));

  constructor(world: CheckedWorld, fail: Fail) {
    this.world = world;
    this.fail = fail;
  }

  masterLeads(master: number): void {
    this.counts.forget(master);
  }

  offerMade(master: number, { framework }: OpenOffer): void {
    add(this.counts.of(master).offersOfFramework, framework.id, 1);
  }

  offerEnded(master: number, { framework }: OpenOffer): void {
    add(this.counts.of(master).offersOfFramework, framework.id, -1);
  }

  taskEntered(master: number, { agent, framework }: TaskRecord): void {
    const { tasksOfAgent, tasksOfFramework } = this.counts.of(master);
    add(tasksOfAgent, agent.id, 1);
    add(tasksOfFramework, framework.id, 1);
  }

  taskForgotten(master: number, { agent, framework }: TaskRecord): void {
    const { tasksOfAgent, tasksOfFramework } = this.counts.of(master);
    add(tasksOfAgent, agent.id, -1);
    add(tasksOfFramework, framework.id, -1);
  }

  cycleEnded(master: number): void {
    const machine = this.world.master(master);
    if (machine === null) return;
    const counts = this.counts.of(master);
    counts.nextAgent = nextOf(machine.agents, counts.nextAgent);
    counts.nextFramework = nextOf(machine.frameworks, counts.nextFramework);
    this.checkAgent(machine, counts, counts.nextAgent);
    const framework = machine.frameworks[counts.nextFramework];
    if (framework) this.checkFramework(machine, counts, framework);
  }

  private checkAgent(machine: Master, { tasksOfAgent }: Counts, id: number): void {
    const agent = machine.agents[id];
    if (!agent) return;
    let listed = 0;
    for (let task = agent.firstTask; task !== null; task = task.next) {
      listed++;
      const { framework, info } = task;
      const known = framework.tasks.get(info.taskId) === task;
      if (known && machine.frameworks[framework.id] === framework && task.agent === agent) continue;
      const whose = frameworkText(this.world, framework.id);
      return this.fail(
        `task ${info.taskId} stands under ${agentText(this.world, id)} and not under ${whose}`,
      );
    }
    const expected = tasksOfAgent[id] ?? 0;
    if (listed === expected) return;
    this.fail(
      `${agentText(this.world, id)} has ${listed} tasks in the books: ` +
        `${expected} were entered and not forgotten`,
    );
  }

  private checkFramework(machine: Master, counts: Counts, framework: FrameworkRecord): void {
    const { id, client, tasks } = framework;
    const expected = counts.tasksOfFramework[id] ?? 0;
    const whose = frameworkText(this.world, id);
    if (tasks.size !== expected) {
      this.fail(
        `${whose} has ${tasks.size} tasks in the books: ${expected} were entered and not forgotten`,
      );
    }
    const open = counts.offersOfFramework[id] ?? 0;
    const outstanding = machine.allocator.clients.outstanding[client];
    if (outstanding === open) return;
    this.fail(`the allocator has ${outstanding} open offers of ${whose}: ${open} have not ended`);
  }
}

function add(counts: number[], id: number, amount: number): void {
  counts[id] = (counts[id] ?? 0) + amount;
}

/** The next id after one that somebody has, from the start again after the last; 0 for nobody. */
function nextOf(records: readonly (object | null)[], after: number): number {
  for (let id = after + 1; id < records.length; id++) if (records[id]) return id;
  for (let id = 0; id < records.length; id++) if (records[id]) return id;
  return 0;
}

/** A master's books say the same from every side. */
export const booksAgree: CheckerType = {
  name: 'books-agree',
  says: "a master's records of agents, frameworks, tasks and offers agree with each other",
  make: (world, fail) => new BooksAgree(world, fail),
};
