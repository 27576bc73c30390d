import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';
import type { BlockPlacement } from './block-locality.ts';

const MAP = 'cpus:1;mem:1024';
const SLOT = 'cpus:1;mem:1024';

/** Where the blocks of the maps are: hosts by index of the task, for all jobs alike. */
function placed(...hosts: readonly (readonly string[])[]): BlockPlacement {
  return { hostsOf: (stage, index) => (stage === 0 ? (hosts[index] ?? []) : []) };
}

function delaying(placement: BlockPlacement, delaySeconds: number): MapReduceScript {
  const locality = { placement, delayUs: delaySeconds * 1e6 };
  return new MapReduceScript({ locality }).subscribed();
}

describe('delay scheduling', () => {
  it('launches where the data is, whatever the order of the tasks', () => {
    const script = delaying(placed(['node2'], ['node1'], ['node0']), 5);
    script.submit({ tasks: 3, demand: MAP });
    const offers = [0, 1, 2].map((agentId) => ({ agentId, text: SLOT }));
    script.offerOf(offers);
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ index, remote }) => [index, remote])).toEqual([
      [2, false],
      [1, false],
      [0, false],
    ]);
  });

  it('declines others while it waits, and asks for offers when the wait is over', () => {
    const script = delaying(placed(['node9'], ['node9']), 5);
    script.submit({ tasks: 2, demand: MAP });
    script.now = 1e6;
    expect(script.offer(SLOT)).toMatchInlineSnapshot(`
      [
        "timer REVIVE 5 s",
        "DECLINE offers 0; refused 5 s",
      ]
    `);
    script.now = 4e6;
    expect(script.offer(SLOT), 'the timer is set').toMatchInlineSnapshot(`
      [
        "DECLINE offers 1; refused 5 s",
      ]
    `);
    script.now = 6e6;
    expect(script.step({ type: 'TIMER', timer: 'REVIVE' })).toMatchInlineSnapshot(`
      [
        "REVIVE",
      ]
    `);
    expect(script.offer(SLOT)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 0 <1, 1024> remote; refused 5 s",
      ]
    `);
  });

  it('goes on remote after a remote launch, and waits anew after a local one', () => {
    const script = delaying(placed(['node9'], ['node9'], ['node9'], ['node9']), 5);
    script.submit({ tasks: 4, demand: MAP });
    script.offer(SLOT);
    script.now = 5e6;
    const run = (agentId: number): boolean =>
      script.offerOf([{ agentId, text: SLOT }]).some((line) => line.startsWith('ACCEPT'));
    expect([run(0), run(1)]).toEqual([true, true]);
    expect(run(9)).toBe(true);
    expect(run(2)).toBe(false);
    script.now = 10e6;
    expect(run(2)).toBe(true);
  });

  it('takes any slot at once when the delay is nothing, but a local task first', () => {
    const script = delaying(placed(['node9'], ['node0']), 0);
    script.submit({ tasks: 2, demand: MAP });
    script.offer('cpus:2;mem:2048');
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ index, remote }) => [index, remote])).toEqual([
      [1, false],
      [0, true],
    ]);
  });

  it('passes a slot to a later job that has data there', () => {
    const hosts = [['node9'], ['node0']];
    const placement: BlockPlacement = { hostsOf: (stage) => hosts[stage] };
    const script = delaying(placement, 5);
    // The stage numbers of the submitter tell the jobs' blocks apart.
    script.step(jobOfStage(0));
    script.step(jobOfStage(1));
    script.offer(SLOT);
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ job }) => job)).toEqual([1]);
  });

  it('asks jobs in their order, whatever they need', () => {
    const script = delaying({ hostsOf: () => ['node0'] }, 5);
    // The first comes with the second kind of demand.
    script.step(jobOfStage(0, 1));
    script.step(jobOfStage(1, 0));
    script.offer(SLOT);
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ job }) => job)).toEqual([0]);
  });

  it('lets reduces run anywhere', () => {
    const script = delaying(placed(['node0']), 1000);
    script.submit({ tasks: 1, demand: MAP }, { tasks: 1, demand: MAP });
    script.offer(SLOT);
    script.update(0, 'TASK_FINISHED');
    expect(script.offerOf([{ agentId: 5, text: SLOT }])).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 1 <1, 1024>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
  });

  it('launches a lost map again, anywhere after the wait', () => {
    const script = delaying(placed(['node0']), 5);
    script.submit({ tasks: 1, demand: MAP });
    script.offer(SLOT);
    script.update(0, 'TASK_LOST');
    script.now = 1e6;
    expect(script.offerOf([{ agentId: 3, text: SLOT }])).toMatchInlineSnapshot(`
      [
        "timer REVIVE 5 s",
        "DECLINE offers 1; refused 5 s",
      ]
    `);
    script.now = 6e6;
    expect(script.offerOf([{ agentId: 3, text: SLOT }])).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 1 <1, 1024> remote",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(script.update(1, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('launches each task once, wherever its replicas are', () => {
    const replicas = ['node0', 'node1', 'node2'];
    const script = delaying(placed(...Array.from({ length: 9 }, () => replicas)), 5);
    script.submit({ tasks: 9, demand: MAP });
    for (const agentId of [0, 1, 2, 0]) {
      script.offerOf([{ agentId, text: 'cpus:3;mem:3072' }]);
    }
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ index }) => index).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(launches.every(({ remote }) => !remote)).toBe(true);
  });
});

function jobOfStage(stage: number, demandClass = 0) {
  const one = {
    stage,
    tasks: 1,
    demand: [1000, 1_024_000],
    demandClass,
    slowstart: false,
  };
  return { type: 'JOB', spec: { job: stage, submitUs: stage, stages: [one] } } as const;
}
