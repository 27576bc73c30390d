import { describe, expect, it } from 'vitest';
import { AgentScript, taskOf } from '../../test/support/machine-scripts.ts';
import type { HealthCheck } from '../protocol/tasks.ts';

const CHECK: HealthCheck = {
  ...{ delayUs: 15e6, intervalUs: 10e6, timeoutUs: 20e6, gracePeriodUs: 60e6 },
  consecutiveFailures: 3,
};

/** An agent with one task that runs and is checked; its first update is acknowledged. */
class CheckedTask extends AgentScript {
  constructor(changes: Partial<HealthCheck> = {}) {
    super();
    this.registered();
    this.run(0, taskOf(7, 'cpus:1', { healthCheck: { ...CHECK, ...changes } }));
    this.running(7);
    this.acknowledge(7);
  }

  /** What the agent says to one more check. */
  check(healthy: boolean): string[] {
    const task = this.tasks.get(7);
    if (task === undefined) expect.fail('task 7 was launched');
    this.now += 10e6;
    const said = this.step({ type: 'CONTAINER_HEALTH', task, healthy });
    this.acknowledge(7);
    return said.map((line) => line.replace(/^send STATUS_UPDATE | uuid .$/g, ''));
  }
}

const WELL = 'task 7 TASK_RUNNING (executor, TASK_HEALTH_CHECK_STATUS_UPDATED, healthy)';
const ILL = 'task 7 TASK_RUNNING (executor, TASK_HEALTH_CHECK_STATUS_UPDATED, not healthy)';

describe('a health check', () => {
  it('is told when it changes', () => {
    const task = new CheckedTask();
    const said = [true, true, false, false, true].map((healthy) => task.check(healthy));
    expect(said).toEqual([[WELL], [], [ILL], [], [WELL]]);
  });

  it('has the task killed after so many failures in a row', () => {
    const task = new CheckedTask();
    task.check(true);
    const said = [false, false, true, false, false, false].map((healthy) => task.check(healthy));
    expect(said).toEqual([[ILL], [], [WELL], [ILL], [], ['kill task 7']]);
    expect(task.exited(7, 'KILLED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_KILLED (executor, not healthy) uuid f",
      ]
    `);
  });

  it('may fail in the time of grace, which ends with the first success', () => {
    const patient = new CheckedTask();
    // 10 s to 50 s after the start: none counts; then three do.
    for (let i = 0; i < 5; i++) expect(patient.check(false)).toEqual([]);
    expect([1, 2, 3].map(() => patient.check(false))).toEqual([[ILL], [], ['kill task 7']]);
    const well = new CheckedTask();
    well.check(true);
    expect(well.check(false)).toEqual([ILL]);
  });

  it('never kills with 0 failures allowed', () => {
    const task = new CheckedTask({ consecutiveFailures: 0, gracePeriodUs: 0 });
    const said = Array.from({ length: 5 }, () => task.check(false));
    expect(said.flat()).toEqual([ILL]);
  });

  it('goes on where it was after the process of the agent restarts', () => {
    const before = new CheckedTask({ gracePeriodUs: 0 });
    before.check(false);
    before.check(false);
    const task = before.tasks.get(7);
    if (task === undefined) expect.fail('task 7 was launched');
    const after = new AgentScript(before.agent.checkpoint());
    expect(after.step({ type: 'CONTAINER_HEALTH', task, healthy: false })).toEqual(['kill task 7']);
  });

  it('says nothing of a task that is over, forgotten, or does not run yet', () => {
    const over = new CheckedTask();
    over.exited(7, 'FINISHED');
    expect(over.check(false)).toEqual([]);
    const gone = new CheckedTask({ consecutiveFailures: 1, gracePeriodUs: 0 });
    gone.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 });
    expect(gone.check(false)).toEqual([]);
    const early = new AgentScript().registered();
    early.run(0, taskOf(7, 'cpus:1', { healthCheck: CHECK }));
    const task = early.tasks.get(7);
    if (task === undefined) expect.fail('task 7 was launched');
    expect(early.step({ type: 'CONTAINER_HEALTH', task, healthy: true })).toEqual([]);
  });
});
