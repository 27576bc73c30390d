import { describe, expect, it } from 'vitest';

import { Locality, type TaskInfo, type TaskState } from '../../core/protocol/tasks.ts';
import { workloadOf } from '../../sim/experiment/job-list.ts';
import { JobRecords } from '../../sim/metrics/job-records.ts';
import { UsageMetrics } from '../../sim/metrics/usage.ts';
import { LiveTasks } from './live-tasks.ts';
import { UsageLedger } from './usage-ledger.ts';

const SECOND = 1_000_000;
/** By how much the agent's clock is ahead of the run's. */
const AHEAD_US = 1_795_000_000 * SECOND;

/** One framework on a cluster of one CPU, each of whose tasks wants all of it. */
class OneFramework {
  private nowUs = 0;
  private readonly usage = new UsageMetrics([1000], [1]);
  private readonly ledger = new UsageLedger();
  private readonly tasks: LiveTasks;

  constructor() {
    const workload = workloadOf({ name: 'w', frameworks: ['f'], demands: [], jobs: [] });
    this.tasks = new LiveTasks({
      ...{ clock: { now: () => this.nowUs }, ledger: this.ledger, hasJobs: [false] },
      ...{ jobs: new JobRecords(workload, false), idealUs: () => 0 },
    });
  }

  launches(atS: number, taskId: number): void {
    this.nowUs = atS * SECOND;
    const info: TaskInfo = {
      ...{ taskId, resources: [1000], job: 0, stage: 0, index: taskId },
      ...{ held: false, locality: Locality.NODE },
    };
    const call = { type: 'ACCEPT', framework: 0, offers: [], launches: [info] } as const;
    this.tasks.said(0, { ...call, refuseSeconds: 0 });
  }

  /** @param saidS when its agent says that it was; null for the master's own word */
  hears(atS: number, taskId: number, state: TaskState, saidS: number | null): void {
    this.nowUs = atS * SECOND;
    const status = {
      ...{ frameworkId: 0, taskId, agentId: 0, state, reason: null, message: '', uuid: null },
      source: saidS === null ? 'SOURCE_MASTER' : 'SOURCE_EXECUTOR',
    } as const;
    const said = saidS === null ? {} : { saidUs: saidS * SECOND + AHEAD_US };
    this.tasks.heard(0, { type: 'UPDATE', status, ...said });
  }

  /** Its dominant share, second by second. */
  shares(untilS: number): number[] {
    this.ledger.settle(this.usage);
    return [...this.usage.dominantShares(untilS * SECOND)[0]];
  }
}

describe('LiveTasks', () => {
  it('counts no task past the end that its agent tells late', () => {
    const framework = new OneFramework();
    framework.launches(0, 1);
    framework.hears(1, 1, 'TASK_RUNNING', 1);
    // It ends at 3 while no master leads; the next one gives its CPU to another.
    framework.launches(5, 2);
    framework.hears(5, 2, 'TASK_RUNNING', 5);
    framework.hears(7, 1, 'TASK_FINISHED', 3);
    framework.hears(8, 2, 'TASK_FINISHED', 8);
    expect(framework.shares(9)).toEqual([0, 1, 1, 0, 0, 1, 1, 1, 0]);
  });

  it('counts a task from when it ran, however late that is told', () => {
    const framework = new OneFramework();
    framework.launches(0, 1);
    framework.hears(0, 1, 'TASK_STARTING', 0);
    framework.hears(4, 1, 'TASK_RUNNING', 1);
    framework.hears(4, 1, 'TASK_FINISHED', 2);
    expect(framework.shares(5)).toEqual([0, 1, 0, 0, 0]);
  });

  it('takes what the master says itself as of when it says it', () => {
    const framework = new OneFramework();
    framework.launches(0, 1);
    framework.hears(1, 1, 'TASK_RUNNING', null);
    framework.hears(3, 1, 'TASK_LOST', null);
    expect(framework.shares(4)).toEqual([0, 1, 1, 0]);
  });
});
