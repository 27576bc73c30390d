import { describe, expect, it } from 'vitest';

import { MasterScript, frameworkInfo, taskOf } from '../../test/support/machine-scripts.ts';
import { decodeRegistry, emptyRegistry, encodeRegistry } from './registry-record.ts';

const NODE = 'cpus:4;mem:4096';
const TASK = 'cpus:1;mem:1024';

const OLD = JSON.stringify({
  nextAgent: 2,
  nextFramework: 256,
  admitted: [
    [0, 'node0', 'active'],
    [1, 'node1', 'deactivated'],
  ],
  unreachable: [],
  gone: [],
});

/** A master elected in epoch 3 over what an earlier one stored, ready to be talked to. */
function elected(registry: string): MasterScript {
  const script = new MasterScript();
  script.step({ type: 'START', leadership: { epoch: 3, registry } });
  script.step({ type: 'STORED' });
  return script;
}

/** What was said, without the allocation that is asked for. */
function plain(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== 'timer EVENT_ALLOCATION 0 s');
}

describe('the text of the registry', () => {
  it('says everything, and is read back', () => {
    const registry = emptyRegistry();
    registry.admitted.set(3, { hostname: 'a', mode: 'draining', drainGraceUs: 0 });
    registry.admitted.set(5, { hostname: 'd', mode: 'draining' });
    const unreachable = { hostname: 'b', mode: 'draining', sinceUs: 7, drainGraceUs: 9 } as const;
    registry.unreachable.set(1, unreachable);
    registry.gone.set(2, { hostname: 'c', mode: 'active', sinceUs: 8 });
    registry.nextAgent = 4;
    registry.nextFramework = 256;
    expect(decodeRegistry(encodeRegistry(registry))).toEqual(registry);
    expect(decodeRegistry('')).toEqual(emptyRegistry());
  });

  it.each([
    ['nonsense', 'the registry is no JSON: it begins "nonsense"'],
    ['[]', 'the registry has not the fields of a registry'],
    ['{"nextAgent":1.5}', 'the registry has not the fields of a registry'],
  ])('is refused where it is none of ours: %s', (text, problem) => {
    expect(decodeRegistry(text)).toBe(problem);
  });
});

describe('a master after an election', () => {
  it('answers nobody before the registry is its own', () => {
    const script = new MasterScript();
    const said = script.step({ type: 'START', leadership: { epoch: 3, registry: OLD } });
    expect(said).toEqual([
      'timer BATCH_ALLOCATION 1 s',
      'timer AGENT_REREGISTER 600 s',
      `store ${OLD.replace('256', '512')}`,
    ]);
    expect(script.subscribe(20, 'f')).toEqual([]);
    expect(script.register(10, 'node2', NODE)).toEqual([]);
    script.step({ type: 'STORED' });
    expect(plain(script.subscribe(20, 'f'))).toEqual(['to 20: SUBSCRIBED framework 256']);
  });

  it('refuses to lead over what it cannot read', () => {
    const script = new MasterScript();
    const said = script.step({ type: 'START', leadership: { epoch: 3, registry: 'x' } });
    expect(said.at(-1)).toBe('reject START: the registry is no JSON: it begins "x"');
    expect(script.subscribe(20, 'f')).toEqual([]);
  });

  it('admits an agent only once that is stored, and tells it once', () => {
    const script = elected('');
    expect(script.register(10, 'node0', NODE)).toHaveLength(1);
    expect(script.register(10, 'node0', NODE)).toEqual([]);
    expect(script.step({ type: 'STORED' })).toContain('to 10: AGENT_REGISTERED agent 0');
  });

  it('stores what was asked for during a write together in the next', () => {
    const script = elected('');
    script.register(10, 'node0', NODE);
    expect(script.register(11, 'node1', NODE)).toEqual([]);
    expect(script.register(12, 'node2', NODE)).toEqual([]);
    const second = script.step({ type: 'STORED' });
    expect(second.filter((line) => line.startsWith('store'))).toHaveLength(1);
    const said = script.step({ type: 'STORED' });
    expect(said.filter((line) => line.includes('AGENT_REGISTERED'))).toHaveLength(2);
  });

  it('takes agents back with their tasks, and frameworks it learns of by them', () => {
    const script = elected(OLD);
    const info = frameworkInfo(7, { name: 'f', role: 'f', failoverTimeoutUs: 1e9 });
    const tasks = [{ frameworkId: 7, info: taskOf(1, TASK), state: 'TASK_RUNNING' as const }];
    expect(plain(script.reregister(10, 0, NODE, tasks, [info]))).toEqual([
      'timer FRAMEWORK_FAILOVER 1000 s',
      'to 10: AGENT_REREGISTERED agent 0',
    ]);
    expect(plain(script.subscribe(20, 'f', 'f', { framework: 7 }))).toEqual([
      'to 20: SUBSCRIBED framework 7',
    ]);
    expect(script.master.framework(7)?.tasks.size).toBe(1);
  });

  it('lets a framework back under an id that an earlier leader gave', () => {
    const script = elected(OLD);
    expect(plain(script.subscribe(20, 'f', 'f', { framework: 100 }))).toEqual([
      'to 20: SUBSCRIBED framework 100',
    ]);
    expect(script.subscribe(21, 'g', 'g', { framework: 300 })).toEqual([
      'to 21: ERROR framework 300 is unknown',
    ]);
  });

  it('keeps what an operator wanted of an agent', () => {
    const script = elected(OLD);
    script.reregister(11, 1, NODE);
    expect(script.master.agents[1]?.mode).toBe('deactivated');
  });

  it('sends nobody away as gone before that is stored', () => {
    const script = elected(OLD);
    script.reregister(10, 0, NODE);
    script.step({ type: 'MARK_AGENT_GONE', agentId: 0 });
    expect(plain(script.reregister(10, 0, NODE))).toEqual([]);
    script.step({ type: 'STORED' });
    expect(script.reregister(10, 0, NODE).join('\n')).toContain('SHUTDOWN_AGENT');
  });

  it('says nothing of tasks on agents that are not back, until they are given up', () => {
    const script = elected(OLD);
    script.subscribe(20, 'f', 'f', { framework: 100, partitionAware: true });
    const ask = (agentId: number | null): string[] =>
      script.step({ type: 'RECONCILE', framework: 100, tasks: [{ taskId: 5, agentId }] });
    expect(ask(0)).toEqual([]);
    expect(ask(null)).toEqual([]);
    script.wait(600);
    script.step({ type: 'STORED' });
    script.step({ type: 'STORED' });
    expect(ask(0)).toEqual([
      'to 20: UPDATE task 5 TASK_UNREACHABLE (master, RECONCILIATION, its agent is unreachable) no uuid',
    ]);
  });

  it('makes offers under ids that no earlier leader used', () => {
    const script = elected(OLD);
    script.subscribe(20, 'f', 'f', { framework: 100 });
    script.reregister(10, 0, NODE);
    expect(script.allocate()).toEqual([`to 20: OFFERS ${3 * 4_294_967_296}: agent 0 <4, 4096>`]);
  });
});
