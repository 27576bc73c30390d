import { expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';
import { TRACE_FORMATS } from './format-table.ts';

const SWIM = 'job0\t1\t1\t10\t20\t30';
const GOOGLE = '0,,3418309,0,4155527081,0,70s3v5q=,3,9,0.125,0.07446,0.0004244,0';
const SWF = '1 0 -1 1451 128 -1 -1 -1 -1 -1 -1 1 1 -1 -1 -1 -1 -1';
const ALIBABA_2017 = '11792,11999,18,88,257,Terminated,50,0.013356457';
const ALIBABA_2018 = 'R2_1,371.0,j_3,1,Terminated,157297,157322,100.0,0.49';

it.each<[string, string, string]>([
  ['swim', 'a row', `${SWIM}\n`],
  ['swim', 'a byte order mark, blank lines, CRLF', `\uFEFF\r\n\r\n${SWIM}\r\n`],
  ['swim', 'a good row after bad ones', `what\nis\nthis\n${SWIM}`],
  ['swim', 'a bad row of the right shape', 'job0\t1\t1\t-10\t20\t30'],
  ['swim', 'a row cut short', 'job0\t1\t1\t10'],
  ['swf', 'the header', '; Version: 2\n1 0 0'],
  ['swf', 'a row', SWF],
  ['swf', 'a row with blanks around it', `   ${SWF.replaceAll(' ', '   ')}\r\n`],
  ['google2011-task_events', 'a row', GOOGLE],
  ['google2011-task_events', 'a row under names', `#time,missing info\r\n${GOOGLE}\r\n`],
  ['google2011-task_events', 'a row after the trace', GOOGLE.replace(/^0/, '9223372036854775807')],
  ['google2011-job_events', 'a row', '0,,3418309,0,70s3v5q=,3,IHgtoxE=,wAmgn2H='],
  ['google2011-machine_events', 'a row', '0,10,0,LGzk1Or/=,0.5,0.2493'],
  ['google2011-task_usage', 'a row', `1,2,3,0,0${',0.1'.repeat(15)}`],
  ['alibaba2017-batch_task', 'a row', ALIBABA_2017],
  ['alibaba2017-batch_task', 'a row under names', `task_create_time, x\n${ALIBABA_2017}`],
  ['alibaba2017-batch_task', 'a waiting row', '6036,6046,4,7,393,Waiting,,'],
  ['alibaba2018-batch_task', 'a row', ALIBABA_2018],
  ['openb-pods', 'the header', 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos\n'],
  ['openb-nodes', 'the header', 'sn,cpu_milli,memory_mib,gpu,model\n'],
  ['csv', 'the header', 'job,submit,stage,tasks,duration,cpus,mem\n'],
  ['csv', 'the header in any order and case', '# mine\n"Duration",color,JOB,Submit\r\n'],
  ['decima-tpch', 'a query', '{"job":"q1","query":1,"stages":[{"id":0,"num_tasks":12'],
  ['evenhand-jobs', 'the first line', '{"workload":"w","format":"csv","jobs":1'],
  ['evenhand-jobs', 'a job', '{"job":"a","submit":0,"framework":"f","stages":[{"tasks"'],
  ['coflow-benchmark', 'the header', '150 526\n1 0 1 22 1 65:1.0\n'],
  ['sls', 'a job', '{\n  "am.type": "mapreduce",\n  "job.start.ms": 0'],
  ['sls', 'its cluster', '{"num.nodes": 3, "num.racks": 1}'],
  ['sls-nodes', 'a rack', '{\n "rack": "rack1",\n "nodes": [ {'],
  ['sls-synth', 'a description', '{ "description": "x", "num_nodes": 20, "num_jobs": 10'],
  ['omega-sim', 'draws', 'cluster cmb-new 0 2.517473\n'],
  ['omega-sim', 'a state', '11 0.000000 49475829738997701 1 1 1 0.17 524288000\n'],
  ['jhist', 'the first line', 'Avro-Json\n{"type":"record"'],
  ['jobhistory-v1', 'the first line', 'Meta VERSION="1" .\n'],
  ['spark-eventlog', 'an event', '{"Event":"SparkListenerLogStart","Spark Version":"3.5.0"}'],
  ['rumen-topology', 'the root', '{ "name" : "<root>", "children" : [ {'],
])('knows %s by %s', (name, _, text) => {
  expect(detectFormat(text, TRACE_FORMATS)).toMatchObject({ format: { name } });
});

it.each([
  ['', 'no text'],
  [' \n\r\n', 'no text'],
  ['a\0b', 'binary data'],
  ['{\n "jobs": 1', 'JSON'],
  ['<html>', 'XML or HTML'],
  ['a,b,c,d\n', 'comma-separated values'],
  ['hello\tworld', 'text beginning "hello\\tworld"'],
  [`\u001b[31m${'x'.repeat(99)}`, `text beginning "\\u001b[31m${'x'.repeat(35)}…"`],
])('names %j', (text, found) => {
  expect(detectFormat(text, TRACE_FORMATS)).toEqual({ format: null, found });
});

it('lists every format once', () => {
  const names = TRACE_FORMATS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
