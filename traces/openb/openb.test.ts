import { expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import { OPENB_NODES_FORMAT } from './openb-nodes.ts';
import { OPENB_PODS_FORMAT } from './openb-pods.ts';

function read(format: TraceFormat, lines: readonly string[]): ReadTrace {
  const reader = format.reader();
  reader.push(lines.join('\n'));
  return reader.end();
}

const PODS = [
  'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time',
  'shared,6000,12288,1,460,,LS,Running,50,250,150',
  'waits,500,1024,0,0,,BE,Pending,10,300,',
  'eight,96000,393216,8,1000,V100M16|V100M32,LS,Succeeded,60,160,60',
];

it('counts pods', () => {
  const { counts, report } = read(OPENB_PODS_FORMAT, PODS);
  expect(counts).toMatchObject({
    jobs: 3,
    tasks: 3,
    taskSeconds: 200,
    spanSeconds: 290,
    facts: { pods: 3, qos: { LS: 2, BE: 1 }, unscheduled: 1, gpuSeconds: 846 },
  });
  expect(report.rowsRead).toBe(3);
});

it('makes a job of each pod that ran, with its parts of GPUs', () => {
  const trace = read(OPENB_PODS_FORMAT, PODS);
  const workload = trace.toWorkload('pods', DEFAULT_WORKLOAD_SETTINGS) as Workload;
  expect(checkWorkload(workload)).toEqual([]);
  expect(workload.jobs.names).toEqual(['shared', 'eight']);
  expect([...workload.jobs.submitUs]).toEqual([0, 10e6]);
  expect([...workload.stages.taskUs]).toEqual([100e6, 100e6]);
  expect(workload.demands.map((demand) => [...demand])).toEqual([
    [
      ['cpus', 6000],
      ['mem', 12_288_000],
      ['gpus', 460],
    ],
    [
      ['cpus', 96_000],
      ['mem', 393_216_000],
      ['gpus', 8000],
    ],
  ]);
});

it('reads the five columns of the multigpu lists, and refuses what is no pod', () => {
  const [header] = PODS;
  const { counts, report } = read(OPENB_PODS_FORMAT, [header, 'p,1,2,3,4', 'q,1,2', 'r,1,2,x,4']);
  expect(counts.jobs).toBe(1);
  expect(report.problems.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '3: found 3 columns, wanted at least 5',
    '4: column 4 (num_gpu): found "x", wanted a whole number from 0 to 2^53 - 1',
  ]);
});

it('counts nodes, which are no workload', () => {
  const trace = read(OPENB_NODES_FORMAT, [
    'sn,cpu_milli,memory_mib,gpu,model',
    'n1,64000,262144,2,P100',
    'n2,32000,131072,0,',
  ]);
  expect(trace.counts.facts).toEqual({
    nodes: 2,
    cpuMilli: 96_000,
    memoryMib: 393_216,
    gpus: 2,
    models: { P100: 1 },
  });
  expect(trace.toWorkload('n', DEFAULT_WORKLOAD_SETTINGS)).toContain('wanted pods');
});
