import type {
  AgentExecutor,
  AgentTask,
  AgentTotal,
  Checkpoint,
} from '../../core/agent/agent-io.ts';
import type { AgentId, OfferId } from '../../core/protocol/ids.ts';
import { framed, readJournal } from '../../core/storage/journal.ts';
import { type DiskLoss, VirtualDisk } from './virtual-disk.ts';

/** What changes in a task; the rest of it is as it was. */
type TaskState = Pick<
  AgentTask,
  'inFlight' | 'queued' | 'retryUs' | 'retryAfterUs' | 'state' | 'over' | 'endsAs' | 'health'
>;

/** A task as it was when it was written. */
interface WrittenTask extends TaskState {
  readonly task: AgentTask;
  readonly queuedCount: number;
}

/** A line of the journal. Objects that never change stand there as numbers. */
type Line =
  | { readonly type: 'AGENT'; readonly agentId: AgentId; readonly updates: number }
  | { readonly type: 'LAUNCHES'; readonly launches: readonly OfferId[] }
  | { readonly type: 'TOTAL'; readonly total: number }
  | { readonly type: 'EXECUTORS'; readonly executors: readonly number[] }
  | {
      readonly type: 'TASK';
      readonly slot: number;
      readonly task: number;
      readonly state: TaskState;
    }
  | { readonly type: 'TASK_OVER'; readonly slot: number };

/**
 * The disk of an agent, as a journal of what changed in its checkpoint. What is written stays in
 * doubt until it is synced; a process that recovers cuts what is torn and goes on with the rest.
 */
export class AgentDisk {
  private readonly disk = new VirtualDisk();
  /** The latest line about each thing: one that says the same is not written again. */
  private latest = new Map<string, string>();
  private lastLaunch: OfferId | undefined = undefined;
  /** Tasks as they were written last, by slot. */
  private readonly tasks = new Map<number, WrittenTask>();
  /** Infos, executors and totals, by their numbers. */
  private readonly shared: object[] = [];
  private readonly numbers = new Map<object, number>();

  /** Appends what has changed since; without an id there is nothing to come back to. */
  write(checkpoint: Checkpoint | null): void {
    if (checkpoint === null) return;
    const { agentId, updates, launches, total = null, tasks, executors = [] } = checkpoint;
    this.line('agent', { type: 'AGENT', agentId, updates });
    // A ring of the latest: with another one the last is another.
    if (launches.at(-1) !== this.lastLaunch) {
      this.lastLaunch = launches.at(-1);
      this.line('launches', { type: 'LAUNCHES', launches });
    }
    if (total !== null) this.line('total', { type: 'TOTAL', total: this.numberOf(total) });
    const held = executors.map((executor) => this.numberOf(executor));
    if (held.length > 0 || this.latest.has('executors')) {
      this.line('executors', { type: 'EXECUTORS', executors: held });
    }
    this.writeTasks(tasks);
  }

  private writeTasks(tasks: readonly AgentTask[]): void {
    for (const task of tasks) {
      const before = this.tasks.get(task.slot);
      if (before !== undefined && isSame(before, task)) continue;
      this.tasks.set(task.slot, { ...task, queuedCount: task.queued?.length ?? 0, task });
      this.disk.append(framed(JSON.stringify(this.lineOf(task))));
    }
    if (this.tasks.size === tasks.length) return;
    const slots = new Set(tasks.map(({ slot }) => slot));
    for (const slot of this.tasks.keys()) {
      if (slots.has(slot)) continue;
      this.tasks.delete(slot);
      const line: Line = { type: 'TASK_OVER', slot };
      this.disk.append(framed(JSON.stringify(line)));
    }
  }

  /** What was written so far survives the machine. */
  sync(): void {
    this.disk.sync();
  }

  /** The machine stops. @param part as {@link VirtualDisk.crash} has it */
  crash(loss: DiskLoss, part: number): void {
    this.disk.crash(loss, part);
  }

  /** What the next process finds, once it has cut what is torn; null for nothing. */
  recover(): Checkpoint | null {
    const { records, wholeLength } = readJournal(this.disk.content);
    this.disk.cut(wholeLength);
    const lines = records.map((record) => JSON.parse(record) as Line);
    return this.checkpointOf(lines);
  }

  /** A process begins with this: the journal says it and nothing else. */
  restart(checkpoint: Checkpoint | null): void {
    this.disk.cut(0);
    this.latest = new Map();
    this.lastLaunch = undefined;
    this.tasks.clear();
    this.write(checkpoint);
    this.sync();
  }

  private line(key: string, line: Line): void {
    const text = JSON.stringify(line);
    if (this.latest.get(key) === text) return;
    this.latest.set(key, text);
    this.disk.append(framed(text));
  }

  private lineOf(task: AgentTask): Line {
    const { inFlight, queued, retryUs, retryAfterUs, state, over, endsAs, health } = task;
    const changing: TaskState = {
      ...{ inFlight, queued, retryUs, retryAfterUs, state, over },
      ...(endsAs === undefined ? {} : { endsAs }),
      ...(health === undefined ? {} : { health }),
    };
    return { type: 'TASK', slot: task.slot, task: this.numberOf(task), state: changing };
  }

  private checkpointOf(lines: readonly Line[]): Checkpoint | null {
    let agent: { readonly agentId: AgentId; readonly updates: number } | null = null;
    let launches: readonly OfferId[] = [];
    let total: AgentTotal | null = null;
    let executors: AgentExecutor[] = [];
    const tasks = new Map<number, AgentTask>();
    for (const line of lines) {
      switch (line.type) {
        case 'AGENT':
          agent = line;
          break;
        case 'LAUNCHES':
          launches = line.launches;
          break;
        case 'TOTAL':
          total = this.shared[line.total] as AgentTotal;
          break;
        case 'EXECUTORS':
          executors = line.executors.map((number) => this.shared[number] as AgentExecutor);
          break;
        case 'TASK':
          tasks.set(line.slot, { ...(this.shared[line.task] as AgentTask), ...line.state });
          break;
        case 'TASK_OVER':
          tasks.delete(line.slot);
      }
    }
    if (agent === null) return null;
    const { agentId, updates } = agent;
    const inOrder = [...tasks.values()].toSorted((a, b) => a.slot - b.slot);
    return { agentId, updates, launches, total, tasks: inOrder, executors };
  }

  private numberOf(object: object): number {
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    const number = this.shared.length;
    this.shared.push(object);
    this.numbers.set(object, number);
    return number;
  }
}

/** Looked at for every task after every step: most have nothing new to say. */
function isSame(before: WrittenTask, task: AgentTask): boolean {
  return (
    before.task === task &&
    before.inFlight === task.inFlight &&
    before.queuedCount === (task.queued?.length ?? 0) &&
    before.retryUs === task.retryUs &&
    before.state === task.state &&
    before.over === task.over &&
    before.endsAs === task.endsAs &&
    // Counted up in place.
    task.health === undefined
  );
}
