import { expect, it } from 'vitest';
import { rollingOrder } from './rolling-log.ts';

it('reads parts by their numbers, not by their names', () => {
  const names = ['events_10_a.zstd', 'appstatus_a', 'events_9_a.zstd', ...part(1, 8)];
  expect(rollingOrder(names)).toEqual({
    files: [...part(1, 8), 'events_9_a.zstd', 'events_10_a.zstd'],
    ignored: ['appstatus_a'],
    problems: [],
  });
});

it('begins with the last compact file', () => {
  const compact = 'events_2_app_1.lz4.compact';
  const names = ['events_3_app_1.lz4', compact, 'events_2_app_1.lz4', 'events_1_app_1.lz4.compact'];
  expect(rollingOrder(names)).toEqual({
    files: [compact, 'events_3_app_1.lz4'],
    ignored: ['events_1_app_1.lz4.compact', 'events_2_app_1.lz4'],
    problems: [],
  });
});

it('says what is missing', () => {
  expect(rollingOrder(['events_2_a', 'events_5_a'])?.problems).toEqual([
    'found no part before 2, wanted all from 1',
    'found part 5 after 2, wanted the parts between',
  ]);
});

it("reads Databricks' parts by time, the one without a time last", () => {
  const names = ['eventlog', 'eventlog-2021-06-15--16-00.gz', 'eventlog-2021-06-15--15-00.gz'];
  expect(rollingOrder([...names, 'stdout', '.eventlog.crc'])).toEqual({
    files: ['eventlog-2021-06-15--15-00.gz', 'eventlog-2021-06-15--16-00.gz', 'eventlog'],
    ignored: ['.eventlog.crc', 'stdout'],
    problems: [],
  });
});

it('knows the directories of Spark 1.0 to 1.2', () => {
  const names = ['APPLICATION_COMPLETE', 'EVENT_LOG_1', 'SPARK_VERSION_1.2.0'];
  expect(rollingOrder(names)?.files).toEqual(['EVENT_LOG_1']);
});

it.each([[[]], [['appstatus_a']], [['.events_1_a']], [['events_x_a', 'eventlogs', 'trace.json']]])(
  'finds no log in %j',
  (names) => {
    expect(rollingOrder(names)).toBeNull();
  },
);

function part(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `events_${from + i}_a.zstd`);
}
