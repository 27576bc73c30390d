import { describe, expect, it } from 'vitest';

import { failuresOf, failuresOfSteps, smallScript } from '../../test/support/script-runs.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_B = { do: 'add_agent', agent: 'b' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const NEXT = { do: 'advance', seconds: 1 };
const usedBy = { framework: 'f', role: 'web' };
const onA = { framework: 'f', role: 'web', agent: 'a' };
const ALL_OF_A = 'cpus:4;mem:4096';
const RESERVED = { name: 'cpus', value: 1, reservations: [{ type: 'DYNAMIC', role: 'web' }] };
const RESERVE = { type: 'RESERVE', resources: RESERVED };

const offers = (...places: object[]): object => ({
  expect: { offers: places.map((place) => ({ ...onA, resources: ALL_OF_A, ...place })) },
});
const B = { agent: 'b', resources: 'cpus:2;mem:2048' };
const GOT_A = [ADD_F, ADD_A, offers({})];
const metrics = (values: object): object => ({ expect: { metrics: values } });
const heldBy = (quantities: object): object => ({ expect: { held: { f: { quantities } } } });
const runs = (count: number): object => ({ expect: { allocation_runs: count } });

/** What is so after the last of the steps, and what would be so without it. */
const rows: [name: string, steps: object[], after: object, without: object][] = [
  ['add_agent', [ADD_F, ADD_A], offers({}), offers()],
  [
    'add_agent with used',
    [{ ...ADD_A, used: [{ ...usedBy, resources: 'cpus:1' }] }],
    heldBy({ cpus: 1 }),
    heldBy({}),
  ],
  [
    'add_agent with unavailability',
    [{ ...ADD_A, used: [{ ...usedBy, resources: ALL_OF_A }], unavailability: 60 }, ADD_F],
    { expect: { inverse_offers: [{ framework: 'f', agent: 'a' }] } },
    { expect: { inverse_offers: [] } },
  ],
  [
    'remove_agent',
    [...GOT_A, { do: 'remove_agent', agent: 'a' }],
    heldBy({}),
    heldBy({ cpus: 4, mem: 4096 }),
  ],
  [
    'update_agent',
    [...GOT_A, { do: 'update_agent', agent: 'a', resources: 'cpus:5;mem:4096' }],
    offers({ resources: 'cpus:1' }),
    offers(),
  ],
  [
    'update_agent of attributes',
    [
      ...GOT_A,
      { do: 'decline', ...onA, filter_seconds: 60 },
      { do: 'update_agent', agent: 'a', attributes: 'rack:r2' },
    ],
    offers({}),
    offers(),
  ],
  [
    'update_agent of capabilities',
    [
      ...GOT_A,
      { do: 'recover', ...onA },
      { do: 'update_agent', agent: 'a', capabilities: [] },
      NEXT,
    ],
    offers(),
    offers({}),
  ],
  [
    'add_agent_resources',
    [
      ...GOT_A,
      {
        do: 'add_agent_resources',
        agent: 'a',
        resources: 'cpus:3',
        used: [{ ...usedBy, resources: 'cpus:1' }],
      },
      NEXT,
    ],
    offers({ resources: 'cpus:2' }),
    offers(),
  ],
  [
    'activate_agent',
    [
      ADD_F,
      { do: 'coalesce', steps: [ADD_A, { do: 'deactivate_agent', agent: 'a' }] },
      { do: 'activate_agent', agent: 'a' },
      NEXT,
    ],
    offers({}),
    offers(),
  ],
  [
    'deactivate_agent',
    [ADD_F, { do: 'coalesce', steps: [ADD_A, { do: 'deactivate_agent', agent: 'a' }] }],
    offers(),
    offers({}),
  ],
  [
    'operator',
    [ADD_A, { do: 'operator', agent: 'a', operations: [RESERVE], result: 'ok' }, ADD_F],
    offers({ resources: ['cpus:3;mem:4096', RESERVED] }),
    offers({}),
  ],
  [
    'unavailability',
    [...GOT_A, { do: 'unavailability', agent: 'a', start_in: 60 }],
    { expect: { inverse_offers: [{ framework: 'f', agent: 'a' }] } },
    { expect: { inverse_offers: [] } },
  ],
  ['whitelist', [ADD_A, ADD_B, { do: 'whitelist', hosts: ['b'] }, ADD_F], offers(B), offers({}, B)],
  [
    'whitelist, lifted',
    [ADD_A, { do: 'whitelist', hosts: [] }, ADD_F, { do: 'whitelist', hosts: null }, NEXT],
    offers({}),
    offers(),
  ],
  ['add_framework', [ADD_A, ADD_F], offers({}), offers()],
  ['add_framework, inactive', [ADD_A, { ...ADD_F, active: false }], offers(), offers({})],
  [
    'add_framework, suppressed',
    [ADD_A, { ...ADD_F, suppressed_roles: ['web'] }],
    offers(),
    offers({}),
  ],
  [
    'add_framework with used',
    [
      { ...ADD_A, used: [{ ...usedBy, resources: ALL_OF_A }] },
      { ...ADD_F, used: [{ agent: 'a', role: 'web', resources: ALL_OF_A }] },
    ],
    metrics({ 'allocator/mesos/roles/web/shares/dominant': 1 }),
    metrics({ 'allocator/mesos/roles/web/shares/dominant': 0 }),
  ],
  [
    'remove_framework',
    [...GOT_A, { do: 'remove_framework', framework: 'f' }],
    heldBy({}),
    heldBy({ cpus: 4, mem: 4096 }),
  ],
  [
    'activate_framework',
    [ADD_A, { ...ADD_F, active: false }, { do: 'activate_framework', framework: 'f' }],
    offers({}),
    offers(),
  ],
  [
    'deactivate_framework',
    [ADD_F, { do: 'deactivate_framework', framework: 'f' }, ADD_A],
    offers(),
    offers({}),
  ],
  [
    'update_framework',
    [ADD_F, { do: 'update_framework', framework: 'f', roles: ['late'] }, ADD_A],
    offers({ role: 'late' }),
    offers({}),
  ],
  [
    'update_framework of minimums',
    [
      ADD_F,
      { do: 'update_framework', framework: 'f', min_allocatable: { web: [{ cpus: 5 }] } },
      ADD_A,
    ],
    offers(),
    offers({}),
  ],
  [
    'update_framework of constraints',
    [
      ADD_F,
      {
        do: 'update_framework',
        framework: 'f',
        offer_constraints: {
          web: [[{ selector: { attribute: 'rack' }, predicate: { exists: true } }]],
        },
      },
      ADD_A,
    ],
    offers(),
    offers({}),
  ],
  ['suppress', [ADD_F, { do: 'suppress', framework: 'f' }, ADD_A], offers(), offers({})],
  [
    'revive',
    [
      ...GOT_A,
      { do: 'decline', ...onA, filter_seconds: 60 },
      { do: 'revive', framework: 'f', roles: ['web'] },
    ],
    offers({}),
    offers(),
  ],
  [
    'decline',
    [...GOT_A, { do: 'decline', ...onA, filter_seconds: 60 }, NEXT],
    offers(),
    offers({}),
  ],
  [
    'decline of a part',
    [...GOT_A, { do: 'decline', ...onA, resources: 'cpus:1', filter_seconds: 60 }, NEXT],
    heldBy({ cpus: 3, mem: 4096 }),
    heldBy({}),
  ],
  ['recover', [...GOT_A, { do: 'recover', ...onA }, NEXT], offers({}), offers()],
  [
    'recover of a part',
    [...GOT_A, { do: 'recover', ...onA, resources: 'cpus:1' }, NEXT],
    offers({ resources: 'cpus:1' }),
    offers({}),
  ],
  ['recover_all', [...GOT_A, { do: 'recover_all' }], heldBy({}), heldBy({ cpus: 4, mem: 4096 })],
  [
    'launch',
    [
      ...GOT_A,
      { do: 'set_quota', role: 'web', limits: { cpus: 4 } },
      { do: 'launch', ...onA, resources: 'cpus:1' },
    ],
    metrics({ 'allocator/mesos/quota/roles/web/resources/cpus/consumed': 1 }),
    metrics({ 'allocator/mesos/quota/roles/web/resources/cpus/consumed': 0 }),
  ],
  [
    'apply',
    [...GOT_A, { do: 'apply', ...onA, operations: [RESERVE] }, { do: 'recover', ...onA }, NEXT],
    offers({ resources: ['cpus:3;mem:4096', RESERVED] }),
    offers({}),
  ],
  [
    'set_weight',
    [{ do: 'set_weight', role: 'web', weight: 2 }],
    { expect: { known_roles: ['web'] } },
    { expect: { known_roles: [] } },
  ],
  [
    'set_quota',
    [{ do: 'set_quota', role: 'web', limits: { cpus: 1, mem: null } }, ADD_A, ADD_F],
    offers({ resources: 'cpus:1;mem:4096' }),
    offers({}),
  ],
  [
    'clear_quota',
    [
      { do: 'set_quota', role: 'web', limits: { cpus: 1 } },
      { do: 'clear_quota', role: 'web' },
      ADD_A,
      ADD_F,
    ],
    offers({}),
    offers({ resources: 'cpus:1;mem:4096' }),
  ],
  [
    'master_recover',
    [
      { do: 'set_quota', role: 'web', guarantees: { cpus: 1 } },
      { do: 'master_recover', expected_agents: 10 },
      ADD_F,
      ADD_A,
      NEXT,
    ],
    offers(),
    offers({}),
  ],
  [
    'coalesce',
    [{ do: 'coalesce', steps: [ADD_F, ADD_A, ADD_B] }],
    {
      expect: {
        offers: [
          { ...onA, resources: ALL_OF_A },
          { ...onA, ...B },
        ],
        allocation_runs: 1,
      },
    },
    runs(3),
  ],
  ['advance', [{ do: 'advance', seconds: 2.5 }], runs(2), runs(0)],
];

describe('each step', () => {
  it.each(rows)('does what it says: %s', (_name, steps, after, without) => {
    expect(failuresOfSteps(...steps, after)).toEqual([]);
    const failures = failuresOfSteps(...steps, without);
    expect(failures.map(({ step }) => step)).toContain(steps.length);
  });

  it('update_framework leaves what it does not name', () => {
    const gpus = { a: { resources: 'cpus:1;gpus:1' } };
    const frameworks = { f: { roles: ['web'], capabilities: ['MULTI_ROLE', 'GPU_RESOURCES'] } };
    const update = { do: 'update_framework', framework: 'f', roles: ['web', 'late'] };
    const offered = { expect: { offer_totals: { f: { quantities: { cpus: 1, gpus: 1 } } } } };
    const steps = [ADD_F, update, ADD_A, offered];
    expect(failuresOf(smallScript(steps, { agents: gpus, frameworks }))).toEqual([]);
    const without = { ...update, capabilities: ['MULTI_ROLE'] };
    const none = [ADD_F, without, ADD_A, offers()];
    expect(failuresOf(smallScript(none, { agents: gpus, frameworks }))).toEqual([]);
  });

  it('inverse_response records the answer and holds the next inverse offer back', () => {
    const answer = { do: 'inverse_response', framework: 'f', agent: 'a', status: 'ACCEPT' };
    const asked = { expect: { inverse_offers: [{ framework: 'f', agent: 'a' }] } };
    const steps = [
      ...GOT_A,
      { do: 'unavailability', agent: 'a', start_in: 60 },
      asked,
      { ...answer, filter_seconds: 5 },
      { expect: { inverse_statuses: { a: { f: 'ACCEPT' } } } },
      NEXT,
      { expect: { inverse_offers: [] } },
    ];
    expect(failuresOfSteps(...steps)).toEqual([]);
    expect(failuresOfSteps(...steps.slice(0, -1), asked)).toMatchObject([{ step: 8 }]);
  });

  it('operator compares how the operations went', () => {
    const operator = { do: 'operator', agent: 'a', operations: [RESERVE] };
    expect(failuresOfSteps(ADD_A, { ...operator, result: 'fail' })).toEqual([
      { step: 1, expected: { operator: 'fail' }, found: { operator: 'ok' } },
    ]);
    const tooMuch = [{ type: 'RESERVE', resources: { ...RESERVED, value: 9 } }];
    const failing = { ...operator, operations: tooMuch };
    expect(failuresOfSteps(ADD_A, { ...failing, result: 'fail' })).toEqual([]);
    expect(failuresOfSteps(ADD_A, { ...failing, result: 'ok' })).toMatchObject([
      { step: 1, found: { operator: expect.stringContaining('fail: RESERVE: found') } },
    ]);
  });
});
