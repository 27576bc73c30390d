import { logOf, twoJobs } from './spark-events.ts';

const ATTEMPT = 'attempt_1_0001_m_000000_0';

function rumenJob(id: number): string {
  const attempt = { attemptID: ATTEMPT, startTime: 1000, finishTime: 3500, hdfsBytesRead: 5 };
  const task = {
    ...{ taskID: 'task_1_0001_m_000000', taskType: 'MAP', taskStatus: 'SUCCESS', startTime: 900 },
    preferredLocations: [{ layers: ['r\\.1', 'host2'] }],
    attempts: [
      { ...attempt, result: 'FAILED' },
      { ...attempt, result: 'SUCCESS', hostName: '/r/h' },
    ],
  };
  const job = { jobID: `job_1_${id}`, user: 'ann', submitTime: 500 * id, outcome: 'SUCCESS' };
  return JSON.stringify({ ...job, mapTasks: [task, task] }, null, 2);
}

function jhistEvent(type: string, members: object): string {
  return JSON.stringify({ type, event: { [`o.${type}`]: members } });
}

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}

/** A small file of each format, our own, by the format's name. */
export const TRACE_SAMPLES: Readonly<Record<string, string>> = {
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
  'evenhand-jobs': lines(
    '{"workload":"w","format":"swim","jobs":2,"skewSigma":0.325,"shortestSeconds":3}',
    '{"job":"a","submit":0,"framework":"ann","priority":3,"stages":[' +
      '{"kind":"map","tasks":2,"seconds":[1.5,2],"exact":true,"parents":[],"resources":{"cpus":1}},' +
      '{"kind":"reduce","tasks":3,"seconds":9,"lastSeconds":4,"exact":false,"parents":[0]}]}',
    '{"job":"b","submit":4.25,"framework":"bob","stages":[{"tasks":4,"seconds":2,"gang":true}]}',
  ),
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
  rumen: `${[1, 2].map(rumenJob).join('\n ')}\n`,
  'rumen-topology': `${JSON.stringify(
    {
      name: '<root>',
      children: [{ name: 'r', children: [{ name: 'h', children: null }, { name: 'g' }] }],
    },
    null,
    2,
  )}\n`,
  'jobhistory-v1': lines(
    'Meta VERSION="1" .',
    'Job JOBID="job_1_0001" JOBNAME="a \\"b\\"" USER="ann" SUBMIT_TIME="100" .',
    'Task TASKID="task_1_0001_m_000000" TASK_TYPE="MAP" START_TIME="300" SPLITS="/r/h1" .',
    `MapAttempt TASK_TYPE="MAP" TASK_ATTEMPT_ID="${ATTEMPT}" START_TIME="400" .`,
    `MapAttempt TASK_TYPE="MAP" TASK_ATTEMPT_ID="${ATTEMPT}" TASK_STATUS="SUCCESS"` +
      ' FINISH_TIME="1200" HOSTNAME="/r/h1" COUNTERS="{(F)(F)[(HDFS_BYTES_READ)(e)(53639)]}" .',
    'Job JOBID="job_1_0001" FINISH_TIME="9000" JOB_STATUS="SUCCESS" .',
  ),
  jhist: lines(
    'Avro-Json',
    '{"type":"record","name":"Event"}',
    jhistEvent('JOB_SUBMITTED', { jobid: 'job_1_0001', submitTime: 100, userName: 'ann' }),
    jhistEvent('TASK_STARTED', { taskid: 'task_1_0001_m_000000', taskType: 'MAP' }),
    jhistEvent('MAP_ATTEMPT_STARTED', { attemptId: ATTEMPT, startTime: 4 }),
    jhistEvent('MAP_ATTEMPT_FINISHED', { attemptId: ATTEMPT, finishTime: 9 }),
    jhistEvent('JOB_FINISHED', { jobid: 'job_1_0001', finishTime: 9000 }),
  ),
  'job-conf-xml': lines(
    '<configuration>',
    '<property><name>a</name><value>1</value></property>',
    '<property><name>b</name><value>x</value></property>',
    '</configuration>',
  ),
  'spark-eventlog': logOf(...twoJobs()),
};
