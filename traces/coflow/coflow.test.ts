import { expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadTrace } from '../reading/trace-reader.ts';
import { COFLOW_FORMAT } from './coflow-format.ts';

function read(...lines: readonly string[]): ReadTrace {
  const reader = COFLOW_FORMAT.reader();
  reader.push(lines.join('\n'));
  return reader.end();
}

const TWO = ['10 2', '1 500 2 3 4 1 7:64.0', '2 2500 0 2 1:8 2:0.5'];

it('counts coflows', () => {
  const { counts, report } = read(...TWO);
  expect(counts).toMatchObject({
    jobs: 2,
    spanSeconds: 2,
    bytesShuffle: 76_021_760,
    facts: {
      declaredPorts: 10,
      declaredCoflows: 2,
      mappers: 2,
      reducers: 3,
      shuffleMegabytes: 72.5,
    },
  });
  expect(report).toMatchObject({ rowsRead: 3, rowsRefused: 0 });
});

it('makes maps and reduces, the latter by what they fetch', () => {
  const workload = read(...TWO).toWorkload('c', DEFAULT_WORKLOAD_SETTINGS) as Workload;
  expect(checkWorkload(workload)).toEqual([]);
  expect([...workload.stages.tasks]).toEqual([2, 1, 1, 2]);
  expect([...(workload.stages.parents?.firstParent ?? [])]).toEqual([0, 0, 1, 1, 2]);
  expect([...(workload.stages.recorded?.taskUs ?? [])]).toEqual([23e6, 16e6, 15_062_500]);
});

it.each([
  ['1 x 0 1 1:1', 'field 2 (arrival): found "x"'],
  ['1 5 9 1 1:1', 'field 3 (mappers): found "9"'],
  ['1 5 1 3 2 1:1', 'field 5 (reducers): found "2" and 1 more fields'],
  ['1 5 1 3 1 1-1', 'field 6: found "1-1", wanted rack:MB'],
  ['1 5 1 3 1 1:-4', 'field 6: found "1:-4", wanted rack:MB'],
])('refuses %s', (row, reason) => {
  expect(read('10 1', row).report.problems[0]).toEqual({
    line: 2,
    reason: expect.stringContaining(reason),
  });
});

it('refuses a header that is none', () => {
  expect(read('ten two').report.problems[0].reason).toContain('wanted the numbers of ports');
});
