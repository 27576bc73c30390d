import { describe, expect, it } from 'vitest';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { runWithRecords } from '../../test/support/event-records.ts';
import type { Experiment, FrameworkSpec } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { FaultSchedule } from './fault-schedule.ts';
import type { FaultKind, FaultSpec } from './fault-spec.ts';

const MINUTE = 60_000_000;
const crash = (agents: readonly number[], atUs: number, forUs: number): FaultSpec => ({
  ...{ kind: 'agent-crash', targets: agents, when: { atUs }, forUs },
});
const often = (agents: readonly number[], perUs: number): FaultSpec => ({
  ...{ kind: 'agent-crash', targets: agents, when: { rate: { count: 1, perUs } }, forUs: MINUTE },
});

function checkpointing(names: readonly string[]): Map<string, FrameworkSpec> {
  return new Map(names.map((name) => [name, { kind: 'mapreduce', checkpoint: true }]));
}

function timesOf(schedule: FaultSchedule, group: number, count: number): number[] {
  let fresh = 0;
  return Array.from({ length: count }, () => (fresh = schedule.next(group, fresh) ?? -1));
}

describe('when faults strike', () => {
  it('at their time, once', () => {
    const schedule = new FaultSchedule([crash([3], 7, 1)], 'seed');
    expect([schedule.next(0, 0), schedule.next(0, 8)]).toEqual([7, null]);
  });

  it('by a rate: as often as it says on average', () => {
    const times = timesOf(new FaultSchedule([often([0], MINUTE)], 'seed'), 0, 4000);
    const mean = (times.at(-1) ?? 0) / times.length;
    // Four standard errors of an exponential mean.
    expect(Math.abs(mean / MINUTE - 1)).toBeLessThan(4 / Math.sqrt(4000));
  });

  it('together for a rack, apart for single agents', () => {
    const rack: FaultSpec = { ...often([1, 2, 3], MINUTE), kind: 'rack-outage' };
    expect(new FaultSchedule([rack], '').groups.map(({ targets }) => targets)).toEqual([[1, 2, 3]]);
    const apart = new FaultSchedule([often([1, 2, 3], MINUTE)], '');
    expect(apart.groups.map(({ targets }) => targets)).toEqual([[1], [2], [3]]);
    expect(new Set([0, 1, 2].map((group) => apart.next(group, 0))).size).toBe(3);
  });

  it('whatever stands after them in the plan', () => {
    const alone = timesOf(new FaultSchedule([often([0, 1], MINUTE)], 'x'), 1, 20);
    const first = new FaultSchedule([often([0, 1], MINUTE), crash([5], 1, 1)], 'x');
    expect(timesOf(first, 1, 20)).toEqual(alone);
  });
});

describe('a run with faults', () => {
  const calm = sampleExperiment();
  const agents = calm.cluster.agents.reduce((sum, { count }) => sum + count, 0);
  const everybody = Array.from({ length: agents }, (_, agent) => agent);

  it('finishes every task of every job, some of them twice', () => {
    const result = runExperiment({ ...calm, faults: [often(everybody, 5 * MINUTE)] });
    const wanted = runExperiment(calm);
    expect(result.complete).toBe(true);
    expect(result.faults.agentOutages).toBeGreaterThan(3);
    expect(result.faults.tasksLost).toBeGreaterThan(0);
    expect(result.tasksFinished).toBeGreaterThanOrEqual(wanted.tasksFinished);
    expect(result.makespanSeconds).toBeGreaterThan(wanted.makespanSeconds);
    expect(result.little.holds).toBe(true);
  });

  it('is the same run again, and another one with another seed', () => {
    const faulty = { ...calm, faults: [often(everybody, 5 * MINUTE)] };
    const { hash } = runExperiment(faulty);
    expect(runExperiment(faulty).hash).toBe(hash);
    expect(runExperiment({ ...faulty, seed: 'another' }).hash).not.toBe(hash);
  });

  it('runs the tasks of the run without faults until the first one strikes', () => {
    const untilUs = 3 * MINUTE - 1;
    const tasksOf = (experiment: Experiment): string[] =>
      runWithRecords(experiment)
        .records.filter(({ kind }) => kind.startsWith('CONTAINER'))
        .map(({ timeUs, kind, agent, subject }) => `${timeUs} ${kind} ${agent} ${subject}`);
    const tasks = tasksOf({ ...calm, untilUs });
    expect(tasks.length).toBeGreaterThan(100);
    const faults = [crash([0], 3 * MINUTE, MINUTE)];
    expect(tasksOf({ ...calm, faults, untilUs })).toEqual(tasks);
  });

  it('goes on when everybody was away for an hour', () => {
    const away: FaultSpec = { ...crash(everybody, 2 * MINUTE, 60 * MINUTE), kind: 'rack-outage' };
    const result = runExperiment({ ...calm, faults: [away] });
    expect(result.complete).toBe(true);
    expect(result.faults.agentOutages).toBe(agents);
    expect(result.makespanSeconds).toBeGreaterThan(3600);
  });

  it('counts an agent that two faults hit at once as away until the later one is over', () => {
    const twice = [crash([0], MINUTE, 10 * MINUTE), crash([0], 2 * MINUTE, MINUTE)];
    const result = runExperiment({ ...calm, faults: twice });
    expect(result.faults.agentOutages).toBe(1);
    expect(result.complete).toBe(true);
  });
});

describe('agents that are cut off or whose process restarts', () => {
  const calm = sampleExperiment();
  const everybody = Array.from(
    { length: calm.cluster.agents.reduce((sum, { count }) => sum + count, 0) },
    (_, agent) => agent,
  );
  const fault = (kind: FaultKind, forUs: number): FaultSpec => ({
    ...{ kind, targets: everybody, when: { atUs: 3 * MINUTE }, forUs },
  });
  const kindsOf = (experiment: Experiment): Map<string, number> => {
    const { records } = runWithRecords(experiment);
    const counts = new Map<string, number>();
    for (const { kind } of records) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  };

  it('cut off for less than five pings, nobody is given up and every task runs once', () => {
    const faulty = { ...calm, faults: [fault('partition', MINUTE)] };
    const kinds = kindsOf(faulty);
    expect(kinds.get('PING_MISSED')).toBeGreaterThanOrEqual(3 * everybody.length);
    expect(kinds.get('FAILURE')).toBeUndefined();
    expect(kinds.get('AGENT_REREGISTERED')).toBe(everybody.length);
    expect(kinds.get('CONTAINER_LOST')).toBeUndefined();
    const result = runExperiment(faulty);
    expect(result.complete).toBe(true);
    expect(result.tasksFinished).toBe(runExperiment(calm).tasksFinished);
    expect(result.hash).toBe(runExperiment(faulty).hash);
  });

  it('cut off for longer, they are given up, and come back with what ran on', () => {
    const faulty = { ...calm, faults: [fault('partition', 5 * MINUTE)] };
    const kinds = kindsOf(faulty);
    expect(kinds.get('FAILURE')).toBeGreaterThanOrEqual(everybody.length);
    expect(kinds.get('AGENT_REREGISTERED')).toBe(everybody.length);
    expect(runExperiment(faulty).complete).toBe(true);
  });

  it('keep the tasks of frameworks that checkpoint over a restart, and lose the others', () => {
    const faults = [fault('agent-restart', 20_000_000)];
    const frameworks = checkpointing(calm.workload.frameworks);
    const kept = runExperiment({ ...calm, faults, frameworks });
    expect(kept.complete).toBe(true);
    expect(kept.faults).toEqual({ agentOutages: everybody.length, tasksLost: 0 });
    expect(kept.tasksFinished).toBe(runExperiment(calm).tasksFinished);
    const lost = runExperiment({ ...calm, faults });
    expect(lost.complete).toBe(true);
    expect(lost.faults.tasksLost).toBeGreaterThan(0);
  });

  it('get over everything at once: crashes, restarts and partitions on top of each other', () => {
    const rate = { rate: { count: 1, perUs: 4 * MINUTE } };
    const at = (kind: FaultKind, forUs: number): FaultSpec => ({
      ...{ kind, targets: everybody, when: rate, forUs },
    });
    for (const seed of ['a', 'b', 'c', 'd']) {
      const faults = [
        at('agent-crash', MINUTE),
        at('agent-restart', 40_000_000),
        at('partition', 1.5 * MINUTE),
      ];
      const untilUs = 40 * MINUTE;
      const frameworks = checkpointing(calm.workload.frameworks.slice(0, 1));
      const result = runExperiment({ ...calm, seed, faults, untilUs, frameworks });
      expect(result.little.holds).toBe(true);
      expect(result.tasksFinished).toBeGreaterThan(0);
    }
  });
});
