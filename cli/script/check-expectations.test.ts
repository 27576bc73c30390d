import { describe, expect, it } from 'vitest';

import { failuresOf, failuresOfSteps } from '../../test/support/script-runs.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_B = { do: 'add_agent', agent: 'b' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const NEXT = { do: 'advance', seconds: 1 };
const onA = { framework: 'f', role: 'web', agent: 'a', resources: 'cpus:4;mem:4096' };
const onB = { ...onA, agent: 'b', resources: 'cpus:2;mem:2048' };
const SHARE = 'allocator/mesos/roles/web/shares/dominant';
const MAINTAINED = { do: 'unavailability', agent: 'a', start_in: 60 };
const ANSWER = { do: 'inverse_response', framework: 'f', agent: 'a', filter_seconds: 60 };

/** After f was offered a and b: what holds, and what does not with how that is shown. */
const rows: [name: string, holds: unknown, fails: unknown, expected: unknown, found: unknown][] = [
  ['offers', [onB, onA], [onA], [onA], [onA, onB]],
  [
    'offers',
    // Pieces for one framework, role and agent are added.
    [onB, { ...onA, resources: 'cpus:4' }, { ...onA, resources: 'mem:4096' }],
    [
      { ...onA, role: 'web' },
      { ...onB, resources: 'mem:2048;cpus:2.001' },
    ],
    [onA, { ...onB, resources: 'cpus:2.001;mem:2048' }],
    [onA, onB],
  ],
  ['offers_one_of', [[], [onA, onB]], [[], [onA]], [[], [onA]], [[onA, onB]]],
  [
    'offer_totals',
    { f: { agents: 2, quantities: { cpus: 6, mem: 6144, disk: 0 } } },
    { f: { agents: 2, quantities: { cpus: 6 } } },
    { f: { agents: 2, quantities: { cpus: 6 } } },
    { f: { agents: 2, quantities: { cpus: 6, mem: 6144 } } },
  ],
  [
    'offer_totals',
    { f: { agents: 2 }, g: { agents: 0 } },
    {},
    {},
    { f: { agents: 2, quantities: { cpus: 6, mem: 6144 } } },
  ],
  ['offer_agents', ['b', 'a'], ['b'], ['b'], ['a', 'b']],
  [
    'count_per_framework',
    { since: 'start', counts: { f: 2, g: 0 } },
    { since: 'start', counts: { f: 1 } },
    { f: 1 },
    { f: 2 },
  ],
  [
    'held',
    { f: { agents: ['b', 'a'], quantities: { cpus: 6, mem: 6144 } }, g: { quantities: {} } },
    { f: { agents: 1, quantities: { cpus: 6 } } },
    { f: { agents: 1, quantities: { cpus: 6 } } },
    { f: { agents: 2, quantities: { cpus: 6, mem: 6144 } } },
  ],
  [
    'metrics',
    { [SHARE]: 1.0000005, 'allocator/mesos/roles/nobody/shares/dominant': null },
    { [SHARE]: 1.00001, 'allocator/mesos/allocation_runs': 2 },
    { [SHARE]: 1.00001, 'allocator/mesos/allocation_runs': 2 },
    { [SHARE]: 1, 'allocator/mesos/allocation_runs': 2 },
  ],
  ['metrics', { [SHARE]: 1 }, { [SHARE]: null }, { [SHARE]: null }, { [SHARE]: 1 }],
  ['metrics', { [SHARE]: 1 }, { nonsense: 0 }, { nonsense: 0 }, { nonsense: null }],
  ['known_roles', ['web'], ['web', 'batch'], ['batch', 'web'], ['web']],
  ['allocation_runs', 2, 3, 3, 2],
];

describe('each expectation', () => {
  const start = [
    { expect: { offers: [] }, mark: 'start' },
    ADD_F,
    { do: 'coalesce', steps: [ADD_A, ADD_B] },
  ];
  const end = { expect: { offer_totals: { f: {} } } };

  it.each(rows)(
    '%s: shows what was found beside what was expected',
    (name, holds, fails, ...shown) => {
      const [expected, found] = shown;
      expect(
        failuresOfSteps(...start, { expect: { [name]: holds } }, end).filter(
          ({ step }) => step === 3,
        ),
      ).toEqual([]);
      expect(
        failuresOfSteps(...start, { expect: { [name]: fails } }, end).filter(
          ({ step }) => step === 3,
        ),
      ).toEqual([{ step: 3, expected: { [name]: expected }, found: { [name]: found } }]);
    },
  );

  it('inverse_offers', () => {
    const steps = [ADD_F, ADD_A, { expect: { offers: [onA] } }, MAINTAINED];
    const asked = [{ framework: 'f', agent: 'a' }];
    expect(failuresOfSteps(...steps, { expect: { inverse_offers: asked } })).toEqual([]);
    expect(failuresOfSteps(...steps, { expect: { inverse_offers: [] } })).toEqual([
      { step: 4, expected: { inverse_offers: [] }, found: { inverse_offers: asked } },
    ]);
  });

  it('inverse_statuses', () => {
    const seen = { expect: { offers: [onA], inverse_offers: [] } };
    const steps = [
      ADD_F,
      ADD_A,
      seen,
      MAINTAINED,
      { expect: { inverse_offers: [{ framework: 'f', agent: 'a' }] } },
    ];
    const declined = [...steps, { ...ANSWER, status: 'DECLINE' }];
    const answers = { a: { f: 'DECLINE' } };
    expect(failuresOfSteps(...steps, { expect: { inverse_statuses: {} } })).toEqual([]);
    expect(failuresOfSteps(...declined, { expect: { inverse_statuses: answers } })).toEqual([]);
    expect(
      failuresOfSteps(...declined, { expect: { inverse_statuses: { a: { f: 'ACCEPT' } } } }),
    ).toEqual([
      {
        step: 6,
        expected: { inverse_statuses: { a: { f: 'ACCEPT' } } },
        found: { inverse_statuses: answers },
      },
    ]);
  });

  it('tells resources of other kinds apart that look alike in quantity', () => {
    const agents = { a: { resources: ['cpus(web):1', 'ports:[1-2]', 'mem:64'] } };
    const steps = [ADD_F, ADD_A];
    const offer = { framework: 'f', role: 'web', agent: 'a' };
    const right = { ...offer, resources: 'cpus(web):1;mem:64;ports:[2-2,1-1]' };
    const wrong = { ...offer, resources: 'cpus:1;mem:64;ports:[2-3]' };
    const script = {
      name: 'kinds',
      kind: 'allocator',
      agents,
      frameworks: { f: { roles: ['web'] } },
    };
    expect(failuresOf({ ...script, steps: [...steps, { expect: { offers: [right] } }] })).toEqual(
      [],
    );
    expect(
      failuresOf({ ...script, steps: [...steps, { expect: { offers: [wrong] } }] }),
    ).toHaveLength(1);
  });
});

describe('windows', () => {
  const offered = [ADD_F, ADD_A];
  const none = { expect: { offers: [] } };

  it.each([
    ['offers', [onA]],
    ['offers_one_of', [[onA]]],
    ['offer_totals', { f: { agents: 1 } }],
    ['offer_agents', ['a']],
  ])('are closed by %s', (name, value) => {
    expect(failuresOfSteps(...offered, { expect: { [name]: value } }, none)).toEqual([]);
  });

  it('are closed by count_per_framework, whose marks reach further back', () => {
    const counts = { since: 'start', counts: { f: 1 } };
    const steps = [
      { expect: {}, mark: 'start' },
      ...offered,
      { expect: { count_per_framework: counts } },
    ];
    expect(failuresOfSteps(...steps, none, { expect: { count_per_framework: counts } })).toEqual(
      [],
    );
  });

  it('stay open for expectations about other things', () => {
    const steps = [...offered, { expect: { held: { f: { agents: 1 } }, allocation_runs: 2 } }];
    expect(failuresOfSteps(...steps, { expect: { offers: [onA] } })).toEqual([]);
  });

  it('are the same for all that one step expects', () => {
    const all = { offers: [onA], offer_agents: ['a'], offer_totals: { f: { agents: 1 } } };
    expect(failuresOfSteps(...offered, { expect: all })).toEqual([]);
  });

  it('count offers of one agent in two cycles as two, and as one agent', () => {
    const declined = { do: 'decline', framework: 'f', role: 'web', agent: 'a', filter_seconds: 0 };
    const steps = [{ expect: {}, mark: 'start' }, ...offered, declined, NEXT];
    const counted = { since: 'start', counts: { f: 2 } };
    const expects = { count_per_framework: counted, offer_totals: { f: { agents: 1 } } };
    expect(failuresOfSteps(...steps, { expect: expects })).toEqual([]);
  });

  it('counts from a mark on, not what was offered before it', () => {
    const declined = { do: 'decline', framework: 'f', role: 'web', agent: 'a', filter_seconds: 0 };
    const seen = { expect: { offers: [onA] }, mark: 'first' };
    const counted = { since: 'first', counts: { f: 1 } };
    const steps = [...offered, seen, declined, NEXT, { expect: { count_per_framework: counted } }];
    expect(failuresOfSteps(...steps)).toEqual([]);
  });
});
