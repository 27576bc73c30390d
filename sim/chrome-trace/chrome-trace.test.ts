import { describe, expect, it } from 'vitest';

import { eventNamesOf } from '../experiment/event-names.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { goldenExperiment } from '../experiment/golden-run.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { FAULT_NAMES, type FaultKind } from '../faults/fault-spec.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventChunk } from '../log/event-log.ts';
import { runWithRecords } from '../../test/support/event-records.ts';
import { type TraceRead, readStrictly } from '../../test/support/strict-chrome-trace.ts';
import { ChromeTrace } from './chrome-trace.ts';

const TITLE = { version: '1', scenario: 's', policy: 'drf', seed: '7' };
const MINUTE = 60_000_000;

function trace(experiment: Experiment): { readonly text: string; readonly result: RunResult } {
  const pieces: string[] = [];
  const sink = new ChromeTrace(TITLE, eventNamesOf(experiment), (text) => pieces.push(text));
  const result = runExperiment(experiment, { events: (chunk) => sink.chunk(chunk) });
  sink.end(result);
  return { text: pieces.join(''), result };
}

function faulty(): Experiment {
  const agents = [0, 1, 2, 3, 4, 5, 6];
  const when = { rate: { count: 1, perUs: 8 * MINUTE } };
  const fault = { targets: agents, when, forUs: 2 * MINUTE };
  return {
    ...goldenExperiment(),
    faults: [
      { ...fault, kind: 'agent-crash' },
      { ...fault, kind: 'partition' },
    ],
    untilUs: 30 * MINUTE,
  };
}

/** How many slices of a category the processes of a kind have. */
function count({ processes, slices }: TraceRead, category: string, kind: string): number {
  const own = slices.filter(({ pid }) => processes.get(pid)?.startsWith(kind) === true);
  return own.filter((slice) => slice.category === category).length;
}

describe('the trace of a run', () => {
  const experiment = goldenExperiment();
  const { text, result } = trace(experiment);
  const read = readStrictly(text);
  const { records } = runWithRecords(experiment);

  it('has a process for each framework and each agent, and one for the cluster', () => {
    expect([...read.processes.values()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      ...['agent agent0', 'agent agent1', 'agent agent2', 'agent agent3', 'agent agent4'],
      ...['agent agent5', 'agent agent6', 'cluster'],
      ...['framework ads', 'framework mail', 'framework search'],
    ]);
  });

  it('shows every task at its framework and at its agent, for as long as it ran', () => {
    const begun = records.filter(({ kind }) => kind === 'CONTAINER_RUNNING');
    const ended = records.filter(({ kind }) => kind === 'CONTAINER_EXITED');
    expect(count(read, 'task', 'framework')).toBe(begun.length);
    expect(count(read, 'task', 'agent')).toBe(begun.length);
    const seconds = (sign: number, times: readonly { readonly timeUs: number }[]): number =>
      times.reduce((sum, { timeUs }) => sum + sign * timeUs, 0);
    const tasks = read.slices.filter(({ category }) => category === 'task');
    const shown = tasks.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
    expect(shown).toBe(2 * (seconds(1, ended) + seconds(-1, begun)));
    expect(tasks.some(({ name, args }) => name === 'ads' && args['job'] !== undefined)).toBe(true);
  });

  it('shows every offer, from when it is heard of until it is answered', () => {
    const made = records.filter(({ kind }) => kind === 'OFFER').length;
    expect(count(read, 'offer', 'framework')).toBe(made);
    expect(count(read, 'offer', 'agent')).toBe(made);
    // All were answered at once, in the time of a message: none was left over for the end.
    const offers = read.slices.filter(({ category }) => category === 'offer');
    const longest = Math.max(...offers.map(({ fromUs, toUs }) => toUs - fromUs));
    expect(longest).toBeLessThan(200_000);
  });

  it('has the shares of frameworks and the use of the cluster as counters', () => {
    expect([...read.counters.keys()]).toEqual([
      ...['framework ads: dominant share', 'framework search: dominant share'],
      ...['framework mail: dominant share', 'cluster: utilization of cpus'],
      'cluster: utilization of mem',
    ]);
    const values = [...read.counters.values()].flat().map(([, value]) => value);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(Math.max(...values)).toBeGreaterThan(0.9);
  });

  it('says of what run it is', () => {
    const { hash, events } = result;
    expect(read.otherData).toEqual({ ...TITLE, hash, events });
    expect(read.instants).toEqual([]);
  });

  it('has at most 250 bytes a slice', () => {
    expect(text.length / read.slices.length).toBeLessThan(250);
  });
});

describe('the trace of a run in which things go wrong', () => {
  const read = readStrictly(trace(faulty()).text);

  it('has faults as instants where they happen', () => {
    const names = new Set(read.instants.map(({ name }) => name));
    for (const name of ['AGENT_DOWN', 'AGENT_UP', 'PARTITION', 'PARTITION_HEALED', 'FAILURE']) {
      expect(names).toContain(name);
    }
    const places = read.instants.map(({ pid }) => read.processes.get(pid)?.split(' ')[0]);
    expect(new Set(places)).toEqual(new Set(['agent']));
  });

  it('ends every slice, those of lost tasks when they are lost', () => {
    const { records } = runWithRecords(faulty());
    const lost = records.filter(({ kind }) => kind === 'CONTAINER_LOST');
    expect(lost.length).toBeGreaterThan(0);
    for (const { timeUs, subject } of lost) {
      const own = read.slices.filter(({ args }) => args['task'] === subject);
      expect(own.some(({ toUs }) => toUs === timeUs)).toBe(true);
    }
  });
});

describe('a trace of events that do not fit', () => {
  type Row = readonly [
    timeUs: number,
    kind: number,
    framework: number,
    subject: number,
    detail: number,
  ];

  function traceOf(rows: readonly Row[]): TraceRead {
    let text = '';
    const names = { frameworks: ['"a"'], agents: ['agent0'], jobs: [['job "0"']], faults: [] };
    const sink = new ChromeTrace(TITLE, names, (piece) => (text += piece));
    const column = (index: 0 | 1 | 2 | 3 | 4): number[] => rows.map((row) => row[index]);
    const chunk: EventChunk = {
      ...{ first: 0, count: rows.length, timeUs: Float64Array.from(column(0)) },
      ...{ kind: Uint8Array.from(column(1)), framework: Int32Array.from(column(2)) },
      ...{ agent: new Int32Array(rows.length), subject: Float64Array.from(column(3)) },
      detail: Int32Array.from(column(4)),
    };
    sink.chunk(chunk);
    // A result in which nothing was used: no counter has a value.
    sink.end(runExperiment({ ...goldenExperiment(), untilUs: 1 }));
    return readStrictly(text);
  }
  const atFramework = ({ slices }: TraceRead): unknown[] =>
    slices
      .filter(({ pid }) => pid === 2)
      .map(({ name, fromUs, toUs, args }) => [name, fromUs, toUs, args['task'] ?? args['offer']]);

  it('leaves out the end of what never began, and ends at the end what did not', () => {
    const read = traceOf([
      [1, KIND.CONTAINER_EXITED, 0, 7, 0],
      [2, KIND.CONTAINER_RUNNING, 0, 8, 0],
      [5, KIND.JOB_FINISHED, 0, 0, -1],
    ]);
    expect(atFramework(read)).toEqual([['job "0"', 2, 5, 8]]);
    expect(read.processes.get(2)).toBe('framework "a"');
  });

  it('shows planned faults at whom they hit', () => {
    const number = (kind: FaultKind): number => FAULT_NAMES.indexOf(kind);
    const { instants, processes } = traceOf([
      [1, KIND.FAULT, -1, 4, number('clog')],
      [2, KIND.FAULT, -1, 0, number('scheduler-crash')],
      [3, KIND.FAULT_OVER, -1, 2, number('master-crash')],
      [4, KIND.MASTER_LEADS, -1, 1, 2],
    ]);
    expect(instants.map(({ name, pid }) => [name, processes.get(pid)])).toEqual([
      ['FAULT clog', 'agent agent 4'],
      ['FAULT scheduler-crash', 'framework "a"'],
      ['FAULT_OVER master-crash', 'cluster'],
      ['MASTER_LEADS', 'cluster'],
    ]);
  });

  it('ends what begins again under one number', () => {
    const read = traceOf([
      [1, KIND.CONTAINER_RUNNING, 0, 8, 0],
      [3, KIND.CONTAINER_RUNNING, 0, 8, 99],
      [4, KIND.CONTAINER_LOST, 0, 8, 0],
    ]);
    expect(atFramework(read)).toEqual([
      ['job "0"', 1, 3, 8],
      ['task', 3, 4, 8],
    ]);
  });

  it('gives each declined offer its end, and a new subscription to those before', () => {
    const read = traceOf([
      ...[1, 2, 3, 4, 5].map((offer): Row => [offer, KIND.OFFER, 0, offer, -1]),
      [10, KIND.ACCEPT, 0, 2, 1],
      [11, KIND.DECLINE, 0, 1, 2],
      [12, KIND.DECLINE, 0, 77, 2],
      [13, KIND.RESCIND, 0, 5, -1],
      [14, KIND.SUBSCRIBED, 0, -1, -1],
      [15, KIND.OFFER, 0, 6, -1],
      [20, KIND.JOB_FINISHED, 0, 0, -1],
    ]);
    expect(atFramework(read)).toEqual([
      ['offer', 2, 10, 2],
      ['offer', 1, 11, 1],
      ['offer', 3, 11, 3],
      ['offer', 5, 13, 5],
      ['offer', 4, 14, 4],
      ['offer', 15, 20, 6],
    ]);
  });
});
