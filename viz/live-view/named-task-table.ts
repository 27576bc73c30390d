import { TASK_STATES } from '../../sim/session/session-pages.ts';
import type { TaskQuery, TaskStateName } from '../../sim/session/session-pages.ts';
import type { NamedTaskPage } from '../cluster-model/task-list.ts';
import type { FrameSource } from '../lab/frame-source.ts';
import { frameworkLabel } from '../lab/framework-marks.ts';
import type { RecordTableKind } from '../lab/record-panel.ts';
import { stateMark, taskQuery } from '../lab/record-tables.ts';
import { span } from '../lab/time-words.ts';
import type { TableColumn } from '../tables/windowed-table.ts';

/** A task of a real cluster in the table. */
export interface NamedTask {
  readonly framework: number;
  /** The master's number of the framework. */
  readonly frameworkId: number;
  readonly task: number;
  readonly id: string;
  readonly name: string;
  readonly agent: number;
  readonly state: TaskStateName;
  readonly startedUs: number;
  readonly endedUs: number;
}

/** Where tasks are asked for by name. */
export interface NamedTasks {
  tasks(query: TaskQuery): Promise<NamedTaskPage>;
}

/**
 * The tasks of a cluster with the names that frameworks gave them.
 * @param timeText how a time is written: of the day, or since a recording's start
 */
export function namedTaskTable(
  source: NamedTasks,
  timeText: (us: number) => string,
): RecordTableKind<NamedTask> {
  return {
    label: 'Tasks',
    states: TASK_STATES,
    sort: { by: 'started', descending: true },
    empty: 'No task fits.',
    hint: 'name, framework or agent',
    columns: (views) => columns(views, timeText),
    async rows(_views, filter, request) {
      const page = await source.tasks(taskQuery(filter, request));
      return { matching: page.matching, rows: rowsOf(page) };
    },
    csv: {
      heading: ['framework', 'id', 'name', 'agent', 'state', 'startedSeconds', 'endedSeconds'],
      row: ({ framework, id, name, agent, state, startedUs, endedUs }, { summary }) => [
        ...[summary.frameworks[framework]?.name ?? '', id, name, summary.agents[agent] ?? ''],
        ...[state, startedUs / 1e6, endedUs / 1e6],
      ],
    },
  };
}

function rowsOf(page: NamedTaskPage): NamedTask[] {
  return Array.from({ length: page.count }, (_, row) => ({
    framework: page.framework[row],
    frameworkId: page.frameworkId[row],
    task: page.task[row],
    id: page.id[row],
    name: page.name[row],
    agent: page.agent[row],
    state: TASK_STATES[page.state[row]],
    startedUs: page.startedUs[row],
    endedUs: page.endedUs[row],
  }));
}

/** The source is read for each cell: frameworks and agents come and go. */
function columns(views: FrameSource, timeText: (us: number) => string): TableColumn<NamedTask>[] {
  const time = (us: number): string => (Number.isNaN(us) ? '' : timeText(us));
  return [
    { label: 'Task', width: 'auto', cell: ({ id }) => id },
    {
      ...{ label: 'Framework', width: '190px', sort: 'framework' },
      cell: ({ framework }) => {
        const names = views.summary.frameworks.map(({ name }) => name);
        return frameworkLabel(framework, names);
      },
    },
    {
      ...{ label: 'Agent', width: '140px', sort: 'agent' },
      cell: ({ agent }) => views.summary.agents[agent] ?? '',
    },
    { label: 'State', width: '110px', sort: 'state', cell: ({ state }) => stateMark(state) },
    {
      ...{ label: 'Started', width: '112px', sort: 'started', align: 'end' },
      cell: ({ startedUs }) => time(startedUs),
    },
    {
      ...{ label: 'Ended', width: '112px', sort: 'ended', align: 'end' },
      cell: ({ endedUs }) => time(endedUs),
    },
    {
      ...{ label: 'Ran', width: '90px', sort: 'duration', align: 'end' },
      cell: ({ startedUs, endedUs }) => span(endedUs - startedUs),
    },
  ];
}
