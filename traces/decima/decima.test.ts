import { expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadTrace } from '../reading/trace-reader.ts';
import { DECIMA_FORMAT } from './decima-format.ts';

function read(...lines: readonly unknown[]): ReadTrace {
  const reader = DECIMA_FORMAT.reader();
  for (const line of lines) {
    reader.push(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }
  return reader.end();
}

const scan = {
  id: 4,
  parents: [],
  num_tasks: 3,
  rough_duration_ms: 20.5,
  fresh_durations: { 10: [9], 2: [9, 9] },
  first_wave: { 10: [1, 1, 1], 2: [30, 10] },
  rest_wave: { 10: [], 2: [20] },
};
const join = { id: 1, parents: [4, 77], num_tasks: 2, rough_duration_ms: 100 };
const query = { job: 'q1', query: 1, size: '2g', stages: [join, scan] };

it('counts stages, edges and samples', () => {
  const { counts, report } = read(query);
  expect(counts).toMatchObject({
    jobs: 1,
    stages: 2,
    tasks: 5,
    taskSeconds: 0.2615,
    spanSeconds: null,
    facts: {
      stageDependencyEdges: 2,
      maxStageTasks: 3,
      durationSamples: 9,
      executorPoints: [2, 10],
    },
  });
  expect(report).toMatchObject({ rowsRead: 1, rowsRefused: 0 });
});

it('takes the times of the run with the fewest executors, else the mean', () => {
  const workload = read(query).toWorkload('tpch', DEFAULT_WORKLOAD_SETTINGS) as Workload;
  expect(checkWorkload(workload)).toEqual([]);
  const { stages } = workload;
  expect([...stages.tasks]).toEqual([3, 2]);
  expect([...(stages.recorded?.taskUs ?? [])]).toEqual([30_000, 10_000, 20_000]);
  expect([...stages.taskUs]).toEqual([20_000, 100_000]);
  expect([...(stages.parents?.parent ?? [])]).toEqual([0]);
});

it.each<[unknown, string]>([
  ['{"job":"q","stages":[', 'found no JSON object'],
  [{ stages: [scan] }, 'job: wanted a name'],
  [{ job: 'q', stages: [] }, 'stages: wanted a list'],
  [{ job: 'q', stages: [{ ...scan, num_tasks: 0 }] }, 'stages[0]: num_tasks: wanted'],
  [{ job: 'q', stages: [{ ...scan, parents: ['a'] }] }, 'stages[0]: parents: wanted'],
  [{ job: 'q', stages: [{ ...scan, rough_duration_ms: -1 }] }, 'stages[0]: rough_duration_ms'],
  [{ job: 'q', stages: [{ ...scan, first_wave: { 2: ['x'] } }] }, 'first_wave'],
  [{ job: 'q', stages: [{ ...scan, rest_wave: [1] }] }, 'rest_wave'],
])('refuses %j', (line, reason) => {
  expect(read(line).report.problems[0].reason).toContain(reason);
});
