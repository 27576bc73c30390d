import { describe, expect, it } from 'vitest';

import { KIND } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import { ChromeTrace } from './chrome-trace.ts';
import { EventTable } from './event-table.ts';

type Row = readonly [
  timeUs: number,
  kind: number,
  framework: number,
  agent: number,
  subject: number,
  detail: number,
];

function chunk(first: number, rows: readonly Row[]): EventChunk {
  const column = (index: number): number[] => rows.map((row) => row[index]);
  return {
    first,
    count: rows.length,
    timeUs: Float64Array.from(column(0)),
    kind: Uint8Array.from(column(1)),
    framework: Int32Array.from(column(2)),
    agent: Int32Array.from(column(3)),
    subject: Float64Array.from(column(4)),
    detail: Int32Array.from(column(5)),
  };
}

const ROWS: readonly Row[] = [
  [0, KIND.JOB_SUBMITTED, 1, -1, 0, -1],
  [1_500_000, KIND.CONTAINER_RUNNING, 1, 3, 7, 0],
  [1_600_000, KIND.CONTAINER_RUNNING, 0, 3, 7, 1],
  [2_000_001, KIND.CONTAINER_EXITED, 1, 3, 7, 0],
];

describe('event tables', () => {
  it('have a line for every event, empty where nothing applies', () => {
    let text = '';
    const table = new EventTable(['a\tb', 'ads'], (piece) => (text += piece));
    table.chunk(chunk(0, ROWS.slice(0, 2)));
    table.chunk(chunk(2, ROWS.slice(2)));
    table.end();
    expect(text).toBe(
      [
        'sequence\ttime\tevent\tframework\tagent\tsubject\tdetail',
        '0\t0.000000\tJOB_SUBMITTED\tads\t\t0\t',
        '1\t1.500000\tCONTAINER_RUNNING\tads\t3\t7\t0',
        '2\t1.600000\tCONTAINER_RUNNING\ta b\t3\t7\t1',
        '3\t2.000001\tCONTAINER_EXITED\tads\t3\t7\t0',
        '',
      ].join('\n'),
    );
  });
});

describe('Chrome traces', () => {
  function traced(rows: readonly Row[]): Record<string, unknown>[] {
    let text = '';
    const trace = new ChromeTrace(['"a"', 'ads'], ['job "0"', 'job1'], (piece) => (text += piece));
    trace.chunk(chunk(0, rows));
    trace.end();
    const document = JSON.parse(text) as { traceEvents: Record<string, unknown>[] };
    return document.traceEvents;
  }

  it('name frameworks and agents', () => {
    const names = traced(ROWS).filter(({ ph }) => ph === 'M');
    expect(names.map(({ name, pid, tid, args }) => [name, pid, tid, args])).toEqual([
      ['process_name', 1, undefined, { name: '"a"' }],
      ['process_name', 2, undefined, { name: 'ads' }],
      ['thread_name', 2, 4, { name: 'agent 3' }],
      ['thread_name', 1, 4, { name: 'agent 3' }],
    ]);
  });

  it('have a slice per task, with an integer id of its own', () => {
    const slices = traced(ROWS).filter(({ ph }) => ph === 'b' || ph === 'e');
    expect(slices.map(({ ph, id, name, pid, ts }) => [ph, id, name, pid, ts])).toEqual([
      ['b', 1, 'job "0"', 2, 1_500_000],
      ['b', 2, 'job1', 1, 1_600_000],
      ['e', 1, 'job "0"', 2, 2_000_001],
    ]);
  });

  it('leave out the end of what never began', () => {
    const slices = traced(ROWS.slice(3)).filter(({ ph }) => ph === 'e');
    expect(slices).toEqual([]);
  });
});
