import { JOB_STATES, TASK_STATES } from '../../sim/session/session-pages.ts';
import type {
  JobPage,
  JobSort,
  JobStateName,
  TaskPage,
  TaskQuery,
  TaskSort,
  TaskStateName,
} from '../../sim/session/session-pages.ts';
import { element } from '../elements/element.ts';
import type { RowRequest, TableColumn } from '../tables/windowed-table.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkLabel } from './framework-marks.ts';
import type { RecordTableKind, RecordFilter } from './record-panel.ts';
import { clock, span } from './time-words.ts';
import { count } from './words.ts';

/** A task in the table. */
export interface TaskRow {
  readonly framework: number;
  readonly task: number;
  readonly agent: number;
  readonly job: number;
  readonly state: TaskStateName;
  readonly launchedUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
}

export interface JobRow {
  readonly job: number;
  readonly name: string;
  readonly framework: number;
  readonly state: JobStateName;
  readonly submitUs: number;
  readonly startUs: number;
  readonly finishUs: number;
  readonly tasks: number;
  readonly running: number;
  readonly finished: number;
}

/** The tasks of a run, in pages. */
export const TASK_TABLE: RecordTableKind<TaskRow> = {
  label: 'Tasks',
  states: TASK_STATES,
  sort: { by: 'started', descending: true },
  empty: 'No task fits.',
  hint: 'framework, agent, job or number',
  columns: taskColumns,
  async rows(source, filter, request) {
    const page = await source.tasks(taskQuery(filter, request));
    return { matching: page.matching, rows: taskRows(page) };
  },
  csv: {
    heading: ['framework', 'task', 'agent', 'job', 'state', 'launched', 'started', 'ended'],
    row: (row, { summary }) => [
      ...[summary.frameworks[row.framework]?.name ?? '', row.task],
      ...[summary.agents[row.agent] ?? '', row.job, row.state],
      ...[row.launchedUs / 1e6, row.startedUs / 1e6, row.endedUs / 1e6],
    ],
  },
};

export const JOB_TABLE: RecordTableKind<JobRow> = {
  label: 'Jobs',
  states: JOB_STATES,
  sort: { by: 'submitted', descending: false },
  empty: 'No job fits.',
  hint: 'framework or job',
  columns: jobColumns,
  async rows(source, filter: RecordFilter, { offset, limit, sort, descending }) {
    const { states, framework, search } = filter;
    const page = await source.jobs({
      ...{ offset, limit, descending },
      ...(states !== null && { states: JOB_STATES.filter((name) => states.includes(name)) }),
      ...(framework !== null && { framework }),
      ...(search !== '' && { search }),
      ...(sort !== null && { sort: sort as JobSort }),
    });
    return { matching: page.matching, rows: jobRows(page) };
  },
  csv: {
    heading: [
      ...['job', 'name', 'framework', 'state', 'submitted', 'started', 'finished'],
      ...['tasks', 'tasksRunning', 'tasksFinished'],
    ],
    row: (row, { summary }) => [
      ...[row.job, row.name, summary.frameworks[row.framework]?.name ?? '', row.state],
      ...[row.submitUs / 1e6, row.startUs / 1e6, row.finishUs / 1e6],
      ...[row.tasks, row.running, row.finished],
    ],
  },
};

/** What is asked for a part of a table of tasks. */
export function taskQuery(
  { states, framework, search }: RecordFilter,
  { offset, limit, sort, descending }: RowRequest,
): TaskQuery {
  return {
    ...{ offset, limit, descending },
    ...(states !== null && { states: TASK_STATES.filter((name) => states.includes(name)) }),
    ...(framework !== null && { framework }),
    ...(search !== '' && { search }),
    ...(sort !== null && { sort: sort as TaskSort }),
  };
}

function taskRows(page: TaskPage): TaskRow[] {
  return Array.from({ length: page.count }, (_, row) => ({
    framework: page.framework[row],
    task: page.task[row],
    agent: page.agent[row],
    job: page.job[row],
    state: TASK_STATES[page.state[row]],
    launchedUs: page.launchedUs[row],
    startedUs: page.startedUs[row],
    endedUs: page.endedUs[row],
  }));
}

function jobRows(page: JobPage): JobRow[] {
  return Array.from({ length: page.count }, (_, row) => ({
    job: page.job[row],
    name: page.name[row],
    framework: page.framework[row],
    state: JOB_STATES[page.state[row]],
    submitUs: page.submitUs[row],
    startUs: page.startUs[row],
    finishUs: page.finishUs[row],
    tasks: page.tasks[row],
    running: page.running[row],
    finished: page.finished[row],
  }));
}

function taskColumns({ summary }: FrameSource): TableColumn<TaskRow>[] {
  const names = summary.frameworks.map(({ name }) => name);
  const length = (row: TaskRow): string => span(row.endedUs - row.startedUs);
  return [
    {
      ...{ label: 'Framework', width: 'auto', sort: 'framework' },
      cell: (row) => frameworkLabel(row.framework, names),
    },
    { label: 'Task', width: '80px', align: 'end', cell: (row) => String(row.task) },
    { label: 'Job', width: '80px', sort: 'job', align: 'end', cell: ({ job }) => numberOr(job) },
    {
      ...{ label: 'Agent', width: '130px', sort: 'agent' },
      cell: (row) => summary.agents[row.agent] ?? '',
    },
    { label: 'State', width: '110px', sort: 'state', cell: (row) => stateMark(row.state) },
    {
      ...{ label: 'Started', width: '110px', sort: 'started', align: 'end' },
      cell: (row) => time(row.startedUs),
    },
    {
      ...{ label: 'Ended', width: '110px', sort: 'ended', align: 'end' },
      cell: (row) => time(row.endedUs),
    },
    { label: 'Ran', width: '90px', sort: 'duration', align: 'end', cell: length },
  ];
}

function jobColumns({ summary }: FrameSource): TableColumn<JobRow>[] {
  const names = summary.frameworks.map(({ name }) => name);
  return [
    { label: 'Job', width: 'auto', cell: (row) => row.name },
    {
      ...{ label: 'Framework', width: '180px', sort: 'framework' },
      cell: (row) => frameworkLabel(row.framework, names),
    },
    { label: 'State', width: '110px', sort: 'state', cell: (row) => stateMark(row.state) },
    {
      ...{ label: 'Submitted', width: '110px', sort: 'submitted', align: 'end' },
      cell: (row) => time(row.submitUs),
    },
    {
      ...{ label: 'Waited', width: '90px', sort: 'started', align: 'end' },
      cell: (row) => span(row.startUs - row.submitUs),
    },
    {
      ...{ label: 'Took', width: '90px', sort: 'finished', align: 'end' },
      cell: (row) => span(row.finishUs - row.submitUs),
    },
    { label: 'Tasks', width: '150px', sort: 'tasks', cell: progressCell },
  ];
}

function progressCell({ tasks, running, finished }: JobRow): HTMLElement {
  const done = element('i', { class: 'done' });
  const now = element('i', { class: 'now' });
  done.style.width = `${(100 * finished) / Math.max(1, tasks)}%`;
  now.style.width = `${(100 * running) / Math.max(1, tasks)}%`;
  const track = element('span', { class: 'progress-track', 'aria-hidden': 'true' }, done, now);
  return element('span', { class: 'progress' }, track, `${count(finished)}/${count(tasks)}`);
}

/** A state with a sign of its own beside the word. */
export function stateMark(state: string): HTMLElement {
  return element('span', { class: `state state-${state.replace(' ', '-')}` }, state);
}

function time(us: number): string {
  return Number.isNaN(us) ? '' : clock(us, 1);
}

function numberOr(number: number): string {
  return number < 0 ? '' : String(number);
}
