import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { readScenario } from '../../cli/scenario/read-scenario.ts';
import { scenarioExperiment } from '../../cli/scenario/scenario-experiment.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { runWithRecords } from '../support/event-records.ts';

const MINUTE = 60_000_000;
const folder = new URL('../../sim/scenarios/', import.meta.url);

async function experimentOf(file: string): Promise<Experiment> {
  const { experiment } = await scenarioExperiment(
    readScenario(fileURLToPath(new URL(file, folder))),
  );
  return experiment;
}

async function run(file: string, changes: Partial<Experiment> = {}): Promise<RunResult> {
  return runExperiment({ ...(await experimentOf(file)), ...changes });
}

/** Mean completion time of a framework's jobs, seconds. */
function completion(result: RunResult, name: string): number {
  const framework = result.frameworks.find((one) => one.name === name);
  return framework?.meanCompletionSeconds ?? Number.NaN;
}

/** What the comment at the top of each shipped scenario says is there to be seen. */
describe('what shipped scenarios teach', () => {
  it('lost-update: the update comes again, and no task runs twice', async () => {
    const { jobs, tasksFinished, complete } = await run('lost-update.yaml');
    expect([complete, tasksFinished]).toEqual([true, 4]);
    const took = [...jobs.finishSeconds].map((finish, job) => finish - jobs.submitSeconds[job]);
    expect(took[0]).toBeGreaterThan(36);
    expect(took[1]).toBeLessThan(31);
  });

  it('lost-launch: tasks that nobody started run after all', async () => {
    const { jobs, tasksFinished, complete } = await run('lost-launch.yaml');
    expect([complete, tasksFinished]).toEqual([true, 16]);
    const took = [...jobs.finishSeconds].map((finish, job) => finish - jobs.submitSeconds[job]);
    expect(took[0]).toBeGreaterThan(35);
    expect(took[1]).toBeLessThan(21);
  });

  it.each(['two-masters', 'master-failover', 'paused-master', 'zookeeper-quorum'])(
    '%s: no task is lost and none runs twice',
    async (name) => {
      const file = `${name}.yaml`;
      const { jobs, tasksFinished, complete, faults } = await run(file);
      expect(complete).toBe(true);
      expect(faults.tasksLost).toBe(0);
      expect(tasksFinished).toBe(jobs.tasks.reduce((sum, tasks) => sum + tasks, 0));
      const calm = await run(file, { faults: [] });
      const slower = [...jobs.finishSeconds].filter(
        (s, job) => s > calm.jobs.finishSeconds[job] + 5,
      );
      expect(slower.length).toBeGreaterThan(0);
    },
  );

  it('scheduler-failover: a failover timeout keeps the tasks', async () => {
    const result = await run('scheduler-failover.yaml');
    expect(result.complete).toBe(true);
    expect(completion(result, 'hasty')).toBeGreaterThan(2 * completion(result, 'batch'));
  });

  it('agents-wiped: a checkpoint helps over a restart, not over a lost disk', async () => {
    const result = await run('agents-wiped.yaml');
    expect(result.complete).toBe(true);
    const { faults } = await experimentOf('agents-wiped.yaml');
    const restarts = faults.filter(({ kind }) => kind === 'agent-restart');
    const restarted = await run('agents-wiped.yaml', { faults: restarts });
    expect(completion(restarted, 'kept')).toBeLessThan(121);
    expect(completion(result, 'kept')).toBeGreaterThan(130);
    expect(completion(restarted, 'lost')).toBeGreaterThan(130);
  });

  it('duplicate-messages: every copy is answered like the first', async () => {
    const { jobs, tasksFinished, complete } = await run('duplicate-messages.yaml');
    expect(complete).toBe(true);
    expect(tasksFinished).toBe(jobs.tasks.reduce((sum, tasks) => sum + tasks, 0));
  });

  it('lossy-network: it all gets done', async () => {
    expect((await run('lossy-network.yaml')).complete).toBe(true);
  });

  it('slow-agent: one machine in ten makes the jobs twice as long', async () => {
    const calm = await run('slow-agent.yaml', { faults: [] });
    const slow = await run('slow-agent.yaml');
    expect(completion(slow, 'batch')).toBeGreaterThan(2 * completion(calm, 'batch'));
  });

  it('stragglers: jobs of many tasks nearly always have one', async () => {
    const result = await run('stragglers.yaml');
    expect(completion(result, 'large')).toBeGreaterThan(90);
    expect(completion(result, 'small')).toBeLessThan(30);
  });

  it('quota-churn: without the guarantee jobs take half as long again', async () => {
    const guaranteed = await run('quota-churn.yaml');
    const { quotas } = await experimentOf('quota-churn.yaml');
    const limits = new Map([...quotas].filter(([, { guarantees }]) => guarantees.size === 0));
    const without = await run('quota-churn.yaml', { quotas: limits });
    expect(guaranteed.faults.agentOutages).toBeGreaterThan(5);
    expect(completion(without, 'clicks')).toBeGreaterThan(1.3 * completion(guaranteed, 'clicks'));
  });

  it('filter-starvation: a long filter feeds the one that short filters starve', async () => {
    const starved = await run('filter-starvation.yaml');
    const { scheduler } = await experimentOf('filter-starvation.yaml');
    const fed = await run('filter-starvation.yaml', {
      scheduler: { ...scheduler, refuseSeconds: 120 },
    });
    expect(completion(starved, 'small')).toBeGreaterThan(10 * completion(fed, 'small'));
  });

  it('chronos-2015: after the cuts a run starts every minute', async () => {
    const { records } = runWithRecords(await experimentOf('chronos-2015.yaml'));
    const started = records.filter(({ kind }) => kind === 'CONTAINER_RUNNING');
    const minutes = new Set(started.map(({ timeUs }) => Math.floor(timeUs / MINUTE)));
    for (let minute = 31; minute < 90; minute++)
      expect([minute, minutes.has(minute)]).toEqual([minute, true]);
    const leaders = records.filter(({ kind }) => kind === 'MASTER_LEADS');
    expect(leaders.length).toBeGreaterThan(2);
  });

  it('rolling-maintenance: who leaves when asked loses nothing', async () => {
    const { records, result } = runWithRecords(await experimentOf('rolling-maintenance.yaml'));
    const count = (what: string, framework: number): number =>
      records.filter((one) => one.kind === what && one.framework === framework).length;
    expect(count('CONTAINER_LOST', 0)).toBe(0);
    expect(count('CONTAINER_LOST', 1)).toBeGreaterThan(0);
    expect(result.complete).toBe(true);
    // Twelve instances, of which none ends before another is there.
    let running = 0;
    const least = records.map(({ kind, framework, timeUs }) => {
      if (framework === 0 && kind === 'CONTAINER_RUNNING') running++;
      if (framework === 0 && kind === 'CONTAINER_EXITED') running--;
      return timeUs < MINUTE ? 12 : running;
    });
    expect(Math.min(...least)).toBeGreaterThanOrEqual(10);
    const down = records.filter(({ kind }) => kind === 'AGENT_DOWN').map(({ agent }) => agent);
    expect(down).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
  });

  it('unreachable-service: those out of sight are replaced, those too many killed', async () => {
    const { records } = runWithRecords(await experimentOf('unreachable-service.yaml'));
    const between = (what: string, from: number, to: number): number =>
      records.filter(
        ({ kind, timeUs }) => kind === what && timeUs >= from * MINUTE && timeUs < to * MINUTE,
      ).length;
    expect(between('CONTAINER_RUNNING', 0, 10)).toBe(20);
    // Given up after five pings; /once replaces at once, /front after two minutes.
    const once = between('CONTAINER_RUNNING', 11, 12);
    const front = between('CONTAINER_RUNNING', 13, 14);
    expect([once, front].every((count) => count > 0)).toBe(true);
    expect(between('CONTAINER_RUNNING', 10, 40)).toBe(once + front);
    expect(between('CONTAINER_EXITED', 0, 20)).toBe(0);
    expect(between('CONTAINER_EXITED', 20, 21)).toBe(once + front);
    expect(between('CONTAINER_EXITED', 21, 40)).toBe(0);
  });
});
