import { describe, expect, it } from 'vitest';
import { MasterScript } from '../../test/support/machine-scripts.ts';

const NODE = 'cpus:4;mem:4096';

/** The leader after one that had admitted five agents, and a framework; role `a` has quota or not. */
function elected(hasQuota: boolean): MasterScript {
  const settings = { quotas: [['a', [['cpus', 1000]], []]], weights: [], schedule: [], down: [] };
  const registry = JSON.stringify({
    ...{ nextAgent: 5, nextFramework: 256, unreachable: [], gone: [] },
    admitted: [0, 1, 2, 3, 4].map((id) => [id, `node${id}`, 'active']),
    ...(hasQuota ? { settings } : {}),
  });
  const script = new MasterScript();
  script.step({ type: 'START', leadership: { epoch: 3, registry } });
  script.step({ type: 'STORED' });
  script.subscribe(1, 'spark', 'b');
  return script;
}

/** Whether the periodic cycle offers anything. */
function offers(script: MasterScript): boolean {
  const said = script.step({ type: 'TIMER', timer: 'BATCH_ALLOCATION' });
  return said.some((line) => line.includes('OFFERS'));
}

describe('a new leader with quota', () => {
  it('offers nothing until four of five agents are back', () => {
    const script = elected(true);
    for (const agent of [0, 1, 2]) script.reregister(10 + agent, agent, NODE);
    expect(offers(script)).toBe(false);
    script.reregister(13, 3, NODE);
    expect(offers(script)).toBe(true);
  });

  it('offers what there is when ten minutes are over', () => {
    const script = elected(true);
    script.reregister(10, 0, NODE);
    script.now = 599e6;
    expect(offers(script)).toBe(false);
    script.now = 600e6;
    expect(offers(script)).toBe(true);
  });

  it('waits for nobody without', () => {
    const script = elected(false);
    script.reregister(10, 0, NODE);
    expect(offers(script)).toBe(true);
  });
});

describe('GET_WEIGHTS', () => {
  it('has those of the start, and those that were set since', () => {
    const weights = [
      { role: 'a', weight: 2 },
      { role: 'b', weight: 3 },
    ];
    const script = new MasterScript({ weights });
    script.step({ type: 'UPDATE_WEIGHTS', weights: [{ role: 'b', weight: 1 }] });
    expect([...script.master.weights()]).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
