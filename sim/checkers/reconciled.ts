import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { FrameworkRecord, TaskRecord } from '../../core/master/records.ts';
import type { TaskId } from '../../core/protocol/ids.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { type TaskState, holdsResources } from '../../core/protocol/task-states.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { calmFor } from './accounts/calm.ts';
import { frameworkText, secondsText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** As long as an agent may stay away, and longer than anybody waits before asking again. */
const PATIENCE_US = 1500 * MICROS_PER_SECOND;

/** What is known of the tasks of one framework. */
interface Opinions {
  /** Live by what its scheduler has launched and heard; by the leader's books. */
  readonly scheduler: Set<TaskId>;
  readonly master: Set<TaskId>;
  /** Since when the two have differed; the oldest first. */
  readonly differ: Map<TaskId, Micros>;
}

class Reconciled implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly abandoned: ReadonlySet<number>;
  private readonly opinions: (Opinions | undefined)[] = [];
  /** Ids that the leader has removed: what their schedulers still say and hear is of no matter. */
  private readonly removed = new Set<number>();
  private leader = -1;
  private turn = 0;

  constructor(world: CheckedWorld, fail: Fail, { abandoned }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.abandoned = abandoned;
  }

  /** Its books are empty: the tasks come back with their agents. */
  masterLeads(master: number): void {
    this.leader = master;
    for (const opinions of this.opinions) {
      if (opinions === undefined) continue;
      opinions.master.clear();
      for (const taskId of opinions.scheduler) {
        if (!opinions.differ.has(taskId)) opinions.differ.set(taskId, this.world.now);
      }
    }
  }

  taskEntered(master: number, { framework, info, state }: TaskRecord): void {
    if (master === this.leader) this.booked(framework.id, info.taskId, holdsResources(state));
  }

  taskChanged(master: number, { framework, info, state }: TaskRecord, before: TaskState): void {
    if (master !== this.leader || holdsResources(state) === holdsResources(before)) return;
    this.booked(framework.id, info.taskId, holdsResources(state));
  }

  frameworkLeft(master: number, { id }: FrameworkRecord): void {
    if (master !== this.leader) return;
    this.opinions[id] = undefined;
    this.removed.add(id);
  }

  frameworkEntered(_master: number, { id }: FrameworkRecord): void {
    this.removed.delete(id);
  }

  schedulerSays(_framework: number, call: Call): void {
    if (call.type !== 'ACCEPT') return;
    for (const { taskId } of call.launches) this.believed(call.framework, taskId, true);
  }

  schedulerHears(_framework: number, event: SchedulerEvent): void {
    if (event.type !== 'UPDATE') return;
    const { frameworkId, taskId, state } = event.status;
    this.believed(frameworkId, taskId, holdsResources(state));
  }

  cycleEnded(): void {
    this.turn = this.turn + 1 < this.opinions.length ? this.turn + 1 : 0;
    this.review(this.turn);
  }

  ended(): void {
    for (const framework of this.opinions.keys()) this.review(framework);
  }

  private booked(frameworkId: number, taskId: TaskId, live: boolean): void {
    const opinions = this.opinionsOf(frameworkId);
    if (live) opinions.master.add(taskId);
    else opinions.master.delete(taskId);
    this.compare(opinions, taskId, live === opinions.scheduler.has(taskId));
  }

  private believed(frameworkId: number, taskId: TaskId, live: boolean): void {
    if (this.removed.has(frameworkId)) return;
    const opinions = this.opinionsOf(frameworkId);
    if (live) opinions.scheduler.add(taskId);
    else opinions.scheduler.delete(taskId);
    this.compare(opinions, taskId, live === opinions.master.has(taskId));
  }

  private compare({ differ }: Opinions, taskId: TaskId, agree: boolean): void {
    if (agree) differ.delete(taskId);
    else if (!differ.has(taskId)) differ.set(taskId, this.world.now);
  }

  private review(frameworkId: number): void {
    const opinions = this.opinions[frameworkId];
    if (opinions === undefined || opinions.differ.size === 0) return;
    if (this.abandoned.has(frameworkId)) return opinions.differ.clear();
    const calmUs = calmFor(this.world);
    for (const [taskId, sinceUs] of opinions.differ) {
      if (Math.min(calmUs, this.world.now - sinceUs) > PATIENCE_US) {
        const whose = frameworkText(this.world, frameworkId);
        const who = opinions.master.has(taskId) ? 'the master' : 'the scheduler';
        this.fail(
          `task ${taskId} of ${whose} has been live to ${who} alone ` +
            `since ${secondsText(sinceUs)}`,
        );
      }
      return;
    }
  }

  private opinionsOf(frameworkId: number): Opinions {
    const known = this.opinions[frameworkId];
    if (known !== undefined) return known;
    const opinions: Opinions = { scheduler: new Set(), master: new Set(), differ: new Map() };
    this.opinions[frameworkId] = opinions;
    return opinions;
  }
}

/** In the end master and scheduler have the same tasks. */
export const reconciled: CheckerType = {
  name: 'reconciled',
  says: 'once all is well, a scheduler and its master agree on every live task',
  make: (world, fail, shared) => new Reconciled(world, fail, accountsOf(shared)),
};
