import { describe, expect, it } from 'vitest';

import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import type { MasterMessage } from '../../core/recording/effects.ts';
import { makeMaster } from '../../core/recording/made-master.ts';
import { MasterHost } from './master-host.ts';

/** A host whose leadership a test ends, and what its machine stored and said to one peer. */
function leading() {
  const lease = { holds: true };
  const stored: string[] = [];
  const said: MasterMessage['type'][] = [];
  const master = makeMaster({
    ...{ policy: 'drf', seed: 's', allocationIntervalUs: 1e6, offerTimeoutUs: null },
    health: USUAL_HEALTH,
  });
  let nowUs = 0;
  const host = new MasterHost({
    ...{ master, recording: null },
    clock: { now: () => nowUs++ },
    store: {
      store: (registry) => {
        stored.push(registry);
        return Promise.resolve();
      },
    },
    mayAct: () => lease.holds,
    onFatal: (error) => {
      throw error;
    },
    onReject: () => undefined,
    onUpdate: () => undefined,
  });
  const connection = host.connect({ tell: (message) => said.push(message.type) });
  const subscribe = { type: 'SUBSCRIBE', connection, name: 'f' } as const;
  return { host, lease, stored, said, subscribe };
}

const FOUND = { cluster: 'c', epoch: 3, registry: '' };

describe('the host of a master', () => {
  it('lets it speak while it leads, and not before the registry says that it does', async () => {
    const { host, stored, said, subscribe } = leading();
    const started = host.start(FOUND);
    host.feed(subscribe);
    expect(said).toEqual([]);
    expect(stored).toHaveLength(1);
    await started;
    host.feed(subscribe);
    expect(said).toEqual(['SUBSCRIBED']);
    host.close();
  });

  it('hears nothing and says nothing once the leadership is over', async () => {
    const { host, lease, stored, said, subscribe } = leading();
    await host.start(FOUND);
    lease.holds = false;
    host.feed(subscribe);
    host.operate({ type: 'UPDATE_WEIGHTS', weights: [{ role: 'r', weight: 2 }] });
    expect([said, stored.length, host.inputs.has('SUBSCRIBE')]).toEqual([[], 1, false]);
    host.close();
  });

  it('does not carry out what was said in a step that the leadership did not outlive', async () => {
    const { host, said, subscribe } = leading();
    await host.start(FOUND);
    host.master.observe({
      ...NOTHING,
      frameworkEntered: () => host.close(),
    });
    host.feed(subscribe);
    expect(host.inputs.get('SUBSCRIBE')).toBe(1);
    expect(said).toEqual([]);
  });

  it('ends its start when it is closed before it is ready', async () => {
    const { host, lease } = leading();
    lease.holds = false;
    const started = host.start(FOUND);
    host.close();
    await expect(started).resolves.toBeUndefined();
  });
});

const NOTHING = {
  offerMade: () => undefined,
  offerEnded: () => undefined,
  taskEntered: () => undefined,
  taskChanged: () => undefined,
  taskForgotten: () => undefined,
  agentEntered: () => undefined,
  agentChanged: () => undefined,
  agentLeft: () => undefined,
  executorsChanged: () => undefined,
  frameworkEntered: () => undefined,
  frameworkChanged: () => undefined,
  frameworkLeft: () => undefined,
};
