import { expect, it } from 'vitest';
import { vectorOf } from '../../../test/support/machine-scripts.ts';
import { UuidNames, messageText } from '../../../test/support/message-texts.ts';
import { stageOf } from '../../../test/support/spark-script.ts';
import type { TaskState } from '../../protocol/tasks.ts';
import type { SparkStageSpec } from './application.ts';
import {
  type FineGrainedInput,
  type FineGrainedOptions,
  type FineGrainedOutput,
  FineGrainedSpark,
} from './fine-grained.ts';

/** A fine-grained application: executors of 1 CPU, tasks of 1 CPU. */
class Script {
  private lines: string[] = [];
  private offers = 0;
  private readonly uuids = new UuidNames();
  private readonly scheduler: FineGrainedSpark;
  private readonly out: FineGrainedOutput = {
    send: (call) => this.lines.push(messageText(call, this.uuids)),
    setTimer: (timer, delayUs) => this.lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    jobFinished: (job) => this.lines.push(`job ${job} finished`),
    jobFailed: (job, reason) => this.lines.push(`job ${job} failed: ${reason}`),
    backlogged: (some) => this.lines.push(some ? 'backlogged' : 'not backlogged'),
  };

  constructor(more: Partial<FineGrainedOptions> = {}) {
    this.scheduler = new FineGrainedSpark({
      ...{ connection: 1, name: 'spark', role: 'spark', order: 'fifo', localityWaitUs: 3_000_000 },
      executorDemand: vectorOf('cpus:1;mem:1024'),
      taskDemand: vectorOf('cpus:1;mem:0'),
      ...more,
    });
    this.step({ type: 'START' });
    this.step({ type: 'SUBSCRIBED', framework: 0 });
  }

  step(input: FineGrainedInput, now: number = 0): string[] {
    this.lines = [];
    this.scheduler.step(now, input, this.out);
    return this.lines;
  }

  submit(job: number, ...stages: SparkStageSpec[]): string[] {
    const submission = { job, submitUs: 0, pool: 'p', stages: new Map(stages.entries()) };
    return this.step({ type: 'JOB', job: submission });
  }

  offer(...resources: string[]): string[] {
    const offers = resources.map((text, agentId) => ({
      ...{ id: this.offers++, agentId, hostname: `node${agentId}`, resources: vectorOf(text) },
    }));
    return this.step({ type: 'OFFERS', offers });
  }

  update(taskId: number, state: TaskState, now: number = 0): string[] {
    const from = { source: 'SOURCE_MASTER', reason: null, message: '', uuid: null } as const;
    const status = { frameworkId: 0, taskId, agentId: 0, state, ...from };
    return this.step({ type: 'UPDATE', status }, now);
  }
}

it('launches an executor before the first task on an agent, and tasks alone from then on', () => {
  const script = new Script();
  expect(script.submit(0, stageOf(4))).toMatchInlineSnapshot(`
    [
      "REVIVE",
      "backlogged",
      "REQUEST since 0 s",
    ]
  `);
  // An agent with room for an executor alone is of no use.
  expect(script.offer('cpus:3;mem:2048', 'cpus:1;mem:2048')).toMatchInlineSnapshot(`
    [
      "ACCEPT offers 0: task 0 <1, 1024>, task 1 <1, 0>, task 2 <1, 0>; refused 5 s",
      "DECLINE offers 1; refused 5 s",
    ]
  `);
  expect(script.update(1, 'TASK_FINISHED')).toEqual([]);
  expect(script.offer('cpus:1;mem:0')).toMatchInlineSnapshot(`
    [
      "ACCEPT offers 2: task 3 <1, 0>; refused 5 s",
    ]
  `);
  expect(script.offer('cpus:4;mem:0')).toMatchInlineSnapshot(`
    [
      "ACCEPT offers 3: task 4 <1, 0>; refused 120 s",
      "not backlogged",
    ]
  `);
  expect([2, 3].flatMap((task) => script.update(task, 'TASK_FINISHED'))).toEqual([]);
  expect(script.update(4, 'TASK_FINISHED')).toEqual(['job 0 finished']);
});

it('refuses for 120 s what it does not need, and revives when there is more to do', () => {
  const script = new Script();
  expect(script.offer('cpus:4;mem:4096')).toMatchInlineSnapshot(`
    [
      "DECLINE offers 0; refused 120 s",
    ]
  `);
  expect(script.submit(0, stageOf(1), stageOf(1, 0))).toMatchInlineSnapshot(`
    [
      "REVIVE",
      "backlogged",
      "REQUEST since 0 s",
    ]
  `);
  script.offer('cpus:4;mem:4096');
  expect(script.update(1, 'TASK_FINISHED')).toMatchInlineSnapshot(`
    [
      "REVIVE",
      "backlogged",
    ]
  `);
});

it('runs failed tasks again three times, and lost ones with their output', () => {
  const script = new Script();
  script.submit(0, stageOf(1), stageOf(1, 0));
  script.offer('cpus:4;mem:4096');
  script.update(1, 'TASK_FINISHED');
  script.offer('cpus:4;mem:4096');
  // The executor of agent 0 is lost, and stage 0's output with it: it runs again first.
  expect(script.update(0, 'TASK_LOST')).toMatchInlineSnapshot(`
    [
      "REVIVE",
      "backlogged",
    ]
  `);
  expect(script.update(2, 'TASK_LOST')).toMatchInlineSnapshot(`
    [
      "REVIVE",
    ]
  `);
  expect(script.offer('cpus:2;mem:4096')).toMatchInlineSnapshot(`
    [
      "ACCEPT offers 2: task 3 <1, 1024>, task 4 <1, 0>; refused 5 s",
    ]
  `);
  for (const task of [4, 5, 6]) {
    expect(script.update(task, 'TASK_FAILED')).toEqual(['REVIVE']);
    script.offer('cpus:1;mem:0');
  }
  expect(script.update(7, 'TASK_FAILED')).toContain('job 0 failed: a task of it failed too often');
});

it('waits for a near agent, and asks for others when it has waited', () => {
  const script = new Script();
  const preferred = [{ executors: [], hosts: ['node1'] }];
  script.submit(0, { ...stageOf(1), preferred });
  expect(script.offer('cpus:4;mem:4096')).toMatchInlineSnapshot(`
    [
      "DECLINE offers 0; refused 5 s",
      "timer REVIVE 3 s",
    ]
  `);
  expect(script.step({ type: 'TIMER', timer: 'REVIVE' }, 3_000_000)).toEqual(['REVIVE']);
});

it('asks what became of executors and tasks after its connection broke, and kills strangers', () => {
  const script = new Script();
  script.submit(0, stageOf(2));
  script.offer('cpus:3;mem:4096');
  script.step({ type: 'DISCONNECTED', backoffUs: 0 });
  expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
    [
      "RECONCILE task 0, task 1, task 2",
      "timer RECONCILE 1 s",
      "RECONCILE all",
    ]
  `);
  expect(script.update(1, 'TASK_RUNNING')).toEqual([]);
  expect(script.update(9, 'TASK_RUNNING')).toEqual(['KILL task 9']);
  expect(script.update(2, 'TASK_UNREACHABLE')).toContain('REVIVE');
  expect(script.update(2, 'TASK_RUNNING')).toEqual(['KILL task 2']);
});

it('counts a task for nothing that ends when its executor was lost', () => {
  const script = new Script();
  script.submit(0, stageOf(2));
  script.offer('cpus:2;mem:4096');
  expect(script.update(0, 'TASK_LOST')).toEqual([]);
  // Another executor of the same agent has not what the first one had.
  expect(script.offer('cpus:2;mem:4096').join()).toContain('task 2 <1, 1024>, task 3 <1, 0>');
  expect(script.update(1, 'TASK_FINISHED')).toContain('REVIVE');
});

it('kills an executor that was idle for long, unless its output may be read', () => {
  const MINUTE = 60_000_000;
  const script = new Script({ executorIdleUs: MINUTE });
  const stages = new Map([
    [0, stageOf(2)],
    [1, { ...stageOf(1, 0), outputOnExecutors: false }],
  ]);
  script.step({ type: 'JOB', job: { job: 0, submitUs: 0, pool: 'p', stages, ownStages: true } });
  script.offer('cpus:2;mem:4096', 'cpus:2;mem:4096');
  script.update(1, 'TASK_FINISHED');
  expect(script.step({ type: 'TIMER', timer: 'IDLE' }, 9 * MINUTE)).toEqual([]);
  script.update(3, 'TASK_FINISHED', 9 * MINUTE);
  script.offer('cpus:1;mem:0');
  expect(script.update(4, 'TASK_FINISHED', 10 * MINUTE)).toMatchInlineSnapshot(`
    [
      "job 0 finished",
      "KILL task 2",
      "timer IDLE 60 s",
    ]
  `);
  expect(script.step({ type: 'TIMER', timer: 'IDLE' }, 11 * MINUTE)).toMatchInlineSnapshot(`
    [
      "KILL task 0",
      "KILL task 2",
      "timer IDLE 60 s",
    ]
  `);
  // No task is given to it any more.
  script.submit(1, stageOf(1));
  expect(script.offer('cpus:4;mem:4096')).toEqual(['DECLINE offers 3; refused 5 s']);
});

it('kills its executors when its program is over', () => {
  const script = new Script();
  script.submit(0, stageOf(1));
  script.offer('cpus:2;mem:4096');
  script.update(1, 'TASK_FINISHED');
  expect(script.step({ type: 'STOP' })).toMatchInlineSnapshot(`
    [
      "SUPPRESS",
      "KILL task 0",
      "timer IDLE 60 s",
    ]
  `);
});
