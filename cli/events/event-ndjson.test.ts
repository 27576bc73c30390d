import { describe, expect, it } from 'vitest';

import { EventReader } from '../../core/protocol/event-reader.ts';
import type { EventHeader, EventRecord } from '../../core/protocol/event-record.ts';
import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import { workloadOf } from '../../sim/experiment/job-list.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import type { FaultKind, FaultSpec } from '../../sim/faults/fault-spec.ts';
import { RecordedLog } from '../../sim/log/recorded-log.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import { EventNdjson } from './event-ndjson.ts';

const TITLE = { version: '1.2.3', scenario: 'small', policy: 'drf', seed: '1' };

/** What follows the header of a run of one task. */
const GOLDEN = `{"seq":0,"t":0.0005,"kind":"SUBSCRIBE","framework":"x"}
{"seq":1,"t":0.0005,"kind":"TIMER","allocation":"EVENT_ALLOCATION"}
{"seq":2,"t":0.001,"kind":"SUBSCRIBED","framework":"x"}
{"seq":3,"t":0.0015,"kind":"SUPPRESS","framework":"x"}
{"seq":4,"t":0.006089,"kind":"TIMER","agent":"agent0"}
{"seq":5,"t":0.006589,"kind":"REGISTER_AGENT","agent":"agent0"}
{"seq":6,"t":0.006589,"kind":"TIMER","allocation":"EVENT_ALLOCATION"}
{"seq":7,"t":0.007089,"kind":"AGENT_REGISTERED","agent":"agent0"}
{"seq":8,"t":1,"kind":"TIMER","allocation":"BATCH_ALLOCATION"}
{"seq":9,"t":1.006089,"kind":"TIMER","agent":"agent0"}
{"seq":10,"t":2,"kind":"JOB_SUBMITTED","framework":"x","job":0,"name":"job0"}
{"seq":11,"t":2,"kind":"TIMER","allocation":"BATCH_ALLOCATION"}
{"seq":12,"t":2.0005,"kind":"REVIVE","framework":"x"}
{"seq":13,"t":2.0005,"kind":"REQUEST","framework":"x","waitingSince":2}
{"seq":14,"t":2.0005,"kind":"TIMER","allocation":"EVENT_ALLOCATION"}
{"seq":15,"t":2.001,"kind":"OFFER","framework":"x","agent":"agent0","offer":0}
{"seq":16,"t":2.001,"kind":"OFFERS","framework":"x","offer":0,"offers":1}
{"seq":17,"t":2.0015,"kind":"ACCEPT","framework":"x","offer":0,"tasks":1}
{"seq":18,"t":2.0015,"kind":"SUPPRESS","framework":"x"}
{"seq":19,"t":2.002,"kind":"RUN_TASKS","framework":"x","agent":"agent0","task":0,"tasks":1}
{"seq":20,"t":2.002,"kind":"CONTAINER_RUNNING","framework":"x","agent":"agent0","task":0,"job":0}
{"seq":21,"t":2.0025,"kind":"STATUS_UPDATE","framework":"x","agent":"agent0","task":0}
{"seq":22,"t":2.003,"kind":"UPDATE","framework":"x","agent":"agent0","task":0}
{"seq":23,"t":2.0035,"kind":"ACKNOWLEDGE","framework":"x","agent":"agent0","task":0}
{"seq":24,"t":2.004,"kind":"STATUS_UPDATE_ACKNOWLEDGEMENT","framework":"x","agent":"agent0","task":0}
{"seq":25,"t":3,"kind":"TIMER","allocation":"BATCH_ALLOCATION"}
{"seq":26,"t":3.502,"kind":"CONTAINER_EXITED","framework":"x","agent":"agent0","task":0,"job":0}
{"seq":27,"t":3.5025,"kind":"STATUS_UPDATE","framework":"x","agent":"agent0","task":0}
{"seq":28,"t":3.503,"kind":"UPDATE","framework":"x","agent":"agent0","task":0}
{"seq":29,"t":3.503,"kind":"JOB_FINISHED","framework":"x","job":0}
{"events":30,"t":3.503,"hash":"8e181aa7e2309350"}
`;

/** A run's events as text, and the longest piece in which they were written. */
function written(experiment: Experiment): {
  readonly text: string;
  readonly longest: number;
  readonly result: RunResult;
} {
  const pieces: string[] = [];
  const sink = new EventNdjson(TITLE, eventNamesOf(experiment), (text) => pieces.push(text));
  const result = runExperiment(experiment, { events: (chunk) => sink.chunk(chunk) });
  sink.end(result);
  return {
    text: pieces.join(''),
    longest: Math.max(...pieces.map(({ length }) => length)),
    result,
  };
}

function oneTask(framework: string): Experiment {
  const workload = workloadOf({
    name: 'small',
    frameworks: [framework],
    demands: [resourcesOf({ cpus: 1 })],
    jobs: [{ submitUs: 2_000_000, stages: [{ tasks: 1, taskUs: 1_500_000 }] }],
  });
  const network = { kind: 'constant', us: 500 } as const;
  return plainExperiment(workload, [agentsOf(1, { cpus: 4 })], { network });
}

describe('the events of a run of one task', () => {
  it('are these lines', () => {
    const [header, ...lines] = written(oneTask('x')).text.split('\n');
    expect(JSON.parse(header)).toEqual({
      ...{ format: 'evenhand-events/1', version: '1.2.3', host: 'simulated', scenario: 'small' },
      ...{ policy: 'drf', seed: '1', frameworks: ['x'], agents: ['agent0'] },
    });
    expect(lines.join('\n')).toBe(GOLDEN);
  });

  it('are whole JSON whatever a framework is called', () => {
    const name = 'a "quoted"\n\\name';
    const [header, first] = written(oneTask(name)).text.split('\n');
    expect(JSON.parse(header)).toHaveProperty('frameworks', [name]);
    expect(JSON.parse(first)).toEqual({ seq: 0, t: 0.0005, kind: 'SUBSCRIBE', framework: name });
  });
});

interface ReadBack {
  readonly header: EventHeader | null;
  readonly log: RecordedLog;
  readonly records: readonly EventRecord[];
}

function readBack(text: string, { events, hash }: RunResult): ReadBack {
  const records: EventRecord[] = [];
  let header: EventHeader | null = null;
  let log = new RecordedLog({ frameworks: [], agents: [] });
  const reader = new EventReader({
    header: (found) => {
      header = found;
      log = new RecordedLog(found);
    },
    record: (record) => {
      log.append(record);
      records.push(record);
    },
  });
  reader.push(text);
  expect(reader.end()).toMatchObject({ events, hash });
  return { header, log, records };
}

describe('the events of a run', () => {
  const experiment = goldenExperiment();
  const { text, longest, result } = written(experiment);

  it('read back have the hash of the run, made again from what stands there', () => {
    const { header, log } = readBack(text, result);
    expect([log.count, log.hash]).toEqual([result.events, result.hash]);
    expect(header).toMatchObject({
      ...TITLE,
      host: 'simulated',
      frameworks: ['ads', 'search', 'mail'],
    });
  });

  it('read back have another hash when one word is another', () => {
    const { header, records } = readBack(text, result);
    if (header === null) return expect.fail('no header');
    const log = new RecordedLog(header);
    const middle = records.length >> 1;
    for (const record of records)
      log.append(record.seq === middle ? { ...record, t: record.t + 1e-6 } : record);
    expect(log.hash).not.toBe(result.hash);
  });

  it('take 120 bytes each at most, and are written in pieces of a limited size', () => {
    expect(text.length / result.events).toBeLessThan(120);
    expect(longest).toBeLessThan(64 * 1024);
  });

  it('name jobs where they are submitted', () => {
    const { records } = readBack(text, result);
    const submitted = records.filter(({ name }) => name !== undefined);
    expect(submitted.map(({ kind }) => kind)).toEqual(submitted.map(() => 'JOB_SUBMITTED'));
    expect(submitted.map(({ name }) => name)).toEqual(experiment.workload.jobs.names);
  });
});

describe('the events of a run in which things go wrong', () => {
  it('read back have the hash of the run too', () => {
    const when = { rate: { count: 1, perUs: 200_000_000 } };
    const fault = (kind: FaultKind, targets: readonly number[]): FaultSpec => ({
      ...{ kind, targets, when, forUs: 60_000_000 },
    });
    const { text, result } = written({
      ...goldenExperiment(),
      masters: { count: 3, zookeeperServers: 3 },
      faults: [fault('master-crash', [0, 1, 2]), fault('agent-crash', [1, 4]), fault('clog', [2])],
      untilUs: 900_000_000,
    });
    const { log, records } = readBack(text, result);
    expect(log.hash).toBe(result.hash);
    expect(records.find(({ kind }) => kind === 'FAULT')).toMatchObject({ fault: 'master-crash' });
    expect(records.map(({ kind }) => kind)).toContain('MASTER_ENDED');
    expect(records.some(({ fault: kind, target }) => kind === 'clog' && target === 2)).toBe(true);
  });
});
