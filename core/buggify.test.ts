import { describe, expect, it } from 'vitest';

import {
  AgentScript,
  MapReduceScript,
  MasterScript,
  taskOf,
} from '../test/support/machine-scripts.ts';
import type { Buggify, BuggifySite } from './buggify.ts';
import { USUAL_HEALTH } from './master/agent-health.ts';

/** Fires at one site, always. */
function only(wanted: BuggifySite): Buggify {
  return { fires: (site) => site === wanted };
}

const CUT = { type: 'DISCONNECTED', backoffUs: 0 } as const;
const SUBSCRIBED = { type: 'SUBSCRIBED', framework: 0 } as const;

describe('an agent that may do otherwise', () => {
  const agent = (site: BuggifySite): AgentScript => new AgentScript(null, { buggify: only(site) });

  it('tries to register again soon', () => {
    const script = agent('register-soon');
    script.step({ type: 'START', backoffUs: 0 });
    expect(script.fire('REGISTER')).toContain('timer REGISTER 0.01 s');
  });

  it('registers again when it is pinged', () => {
    const script = agent('register-again').registered();
    const said = script.step({ type: 'PING', connected: true });
    expect(said).toContain('timer REGISTER 0 s');
    expect(script.fire('REGISTER').join('\n')).toMatch(/^send REREGISTER_AGENT/);
  });

  it('repeats an update soon', () => {
    const script = agent('repeat-soon').registered();
    script.run(0, taskOf(1, 'cpus:1'));
    expect(script.running(1)).toContain('timer RETRY_UPDATES 0.01 s');
  });
});

describe('a scheduler that may do otherwise', () => {
  it('subscribes again soon', () => {
    const script = new MapReduceScript({ buggify: only('subscribe-soon') }).subscribed();
    script.step(CUT);
    expect(script.step({ type: 'TIMER', timer: 'SUBSCRIBE' })).toContain('timer SUBSCRIBE 0.01 s');
  });

  it('asks for its tasks again soon', () => {
    const script = new MapReduceScript({ buggify: only('reconcile-soon') }).subscribed();
    script.submit({ tasks: 1, demand: 'cpus:1' });
    script.offer('cpus:2;mem:2048');
    script.step(CUT);
    expect(script.step(SUBSCRIBED)).toContain('timer RECONCILE 0.01 s');
  });
});

describe('a master that may do otherwise', () => {
  it('takes offers back at once', () => {
    const buggify = only('offer-timeout-soon');
    const script = new MasterScript({ offerTimeoutUs: 30e6, buggify });
    script.register(10, 'node0', 'cpus:4;mem:4096');
    script.subscribe(1, 'spark', 'spark');
    expect(script.allocate()).toContain('timer OFFER_TIMEOUT 0.001 s');
  });

  it('stores changes one by one', () => {
    const writes = (buggify: Buggify | null): number => {
      const script = new MasterScript({ buggify });
      script.step({ type: 'START', leadership: { epoch: 1, registry: '' } });
      script.step({ type: 'STORED' });
      for (const node of [10, 11, 12]) script.register(node, `node${node}`, 'cpus:4;mem:4096');
      let stored = 0;
      while (script.step({ type: 'STORED' }).some((line) => line.startsWith('store'))) stored++;
      return stored;
    };
    expect([writes(null), writes(only('store-one'))]).toEqual([1, 2]);
  });
});

describe('timers that fire late', () => {
  it('are heard: a framework is removed, an agent pinged and given up', () => {
    const script = new MasterScript({ health: USUAL_HEALTH });
    script.register(10, 'node0', 'cpus:4;mem:4096');
    script.subscribe(1, 'spark', 'spark', { failoverTimeoutUs: 5e6 });
    const late = { type: 'TIMER', timer: 'FRAMEWORK_FAILOVER', subject: 0 } as const;
    script.step({ type: 'DISCONNECTED', connection: 1 });
    script.now += 4e6;
    script.step(late);
    expect(script.master.framework(0)).not.toBeNull();
    script.now += 3e6;
    script.step(late);
    expect(script.master.framework(0)).toBeNull();

    script.now = 20e6;
    const ping = script.step({ type: 'TIMER', timer: 'PING_AGENT', subject: 0 });
    expect(ping).toContain('to 10: PING');
    script.step({ type: 'DISCONNECTED', connection: 10 });
    script.now += 601e6;
    script.step({ type: 'TIMER', timer: 'AGENT_REREGISTER', subject: 0 });
    expect(script.master.agents[0]).toBeNull();
  });

  it('are heard by schedulers', () => {
    const script = new MapReduceScript().subscribed();
    script.step({ type: 'DISCONNECTED', backoffUs: 1e6 });
    script.now += 2e6;
    expect(script.step({ type: 'TIMER', timer: 'SUBSCRIBE' }).join('\n')).toContain('SUBSCRIBE ');
  });
});
