import type { TaskState } from '../../core/protocol/task-states.ts';
import { TASK_STATES, type TaskPage, type TaskQuery } from '../../sim/session/session-pages.ts';
import type { TaskStateName } from '../../sim/session/session-pages.ts';
import { TASK_STATE_NAMES } from '../../sim/session/task-state-names.ts';
import type { Directory } from './directory.ts';
import { pageOfRows } from './page-of-rows.ts';

/** A task that a master has or had in its books; numbers are the master's. */
export interface TaskRow {
  readonly framework: number;
  readonly task: number;
  agent: number;
  /** As its framework named it. */
  readonly id: string;
  readonly name: string;
  amounts: readonly number[];
  /** Mesos's word. */
  word: TaskState;
  state: TaskStateName;
  /** Since the start of what is shown; NaN for what has not happened or was not seen. */
  launchedUs: number;
  startedUs: number;
  endedUs: number;
}

/** A page of tasks with what frameworks call them. */
export interface NamedTaskPage extends TaskPage {
  readonly id: readonly string[];
  readonly name: readonly string[];
  /** The master's number of each one's framework. */
  readonly frameworkId: Float64Array;
}

export function isOver(state: TaskStateName): boolean {
  return state !== 'staging' && state !== 'running';
}

/** The tasks of a cluster: all that are not over, and the latest of the others. */
export class TaskList {
  /** Rows of tasks launched so far. */
  launched = 0;
  private readonly most: number;
  private readonly rows = new Map<string, TaskRow>();

  /** @param most that are kept, unless more are not over */
  constructor(most: number) {
    this.most = most;
  }

  all(): IterableIterator<TaskRow> {
    return this.rows.values();
  }

  get(framework: number, task: number): TaskRow | undefined {
    return this.rows.get(`${framework}/${task}`);
  }

  add(row: TaskRow): void {
    this.rows.set(`${row.framework}/${row.task}`, row);
    this.launched++;
    if (this.rows.size > this.most * 1.5) this.forget();
  }

  /** A task is in another state from now on. */
  set(row: TaskRow, word: TaskState, timeUs: number): void {
    row.word = word;
    row.state = TASK_STATE_NAMES[word];
    if (row.state === 'running' && Number.isNaN(row.startedUs)) row.startedUs = timeUs;
    // One that was lost may come back.
    row.endedUs = isOver(row.state) ? timeUs : Number.NaN;
  }

  page(query: TaskQuery, directory: Directory): NamedTaskPage {
    const rows = [...this.rows.values()].filter(fitting(query, directory));
    const page = pageOfRows(rows, query, query.sort === undefined ? null : KEYS[query.sort]);
    return {
      ...{ count: page.length, matching: rows.length },
      framework: Int32Array.from(page, ({ framework }) => directory.frameworkPlace(framework)),
      frameworkId: Float64Array.from(page, ({ framework }) => framework),
      task: Float64Array.from(page, ({ task }) => task),
      id: page.map(({ id }) => id),
      name: page.map(({ name }) => name),
      agent: Int32Array.from(page, ({ agent }) => directory.agentPlace(agent)),
      job: new Int32Array(page.length).fill(-1),
      state: Uint8Array.from(page, ({ state }) => TASK_STATES.indexOf(state)),
      launchedUs: Float64Array.from(page, ({ launchedUs }) => launchedUs),
      startedUs: Float64Array.from(page, ({ startedUs }) => startedUs),
      endedUs: Float64Array.from(page, ({ endedUs }) => endedUs),
    };
  }

  /** Rows are in the order of launches: the first that are over go. */
  private forget(): void {
    let left = this.rows.size - this.most;
    for (const [key, row] of this.rows) {
      if (left <= 0) return;
      if (!isOver(row.state)) continue;
      this.rows.delete(key);
      left--;
    }
  }
}

const KEYS: { readonly [sort in NonNullable<TaskQuery['sort']>]: (row: TaskRow) => number } = {
  // What was seen only after it began comes where it was seen.
  started: ({ startedUs, launchedUs }) => (Number.isNaN(startedUs) ? launchedUs : startedUs),
  ended: ({ endedUs }) => endedUs,
  framework: ({ framework }) => framework,
  agent: ({ agent }) => agent,
  job: () => -1,
  state: ({ state }) => TASK_STATES.indexOf(state),
  duration: ({ startedUs, endedUs }) => endedUs - startedUs,
};

function fitting(query: TaskQuery, directory: Directory): (row: TaskRow) => boolean {
  const states = query.states === undefined ? null : new Set(query.states);
  const search = query.search?.toLowerCase() ?? '';
  return ({ framework, agent, state, id, name }) => {
    if (states !== null && !states.has(state)) return false;
    const [owner, place] = [directory.frameworkPlace(framework), directory.agentPlace(agent)];
    if (query.framework !== undefined && owner !== query.framework) return false;
    if (query.agent !== undefined && place !== query.agent) return false;
    if (search === '') return true;
    const [whose, where] = [directory.frameworks[owner]?.name, directory.agents[place]?.hostname];
    return [id, name, whose ?? '', where ?? ''].some((one) => one.toLowerCase().includes(search));
  };
}
