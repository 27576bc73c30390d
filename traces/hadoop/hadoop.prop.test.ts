import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import { HADOOP_FORMATS } from './hadoop-formats.ts';
import { HadoopTrace } from './hadoop-trace.ts';

const TASK = {
  taskID: 'task_1_0001_m_000000',
  taskType: 'MAP',
  taskStatus: 'SUCCESS',
  startTime: 900,
  preferredLocations: [{ layers: ['r\\.1', 'host2'] }],
  attempts: [
    { attemptID: 'attempt_1_0001_m_000000_0', result: 'FAILED', startTime: 1000, finishTime: 1500 },
    { result: 'SUCCESS', startTime: 1000, finishTime: 3500, hostName: '/r/é', hdfsBytesRead: 5 },
  ],
};
const rumenJob = (id: number): string =>
  JSON.stringify(
    {
      jobID: `job_1_${id}`,
      user: 'ann',
      submitTime: 500 * id,
      mapTasks: [TASK, TASK],
      outcome: 'SUCCESS',
    },
    null,
    2,
  );
const TOPOLOGY = {
  name: '<root>',
  children: [{ name: 'r', children: [{ name: 'h', children: null }] }],
};
const HISTORY = [
  'Meta VERSION="1" .',
  'Job JOBID="job_1_0001" JOBNAME="a \\"b\\"" USER="ann" SUBMIT_TIME="100" .',
  'Task TASKID="task_1_0001_m_000000" TASK_TYPE="MAP" START_TIME="300" SPLITS="/r/h1" .',
  'MapAttempt TASK_TYPE="MAP" TASK_ATTEMPT_ID="attempt_1_0001_m_000000_0" START_TIME="400" .',
  'MapAttempt TASK_TYPE="MAP" TASK_ATTEMPT_ID="attempt_1_0001_m_000000_0" TASK_STATUS="SUCCESS"' +
    ' FINISH_TIME="1200" HOSTNAME="/r/h1" COUNTERS="{(F)(F)[(HDFS_BYTES_READ)(é)(53639)]}" .',
  'Job JOBID="job_1_0001" FINISH_TIME="9000" JOB_STATUS="SUCCESS" .',
];
const ATTEMPT = 'attempt_1_0001_m_000000_0';
const COUNTERS = { groups: [{ counts: [{ name: 'HDFS_BYTES_READ', value: 5 }] }] };
const event = (type: string, members: object): string =>
  JSON.stringify({ type, event: { [`o.${type}`]: members } });
const JHIST = [
  'Avro-Json',
  '{"type":"record","name":"Event"}',
  event('JOB_SUBMITTED', { jobid: 'job_1_0001', submitTime: 100, userName: 'ann' }),
  event('TASK_STARTED', { taskid: TASK.taskID, taskType: 'MAP', splitLocations: 'h1' }),
  event('MAP_ATTEMPT_STARTED', { attemptId: ATTEMPT, startTime: 4, locality: { string: 'x' } }),
  event('MAP_ATTEMPT_FINISHED', { attemptId: ATTEMPT, finishTime: 9, counters: COUNTERS }),
  event('JOB_FINISHED', { jobid: 'job_1_0001', finishTime: 9000, name: 'é' }),
];

const SAMPLES: ReadonlyMap<string, string> = new Map([
  ['rumen', [1, 2, 3].map(rumenJob).join('\n ')],
  ['rumen-topology', JSON.stringify(TOPOLOGY, null, 2)],
  ['jobhistory-v1', HISTORY.join('\n')],
  ['jhist', JHIST.join('\n')],
  ['job-conf-xml', '<configuration>\n<property><name>a</name>\n<value>é</value></property>\n'],
]);

/** Texts that stand where others are wanted. */
const STRANGE = [
  ...['', '\n', '\r\n', '\uFEFF', '"', '\\', '{', '}', '[', ']', ',', ':', '/', '<', 'null', '-1'],
  ...['9223372036854775807', '-9223372036854775808', '1e999', '1.5', '99999999999999999999', '0'],
  ...['{"string":"x"}', '[[[[[[', '{"a":{"a":{"a":', '__proto__', '"jobID"', 'Job JOBID="', '" .'],
  ...['<property>', 'Avro-Binary', '!!FILE=x_conf.xml!!', '[0'.repeat(2000), 'x'.repeat(5000)],
];

/** What happens to a text: a part of it is cut out, doubled, swapped with another, replaced. */
const mutation = fc.record({
  kind: fc.constantFrom('cut off', 'cut out', 'repeat', 'swap lines', 'replace', 'insert', 'CRLF'),
  from: fc.nat({ max: 4000 }),
  length: fc.nat({ max: 60 }),
  strange: fc.constantFrom(...STRANGE),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(text: string, { kind, from, length, strange }: Mutation): string {
  const at = text.length === 0 ? 0 : from % text.length;
  const [before, part, after] = [
    text.slice(0, at),
    text.slice(at, at + length),
    text.slice(at + length),
  ];
  switch (kind) {
    case 'cut off':
      return before;
    case 'cut out':
      return before + after;
    case 'repeat':
      return before + part + part + after;
    case 'replace':
      return before + strange + after;
    case 'insert':
      return before + strange + part + after;
    case 'CRLF':
      return text.replaceAll('\n', '\r\n');
    default: {
      const lines = text.split('\n');
      const [one, other] = [at % lines.length, length % lines.length];
      return lines.with(one, lines[other]).with(other, lines[one]).join('\n');
    }
  }
}

function read(
  format: TraceFormat,
  bytes: Uint8Array,
  piece: number,
  truncated: boolean,
): ReadTrace {
  const reader = format.reader();
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return reader.end(truncated);
}

/** What must hold of anything read, whatever it was. */
function expectSound(trace: ReadTrace): void {
  const { report, counts } = trace;
  expect(report.rowsRefused).toBeLessThanOrEqual(report.rowsRead);
  expect(report.problems.length).toBe(Math.min(report.rowsRefused, 100));
  for (const problem of report.problems) expect(problem.line).toBeGreaterThan(0);
  const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
  if (typeof workload !== 'string') expect(checkWorkload(workload)).toEqual([]);
  if (!(trace instanceof HadoopTrace)) return;
  expect(Number.isFinite(counts.taskSeconds) && Number.isFinite(counts.spanSeconds)).toBe(true);
  expect(trace.tasks.attempts).toHaveLength(trace.attempts.count);
  if (trace.format === 'rumen')
    expect(report.rowsRead).toBe(trace.jobs.length + report.rowsRefused);
}

describe.each(HADOOP_FORMATS.map((format) => [format.name, format] as const))(
  '%s',
  (name, format) => {
    const sample = SAMPLES.get(name) ?? '';

    it('reads its sample whole', () => {
      const trace = read(format, new TextEncoder().encode(sample), 1000, false);
      expect(format.detect({ text: sample, lines: sample.split('\n') })).toBe(true);
      expect(trace.report).toMatchObject({ rowsRefused: 0, repairs: new Map() });
      if (trace instanceof HadoopTrace)
        expect(trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toBeTypeOf('object');
      expectSound(trace);
    });

    it('reads anything damaged, the same however it is cut into pieces', () => {
      const damaged = fc.array(mutation, { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(
          damaged,
          fc.integer({ min: 1, max: 300 }),
          fc.boolean(),
          (all, piece, truncated) => {
            const bytes = new TextEncoder().encode(all.reduce(mutated, sample));
            const trace = read(format, bytes, bytes.length + 1, truncated);
            expectSound(trace);
            const pieces = read(format, bytes, piece, truncated);
            expect(pieces.counts).toEqual(trace.counts);
            expect(pieces.report).toEqual(trace.report);
          },
        ),
        { numRuns: 400 },
      );
    });

    it('reads bytes that are no text, and the samples of the others', () => {
      const bytes = new TextEncoder().encode(sample);
      fc.assert(
        fc.property(fc.nat({ max: 4000 }), fc.uint8Array({ maxLength: 8 }), (at, strange) => {
          const changed = Uint8Array.from(bytes);
          changed.set(
            strange.subarray(0, Math.max(0, bytes.length - (at % bytes.length))),
            at % bytes.length,
          );
          expectSound(read(format, changed, 100, false));
        }),
        { numRuns: 200 },
      );
      for (const other of SAMPLES.values()) {
        expectSound(read(format, new TextEncoder().encode(other), 100, true));
      }
      expectSound(read(format, new Uint8Array(0), 1, false));
    });
  },
);

describe('a Rumen trace', () => {
  it('loses to one damage at most the jobs that it touches', () => {
    const jobs = [1, 2, 3, 4].map(rumenJob);
    fc.assert(
      fc.property(mutation, fc.nat({ max: 3 }), (one, index) => {
        const changed = jobs.with(index, mutated(jobs[index], one));
        const trace = read(
          HADOOP_FORMATS[0],
          new TextEncoder().encode(changed.join('\n ')),
          999,
          false,
        );
        const found = new Set((trace as HadoopTrace).jobs.map(({ id }) => id));
        const untouched = [1, 2, 3, 4].filter((id) => id !== index + 1).map((id) => `job_1_${id}`);
        expect(untouched.filter((id) => !found.has(id))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
