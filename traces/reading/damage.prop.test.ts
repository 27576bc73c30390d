import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { TRACE_FORMATS } from './format-table.ts';
import type { ReadTrace, TraceFormat } from './trace-reader.ts';

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}

/** A small file of each format, our own. */
const SAMPLES: Readonly<Record<string, string>> = {
  swim: 'job0\t0\t0\t100\t20\t3\njob1\t5\t5\t70000000\t0\t9\n',
  swf: lines(
    '; Version: 2',
    '1 0 -1 60 4 -1 -1 4 90 -1 1 2 1 -1 1 -1 -1 -1',
    '2 9 1 5 1 -1 64 1 9 64 0 3 1 -1 1 -1 -1 -1',
  ),
  'google2011-task_events': lines(
    '0,,11,0,5,1,u=,2,9,0.5,0.25,0.1,0',
    '600,,12,0,,0,v=,0,0,0.1,0.1,0.1,1',
    '700,,12,0,7,1,v=,0,0,0.1,0.1,0.1,1',
    '900,,12,0,7,4,v=,0,0,0.1,0.1,0.1,1',
  ),
  'google2011-job_events': '0,,11,0,u=,2,n=,l=\n900,,11,4,u=,2,n=,l=\n',
  'google2011-machine_events': '0,5,0,p=,0.5,0.25\n9,5,1,p=,0.5,0.25\n',
  'google2011-task_usage': `1,2,3,0,5${',0.1'.repeat(15)}\n`,
  'alibaba2017-batch_task': '10,20,1,1,4,Terminated,50,0.01\n6,0,1,2,1,Waiting,,\n',
  'alibaba2018-batch_task':
    'M1,2.0,j_1,1,Terminated,10,20,100.0,0.3\nR2_1,1.0,j_1,1,Terminated,21,30,100.0,0.3\n',
  'openb-pods': lines(
    'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,' +
      'pod_phase,creation_time,deletion_time,scheduled_time',
    'p0,6000,1024,1,460,,LS,Running,1,50,2',
    'p1,500,64,0,0,,BE,Pending,3,4,',
  ),
  'openb-nodes': 'sn,cpu_milli,memory_mib,gpu,model\nn0,64000,262144,2,P100\n',
  'decima-tpch': `${JSON.stringify({
    job: 'q1',
    stages: [
      { id: 0, parents: [], num_tasks: 2, rough_duration_ms: 5, first_wave: { 2: [4, 6] } },
      { id: 1, parents: [0], num_tasks: 1, rough_duration_ms: 7.5 },
    ],
  })}\n`,
  'coflow-benchmark': '10 2\n1 0 1 3 2 1:4.0 2:8\n2 900 2 3 4 1 7:64\n',
  sls: `${JSON.stringify(
    {
      'job.start.ms': 0,
      'job.queue.name': 'q',
      'job.tasks': [
        { 'container.start.ms': 1, 'container.end.ms': 90, count: 2 },
        { 'container.type': 'reduce', 'container.duration.ms': 40, 'container.vcores': 2 },
      ],
    },
    null,
    1,
  )}\n`.repeat(2),
  'sls-nodes': '{\n"rack": "r1",\n"nodes": [ { "node": "a" }, { "node": "b" } ]\n}\n',
  'sls-synth': '{ "num_nodes": 2, "num_jobs": 3, "workloads": [ { "job_classes": [ {} ] } ] }\n',
  csv: 'job,submit,stage,parents,tasks,duration,cpus,mem\na,0,s,,3,10,1,512\na,0,t,s,2,5;6,1,\nb,4,,,1,2,,\n',
  'omega-sim': 'cluster cmb-new 0 2.5\ncluster cmb-new 1 17\n',
};

const formats = TRACE_FORMATS.filter(({ name }) => Object.hasOwn(SAMPLES, name));

function read(format: TraceFormat, chunks: readonly Uint8Array[], truncated: boolean): ReadTrace {
  const reader = format.reader();
  for (const chunk of chunks) reader.push(chunk);
  return reader.end(truncated);
}

const HUGE = ['9223372036854775807', '-9223372036854775808', '1e308', '99999999999999999999'];
const WRONG = ['null', '"x"', '-1', 'NaN', 'Infinity', '[]', '{}', '', '0x7f', '1e-400', 'é'];

type Mutate = (text: string, at: number, other: number) => string | Uint8Array;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Replaces the number, if any, at or behind a place. */
function replaceNumber(text: string, at: number, by: string): string {
  const from = text.slice(at).search(/\d/);
  if (from < 0) return text;
  return text.slice(0, at + from) + text.slice(at + from).replace(/^[\d.]+/, by);
}

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  cut: (text, at) => text.slice(0, at),
  'cut at the front': (text, at) => text.slice(at),
  'lines swapped': (text, at, other) => {
    const all = text.split('\n');
    const [a, b] = [at % all.length, other % all.length];
    [all[a], all[b]] = [all[b], all[a]];
    return all.join('\n');
  },
  'a line twice': (text, at) => {
    const all = text.split('\n');
    all.splice(at % all.length, 0, all[at % all.length]);
    return all.join('\n');
  },
  'huge numbers': (text, at, other) => replaceNumber(text, at, HUGE[other % HUGE.length]),
  'wrong types': (text, at, other) => replaceNumber(text, at, WRONG[other % WRONG.length]),
  'byte order mark': (text) => `\uFEFF${text}`,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'no line ends': (text) => text.replaceAll('\n', ' '),
  'invalid UTF-8': (text, at, other) => {
    const bytes = utf8(text);
    bytes[at % bytes.length] = 0x80 + (other % 0x80);
    return bytes;
  },
  'zero bytes': (text, at) => `${text.slice(0, at)}\0\0${text.slice(at)}`,
  'deep nesting': (text, at) => text.slice(0, at) + '[{"a":'.repeat(3000) + text.slice(at),
  'long line': (text, at) => text.slice(0, at) + 'x'.repeat(70_000) + text.slice(at),
  'a byte changed': (text, at, other) => {
    const bytes = utf8(text);
    bytes[at % bytes.length] ^= 1 + (other % 127);
    return bytes;
  },
  'separators everywhere': (text, at, other) =>
    text.slice(0, at) + ',;:\t"'[other % 5] + text.slice(at),
  empty: () => '',
  "another format's": (_, at) => SAMPLES[formats[at % formats.length].name],
};

describe.each(formats)('$name', (format) => {
  const sample = SAMPLES[format.name];
  const whole = read(format, [utf8(sample)], false);

  it('has a sample that is whole', () => {
    expect(format.detect({ text: sample, lines: sample.trimEnd().split('\n') })).toBe(true);
    expect(whole.report.rowsRead).toBeGreaterThan(0);
    expect(whole.report.rowsRefused).toBe(0);
  });

  it.each(Object.entries(MUTATIONS))('%s: ends in a report', (_, mutate) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.boolean(), (at, other, truncated) => {
        const mutated = mutate(sample, at % (sample.length + 1), other);
        const bytes = typeof mutated === 'string' ? utf8(mutated) : mutated;
        const trace = read(
          format,
          [bytes.subarray(0, at % 99), bytes.subarray(at % 99)],
          truncated,
        );
        const { rowsRead, rowsRefused, problems } = trace.report;
        expect(rowsRefused).toBeLessThanOrEqual(rowsRead);
        expect(problems.length).toBe(Math.min(100, rowsRefused));
        for (const { line, reason } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(reason).not.toBe('');
        }
        const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
        if (typeof workload === 'string') expect(workload).toMatch(/^found /);
        else expect(checkWorkload(workload)).toEqual([]);
        for (const value of Object.values(trace.counts)) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('loses no row silently when it is cut', () => {
    for (let end = 0; end <= sample.length; end++) {
      const { rowsRead, rowsRefused } = read(format, [utf8(sample.slice(0, end))], true).report;
      // What is not refused is a whole row of the file.
      expect(rowsRead - rowsRefused).toBeLessThanOrEqual(whole.report.rowsRead);
      const count = sample.slice(0, end).split('\n').length;
      expect(rowsRead).toBeLessThanOrEqual(count);
    }
  });

  it('is the same however the bytes are cut', () => {
    const bytes = utf8(sample);
    const one = read(
      format,
      [...bytes].map((byte) => Uint8Array.of(byte)),
      false,
    );
    expect(one.counts).toEqual(whole.counts);
    expect(one.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toEqual(
      whole.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS),
    );
  });
});
