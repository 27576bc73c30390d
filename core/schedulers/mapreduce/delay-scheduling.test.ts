import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';
import { Locality } from '../../protocol/tasks.ts';
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
    expect(launches.map(({ index, locality }) => [index, locality])).toEqual([
      [2, Locality.NODE],
      [1, Locality.NODE],
      [0, Locality.NODE],
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
    expect(launches.map(({ index, locality }) => [index, locality])).toEqual([
      [1, Locality.NODE],
      [0, Locality.ANY],
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
    expect(launches.every(({ locality }) => locality === Locality.NODE)).toBe(true);
  });
});

describe('delay scheduling over racks', () => {
  /** Hosts node0 to node4 are in rack a, the others in b; a job waits 5 s, then 10 s more. */
  function racked(...hosts: readonly (readonly string[])[]): MapReduceScript {
    const rackOf = (host: string): string => (Number(host.slice(4)) < 5 ? 'a' : 'b');
    const racks = { rackOf, delayUs: 10e6 };
    const locality = { placement: placed(...hosts), delayUs: 5e6, racks };
    return new MapReduceScript({ locality }).subscribed();
  }

  /** Offers a slot of an agent; the task and where it runs, or nothing. */
  function run(script: MapReduceScript, seconds: number, agentId: number): string | undefined {
    script.now = seconds * 1e6;
    const lines = script.offerOf([{ agentId, text: SLOT }]);
    return lines
      .find((line) => line.startsWith('ACCEPT'))
      ?.match(/task \d+ <1, 1024>([a-z ]*)/)?.[1];
  }

  const ON_NODE_0 = Array.from({ length: 9 }, () => ['node0']);

  it('waits for the host, then for the rack, then for nothing', () => {
    const script = racked(...ON_NODE_0);
    script.submit({ tasks: 9, demand: MAP });
    expect(run(script, 0, 1)).toBeUndefined();
    expect(run(script, 4.9, 1)).toBeUndefined();
    expect(run(script, 5, 9), 'the rack only').toBeUndefined();
    expect(run(script, 5, 1)).toBe(' in rack');
    expect(run(script, 5, 2), 'and goes on there').toBe(' in rack');
    expect(run(script, 6, 9), 'the wait begins anew').toBeUndefined();
    expect(run(script, 15.9, 9)).toBeUndefined();
    expect(run(script, 16, 9)).toBe(' remote');
    expect(run(script, 16, 9)).toBe(' remote');
  });

  it('goes from the host to anywhere after both waits', () => {
    const script = racked(...ON_NODE_0);
    script.submit({ tasks: 9, demand: MAP });
    expect(run(script, 0, 9)).toBeUndefined();
    expect(run(script, 14.9, 9)).toBeUndefined();
    expect(run(script, 15, 9)).toBe(' remote');
  });

  it('comes back to the rack and to the host when it finds a slot there', () => {
    const script = racked(...ON_NODE_0);
    script.submit({ tasks: 9, demand: MAP });
    run(script, 0, 9);
    expect(run(script, 15, 9)).toBe(' remote');
    expect(run(script, 15, 1)).toBe(' in rack');
    expect(run(script, 15, 9), 'no longer').toBeUndefined();
    expect(run(script, 15, 0)).toBe('');
    expect(run(script, 15, 1), 'nor in the rack').toBeUndefined();
    expect(run(script, 20, 1)).toBe(' in rack');
  });

  it('asks for offers when each wait is over', () => {
    const script = racked(...ON_NODE_0);
    script.submit({ tasks: 9, demand: MAP });
    script.now = 1e6;
    expect(script.offerOf([{ agentId: 9, text: SLOT }])).toContain('timer REVIVE 5 s');
    script.now = 6e6;
    expect(script.step({ type: 'TIMER', timer: 'REVIVE' })).toEqual(['REVIVE']);
    script.now = 7e6;
    expect(script.offerOf([{ agentId: 9, text: SLOT }])).toContain('timer REVIVE 9 s');
  });

  it('prefers the nearest task, each once, and knows a rack by any replica', () => {
    const script = racked(['node9'], ['node1', 'node8'], ['node0'], ['node7']);
    script.submit({ tasks: 4, demand: MAP });
    run(script, 0, 20);
    for (const seconds of [1, 20, 40]) {
      script.now = seconds * 1e6;
      script.offerOf([{ agentId: 0, text: 'cpus:4;mem:4096' }]);
    }
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ index, locality }) => [index, locality])).toEqual([
      [2, Locality.NODE],
      [1, Locality.RACK],
      [0, Locality.ANY],
      [3, Locality.ANY],
    ]);
  });

  it('does not wait for a rack that is not known', () => {
    const racks = { rackOf: () => null, delayUs: 0 };
    const locality = { placement: placed(['node0']), delayUs: 5e6, racks };
    const script = new MapReduceScript({ locality }).subscribed();
    script.submit({ tasks: 1, demand: MAP });
    expect(run(script, 0, 1)).toBeUndefined();
    expect(run(script, 5, 1)).toBe(' remote');
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
