import { describe, expect, it } from 'vitest';

import { failuresOf, failuresOfSteps, smallScript } from '../../test/support/script-runs.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const NEXT = { do: 'advance', seconds: 1 };
const onA = { framework: 'f', role: 'web', agent: 'a' };
const QUOTA = { do: 'set_quota', role: 'web', limits: { cpus: 4 } };
const RESERVED = { name: 'cpus', value: 1, reservations: [{ type: 'DYNAMIC', role: 'web' }] };

const offers = (resources: unknown): object => ({ expect: { offers: [{ ...onA, resources }] } });
const consumed = (cpus: number): object => ({
  expect: { metrics: { 'allocator/mesos/quota/roles/web/resources/cpus/consumed': cpus } },
});
const launch = (resources: string): object => ({ do: 'launch', ...onA, resources });
const recover = (resources: string): object => ({ do: 'recover', ...onA, resources });
const held = (quantities: object): object => ({ expect: { held: { f: { quantities } } } });
const GOT_A = [QUOTA, ADD_F, ADD_A, offers('cpus:4;mem:4096')];

describe('what is given back', () => {
  it('is offered resources first, used ones after them', () => {
    const launched = [...GOT_A, launch('cpus:1'), consumed(1)];
    expect(failuresOfSteps(...launched, recover('cpus:3'), consumed(1))).toEqual([]);
    expect(failuresOfSteps(...launched, recover('cpus:3.5'), consumed(0.5))).toEqual([]);
    expect(
      failuresOfSteps(...launched, recover('cpus:4'), consumed(0), held({ mem: 4096 })),
    ).toEqual([]);
  });

  it('is offered and used alike when all comes back', () => {
    const all = [{ do: 'recover_all' }, consumed(0), NEXT, offers('cpus:4;mem:4096')];
    expect(failuresOfSteps(...GOT_A, launch('cpus:1'), ...all)).toEqual([]);
  });
});

describe('operations on what is held', () => {
  const reserve = { do: 'apply', ...onA, operations: [{ type: 'RESERVE', resources: RESERVED }] };

  it('are on the offer where that suffices, on all that is held where it does not', () => {
    const back = [{ do: 'recover', ...onA }, NEXT, offers(['cpus:3;mem:4096', RESERVED])];
    expect(
      failuresOfSteps(
        ...GOT_A,
        launch('cpus:3'),
        reserve,
        recover('mem:1'),
        recover('mem:4095'),
        ...back,
      ),
    ).toEqual([]);
    expect(
      failuresOfSteps(...GOT_A, launch('cpus:4'), reserve, held({ cpus: 4, mem: 4096 }), ...back),
    ).toEqual([]);
  });
});

describe('what runs for a framework that never subscribed', () => {
  const running = { ...ADD_A, used: [{ framework: 'f', role: 'web', resources: 'cpus:1' }] };

  it('goes with its agent', () => {
    const gone = [{ do: 'remove_agent', agent: 'a' }, held({})];
    expect(failuresOfSteps(running, ...gone)).toEqual([]);
  });

  it('is not recovered, and is known when the framework comes', () => {
    const both = { frameworks: { f: { roles: ['web'] }, h: { roles: ['web'] } } };
    const steps = [running, { do: 'recover_all' }, held({ cpus: 1 }), ADD_F];
    const rest = offers('cpus:3;mem:4096');
    expect(failuresOf(smallScript([...steps, rest, held({ cpus: 4, mem: 4096 })], both))).toEqual(
      [],
    );
  });
});
