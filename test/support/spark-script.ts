import type { Micros } from '../../core/machine.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';
import type { SparkStageSpec } from '../../core/schedulers/spark/application.ts';
import type {
  SparkInput,
  SparkOptions,
  SparkOutput,
} from '../../core/schedulers/spark/spark-io.ts';
import { SparkScheduler } from '../../core/schedulers/spark/spark.ts';
import { vectorOf } from './machine-scripts.ts';
import { UuidNames, messageText } from './message-texts.ts';

/** A stage of so many tasks, without preferences, whose output stays on its executors. */
export function stageOf(tasks: number, ...parents: number[]): SparkStageSpec {
  return { tasks, parents, outputOnExecutors: true, preferred: null };
}

/** A Spark application and what it says to each input. */
export class SparkScript {
  readonly scheduler: SparkScheduler;
  now: Micros = 0;
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  private offers = 0;
  private readonly out: SparkOutput = {
    send: (call) => this.lines.push(messageText(call, this.uuids)),
    setTimer: (timer, delayUs) => this.lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    runTask: (agentId, { executor, job, stage, task }) =>
      this.lines.push(`run ${job}/${stage}/${task} in ${executor} on agent ${agentId}`),
    jobFinished: (job) => this.lines.push(`job ${job} finished`),
    jobFailed: (job, reason) => this.lines.push(`job ${job} failed: ${reason}`),
    backlogged: (some) => this.lines.push(some ? 'backlogged' : 'not backlogged'),
  };

  constructor(options: Partial<SparkOptions> = {}) {
    this.scheduler = new SparkScheduler({
      ...{ connection: 1, name: 'spark', role: 'spark', order: 'fifo', localityWaitUs: 3_000_000 },
      executorDemand: vectorOf('cpus:2;mem:4096'),
      slotsPerExecutor: 2,
      executors: 2,
      ...options,
    });
    this.step({ type: 'START' });
    this.step({ type: 'SUBSCRIBED', framework: 0 });
  }

  step(input: SparkInput): string[] {
    this.lines = [];
    this.scheduler.step(this.now, input, this.out);
    return this.lines;
  }

  /** Submits stages by number; the pool is the default one. */
  submit(job: number, stages: Readonly<Record<number, SparkStageSpec>>): string[] {
    const byNumber = Object.entries(stages).map(([stage, spec]) => [Number(stage), spec] as const);
    const submission = { job, submitUs: this.now, pool: 'default', stages: new Map(byNumber) };
    return this.step({ type: 'JOB', job: submission });
  }

  /** Offers of agents 0, 1, …, named `node0`, `node1`, …. */
  offer(...resources: string[]): string[] {
    const offers = resources.map((text, agentId) => ({
      ...{ id: this.offers++, agentId, hostname: `node${agentId}` },
      resources: vectorOf(text),
    }));
    return this.step({ type: 'OFFERS', offers });
  }

  update(taskId: number, state: TaskState): string[] {
    const from = { source: 'SOURCE_MASTER', reason: null, message: '', uuid: null } as const;
    const status = { frameworkId: 0, taskId, agentId: 0, state, ...from };
    return this.step({ type: 'UPDATE', status });
  }

  /** A task `job/stage/task` ended in an executor. */
  ended(executor: number, place: string, failed: boolean = false): string[] {
    const [job, stage, task] = place.split('/').map(Number);
    return this.step({ type: 'TASK_ENDED', ended: { executor, job, stage, task }, failed });
  }

  timer(timer: 'REVIVE' | 'ALLOCATE', now: Micros): string[] {
    this.now = now;
    return this.step({ type: 'TIMER', timer });
  }
}
