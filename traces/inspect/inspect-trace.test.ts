import { describe, expect, it } from 'vitest';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { readSwim } from '../swim/swim-reader.ts';
import { inspectTrace } from './inspect-trace.ts';

describe('inspectTrace of SWIM', () => {
  const origin = { file: 'x.tsv', format: 'swim', compression: 'plain', truncated: true } as const;

  it('gives null for what the format has not', () => {
    const trace = readSwim('job0\t5\t5\t1\t2\t3\nbad\njob1\t2\t0\t1\t0\t3\n');
    expect(inspectTrace(trace, origin, DEFAULT_WORKLOAD_SETTINGS)).toEqual({
      file: 'x.tsv',
      format: 'swim',
      compression: 'plain',
      jobs: 2,
      stages: null,
      tasks: null,
      attempts: null,
      failedAttempts: null,
      attemptsWithoutEnd: null,
      taskSeconds: null,
      spanSeconds: 3,
      bytesIn: 2,
      bytesShuffle: 2,
      bytesOut: 6,
      rowsRead: 3,
      rowsRefused: 1,
      rowsRepaired: { 'moved into submit order': 1 },
      truncated: true,
      problems: [{ line: 2, reason: 'found 1 tab-separated column, wanted at least 6' }],
      facts: {},
      derived: {
        blockBytes: 67_108_864,
        jobs: 2,
        maps: 2,
        reduces: 1,
        tasks: 3,
        taskSeconds: 45,
        resourceSeconds: { cpus: 45, mem: 45 * 1024 },
        frameworks: {
          interactive: {
            jobs: 2,
            maps: 2,
            reduces: 1,
            tasks: 3,
            taskSeconds: 45,
            resourceSeconds: { cpus: 45, mem: 45 * 1024 },
          },
        },
      },
    });
  });

  it('inspects a file without jobs', () => {
    const found = inspectTrace(readSwim('\n'), origin, DEFAULT_WORKLOAD_SETTINGS);
    expect(found).toMatchObject({ jobs: 0, spanSeconds: 0, bytesIn: 0, derived: null });
  });
});
