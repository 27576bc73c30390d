import type { Micros } from '../../core/machine.ts';
import type { TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import {
  CHRONOS_DEFAULTS,
  type CronInput,
  type CronOptions,
  type CronOutput,
  type CronSnapshot,
} from '../../core/schedulers/cron/cron-io.ts';
import type { CronJobSpec } from '../../core/schedulers/cron/cron-job.ts';
import { CronScheduler } from '../../core/schedulers/cron/cron.ts';
import type { RunRecord } from '../../core/schedulers/cron/run.ts';
import { SPACE, vectorOf } from './machine-scripts.ts';
import { UuidNames, messageText } from './message-texts.ts';
import { reasonLines } from './service-script.ts';

/** Options of a cron in a script: Chronos's, on connection 1. */
export const CRON: CronOptions = {
  ...CHRONOS_DEFAULTS,
  ...{ connection: 1, name: 'chronos', role: 'cron', space: SPACE },
};

/** A job of one CPU, unless stated. */
export function jobOf(
  more: Omit<CronJobSpec, 'resources'> & { readonly demand?: string },
): CronJobSpec {
  const { demand = 'cpus:1;mem:1024', ...rest } = more;
  return { ...rest, resources: parseScalars(demand) };
}

/** A cron and what it says: calls as `SUPPRESS`, the rest in small letters. */
export class CronScript {
  readonly scheduler: CronScheduler;
  readonly records: RunRecord[] = [];
  now: Micros = 0;
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  private offers = 0;
  private readonly out: CronOutput = {
    send: (call) => this.lines.push(messageText(call, this.uuids)),
    setTimer: (timer, delayUs) => this.lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    refused: (job, reason) => this.lines.push(`refused ${job}:`, ...reasonLines(reason)),
    ran: (record) => {
      this.records.push(record);
      const { job, run, dueUs, attempts, outcome } = record;
      const text = `${job} run ${run} due ${dueUs / 1e6} s ${outcome}`;
      this.lines.push(`${text} after ${attempts.length} attempts`);
    },
    backlogged: (some) => this.lines.push(some ? 'backlogged' : 'not backlogged'),
  };

  constructor(options: Partial<CronOptions> = {}, found: CronSnapshot | null = null) {
    this.scheduler = new CronScheduler({ ...CRON, ...options }, found);
  }

  step(input: CronInput): string[] {
    this.lines = [];
    this.scheduler.step(this.now, input, this.out);
    return this.lines;
  }

  subscribed(): this {
    this.step({ type: 'START' });
    this.step({ type: 'SUBSCRIBED', framework: 0 });
    return this;
  }

  job(more: Parameters<typeof jobOf>[0]): string[] {
    return this.step({ type: 'JOB', spec: jobOf(more) });
  }

  /** An offer of agent 0, `cpus:4;mem:4096` unless stated. */
  offer(text = 'cpus:4;mem:4096'): string[] {
    const offer = { id: this.offers++, agentId: 0, hostname: 'node0', resources: vectorOf(text) };
    return this.step({ type: 'OFFERS', offers: [offer] });
  }

  update(taskId: number, state: TaskState, more: Partial<TaskStatus> = {}): string[] {
    const status: TaskStatus = {
      ...{ frameworkId: 0, taskId, agentId: 0, state, source: 'SOURCE_MASTER' },
      ...{ reason: null, message: '', uuid: null, ...more },
    };
    return this.step({ type: 'UPDATE', status });
  }

  /** The machine's timer at a time in seconds. */
  wakeAt(seconds: number): string[] {
    this.now = seconds * 1e6;
    return this.step({ type: 'TIMER', timer: 'WAKE' });
  }
}
