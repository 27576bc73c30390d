import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import { SLS_NODES_FORMAT, SLS_SYNTH_FORMAT } from './sls-cluster-formats.ts';
import { SLS_FORMAT } from './sls-jobs-format.ts';

function read(format: TraceFormat, ...objects: readonly unknown[]): ReadTrace {
  const reader = format.reader();
  for (const object of objects) {
    reader.push(`${typeof object === 'string' ? object : JSON.stringify(object, null, 2)}\n`);
  }
  return reader.end();
}

const map = { 'container.start.ms': 100, 'container.end.ms': 400 };
const reduce = {
  'container.type': 'reduce',
  'duration.ms': 50,
  'container.memory-mb': 2048,
  'container.host': '/rack/node',
  count: 2,
};
const job = {
  'job.start.ms': 1000,
  'job.end.ms': 9000,
  'job.queue.name': 'q',
  'job.id': 'j1',
  'job.tasks': [reduce, map, { ...map, 'container.duration.ms': '700', 'duration.ms': 600 }],
};

describe('jobs', () => {
  it('are counted, with their copies', () => {
    const copied = { ...job, 'job.id': 'j2', 'job.count': 3, 'job.start.ms': 0 };
    const { counts, report } = read(SLS_FORMAT, { 'num.nodes': 9, 'num.racks': 3 }, job, copied);
    expect(counts).toMatchObject({
      jobs: 4,
      tasks: 16,
      taskSeconds: 4.4,
      spanSeconds: 9,
      facts: {
        declaredNodes: 9,
        declaredRacks: 3,
        taskTypes: { reduce: 8, map: 8 },
        queues: { q: 4 },
        hosts: 1,
      },
    });
    expect(report).toMatchObject({ rowsRead: 3, rowsRefused: 0 });
  });

  it('become maps, and reduces that wait for them', () => {
    const trace = read(SLS_FORMAT, job, { ...job, 'job.start.ms': 3000 });
    const workload = trace.toWorkload('s', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.jobs.names).toEqual(['j1', 'j1#2']);
    expect([...workload.jobs.submitUs]).toEqual([0, 2e6]);
    expect([...workload.stages.tasks]).toEqual([2, 2, 2, 2]);
    expect([...workload.stages.kind]).toEqual([0, 1, 0, 1]);
    expect([...(workload.stages.recorded?.taskUs ?? [])].slice(0, 4)).toEqual([
      ...[300_000, 700_000, 50_000, 50_000],
    ]);
    expect([...(workload.stages.parents?.parent ?? [])]).toEqual([0, 0]);
    expect(workload.demands.map((demand) => [...demand])).toEqual([
      [
        ['cpus', 1000],
        ['mem', 1_024_000],
      ],
      [
        ['cpus', 1000],
        ['mem', 2_048_000],
      ],
    ]);
  });

  it('wait for nothing outside MapReduce', () => {
    const trace = read(SLS_FORMAT, { ...job, 'am.type': 'dag' });
    const { stages } = trace.toWorkload('s', DEFAULT_WORKLOAD_SETTINGS) as Workload;
    expect([...(stages.parents?.parent ?? [])]).toEqual([]);
    expect([...stages.kind]).toEqual([0, 0]);
  });

  it.each<[unknown, string]>([
    [{ ...job, 'job.tasks': [] }, 'job.tasks: found none'],
    [{ ...job, 'job.tasks': [7] }, 'job.tasks[0]: wanted an object'],
    [{ ...job, 'job.tasks': [{ ...map, 'container.end.ms': 100 }] }, 'found a duration of 0 ms'],
    [{ ...job, 'job.tasks': [{ ...map, 'container.vcores': -2 }] }, 'container.vcores: found'],
    [{ ...job, 'job.count': 0 }, 'job.count: found 0'],
    [{ ...job, 'job.start.ms': 'soon' }, 'job.start.ms: found'],
    ['{ "job.id": "x", "job.start.ms": 1,,', 'found ",", wanted'],
  ])('are refused: %j', (broken, reason) => {
    const { counts, report } = read(SLS_FORMAT, job, broken, job);
    expect(counts.jobs).toBe(2);
    expect(report.rowsRefused).toBe(1);
    expect(report.problems[0].reason).toContain(reason);
  });

  it('are at most as many as fit', () => {
    const trace = read(SLS_FORMAT, { ...job, 'job.count': 2_000_000 });
    expect(trace.toWorkload('s', DEFAULT_WORKLOAD_SETTINGS)).toContain('wanted at most 5000000');
  });
});

describe('the cluster', () => {
  it('has racks and nodes, of which some have no name', () => {
    const nodes = [{ node: 'a' }, { node: 'b', 'memory-mb': 1024 }, {}];
    const trace = read(
      SLS_NODES_FORMAT,
      { rack: 'r1', nodes },
      { rack: 'r2', nodes: [] },
      { nodes },
    );
    expect(trace.counts.facts).toEqual({
      racks: 2,
      nodeEntries: 3,
      namedNodes: 2,
      nodesWithResources: 1,
    });
    expect(trace.report.problems[0].reason).toBe('rack: wanted a name');
    expect(trace.toWorkload('n', DEFAULT_WORKLOAD_SETTINGS)).toContain('wanted jobs');
  });

  it('may be described to be drawn', () => {
    const classes = [{ class_name: 'c', tasks: [] }];
    const trace = read(SLS_SYNTH_FORMAT, {
      num_nodes: 3,
      num_jobs: 10,
      rand_seed: 2,
      workloads: [{ job_classes: classes }, {}],
    });
    expect(trace.counts.facts).toMatchObject({
      numJobs: 10,
      numNodes: 3,
      nodesPerRack: null,
      workloads: 2,
      jobClasses: 1,
      style: 'tasks',
    });
  });
});
