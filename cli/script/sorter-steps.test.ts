import { describe, expect, it } from 'vitest';

import { failuresOf } from '../../test/support/script-runs.ts';
import { ScriptDefect } from './run-script.ts';

const add = (client: string): object => ({ do: 'add_client', client });
const AGENT = { do: 'add_agent', agent: 's', resources: 'cpus:10;mem:100;ports:[1-9]' };
const give = (client: string, resources: unknown): object => ({
  ...{ do: 'allocated', client, agent: 's', resources },
});
const VOLUME = {
  ...{ name: 'disk', value: 50, shared: true, disk: { persistence: 'v' } },
  reservations: [{ type: 'DYNAMIC', role: 'a' }],
};

const sorter = (steps: readonly object[], kind = 'drf', more: object = {}): object => ({
  ...{ name: 'x', kind: 'sorter', config: { sorter: kind, ...more }, steps },
});

/** Whether an expectation holds after some steps, and what is shown when it does not. */
const rows: [name: string, steps: object[], holds: unknown, fails: unknown, found: unknown][] = [
  ['sort', [AGENT, add('a'), add('b'), give('a', 'cpus:1')], ['b', 'a'], ['a', 'b'], ['b', 'a']],
  ['sort_unordered', [add('a'), add('b')], ['b', 'a'], ['a'], ['a', 'b']],
  ['contains', [add('a')], { a: true, b: false }, { a: false }, { a: true }],
  ['contains', [add('a')], ['a'], 'b', { b: false }],
  ['count', [add('a'), { ...add('b'), active: false }], 2, 1, 2],
  [
    'allocation',
    [add('a'), give('a', 'cpus:1;ports:[1-2]'), { ...give('a', 'cpus:2'), agent: 't' }],
    { a: { s: 'ports:[1-2];cpus:1', t: 'cpus:2' } },
    { a: { s: 'cpus:1;ports:[1-2]', t: '' } },
    { a: { s: 'cpus:1;ports:[1-2]', t: 'cpus:2' } },
  ],
  [
    'allocation_scalars',
    [add('a'), give('a', 'cpus:1;ports:[1-2]'), { ...give('a', 'cpus:2'), agent: 't' }],
    { a: { cpus: 3, mem: 0 } },
    { a: { cpus: 3, ports: 2 } },
    { a: { cpus: 3 } },
  ],
  [
    'total_allocation_scalars',
    [add('a'), add('b'), give('a', ['cpus:1', VOLUME]), give('b', ['cpus:2', VOLUME])],
    // A shared volume counts once for each agent.
    { cpus: 3, disk: 50 },
    { cpus: 3, disk: 100 },
    { cpus: 3, disk: 50 },
  ],
];

describe('each check of a sorter', () => {
  it.each(rows)('%s', (name, steps, holds, fails, found) => {
    expect(failuresOf(sorter([...steps, { expect: { [name]: holds } }]))).toEqual([]);
    const failures = failuresOf(sorter([...steps, { expect: { [name]: fails } }]));
    expect(failures).toMatchObject([{ step: steps.length, found: { [name]: found } }]);
    expect(Object.keys(failures[0].expected ?? {})).toEqual([name]);
  });
});

describe('each step of a sorter', () => {
  const sort = (...order: string[]): object => ({ expect: { sort: order } });
  const HALF = { do: 'update_agent', agent: 's', resources: 'cpus:100;mem:100' };

  it.each<[what: string, steps: object[], order: string[]]>([
    ['add_client', [add('b'), add('a')], ['a', 'b']],
    ['add_client, inactive', [add('b'), { ...add('a'), active: false }], ['b']],
    ['remove_client', [add('a'), add('b'), { do: 'remove_client', client: 'a' }], ['b']],
    [
      'activate',
      [
        { ...add('a'), active: false },
        { do: 'activate', client: 'a' },
      ],
      ['a'],
    ],
    ['deactivate', [add('a'), add('b'), { do: 'deactivate', client: 'a' }], ['b']],
    ['allocated, which counts', [AGENT, add('a'), add('b'), give('a', 'ports:[1-2]')], ['b', 'a']],
    [
      'unallocated, which does not uncount',
      [
        AGENT,
        add('a'),
        add('b'),
        give('a', 'cpus:1'),
        { ...give('a', 'cpus:1'), do: 'unallocated' },
      ],
      ['b', 'a'],
    ],
    [
      'update_allocation',
      [
        AGENT,
        add('a'),
        add('b'),
        give('a', 'cpus:2'),
        give('b', 'cpus:1'),
        { do: 'update_allocation', client: 'a', agent: 's', from: 'cpus:2', to: 'ports:[1-2]' },
      ],
      ['a', 'b'],
    ],
    [
      'set_weight',
      [
        AGENT,
        add('a'),
        add('b'),
        give('a', 'cpus:3'),
        give('b', 'cpus:2'),
        { do: 'set_weight', path: 'a', weight: 2 },
      ],
      ['a', 'b'],
    ],
    [
      'set_weight before the client',
      [
        { do: 'set_weight', path: 'a', weight: 2 },
        AGENT,
        add('a'),
        add('b'),
        give('a', 'cpus:3'),
        give('b', 'cpus:2'),
      ],
      ['a', 'b'],
    ],
    [
      'update_agent',
      [AGENT, add('a'), add('b'), give('a', 'cpus:1'), give('b', 'mem:20'), HALF],
      ['a', 'b'],
    ],
    [
      'add_agent',
      [
        AGENT,
        add('a'),
        add('b'),
        give('a', 'cpus:3'),
        give('b', 'mem:20'),
        { do: 'add_agent', agent: 't', resources: 'cpus:10' },
      ],
      ['a', 'b'],
    ],
    [
      'remove_agent',
      [
        AGENT,
        { do: 'add_agent', agent: 't', resources: 'cpus:10' },
        add('a'),
        add('b'),
        give('a', 'cpus:3'),
        give('b', 'mem:20'),
        { do: 'remove_agent', agent: 't' },
      ],
      ['b', 'a'],
    ],
  ])('%s', (_what, steps, order) => {
    expect(failuresOf(sorter([...steps, sort(...order)]))).toEqual([]);
  });

  it('leaves excluded resources out of shares', () => {
    const steps = [AGENT, add('a'), add('b'), give('a', 'cpus:9'), give('b', 'mem:1')];
    expect(failuresOf(sorter([...steps, sort('b', 'a')]))).toEqual([]);
    const excluded = { fairness_exclude: ['cpus'] };
    expect(failuresOf(sorter([...steps, sort('a', 'b')], 'drf', excluded))).toEqual([]);
  });

  it('gives a client that is also a parent its own place among its children', () => {
    const steps = [AGENT, add('a'), give('a', 'cpus:1'), add('a/b'), add('c'), give('c', 'cpus:2')];
    expect(failuresOf(sorter([...steps, sort('a/b', 'a', 'c')]))).toEqual([]);
    const gone = { do: 'remove_client', client: 'a/b' };
    expect(failuresOf(sorter([...steps, gone, sort('a', 'c')]))).toEqual([]);
  });

  it.each<[what: string, steps: object[], path: PropertyKey[], message: string]>([
    [
      'a client added twice',
      [add('a'), add('a')],
      ['steps', 1, 'client'],
      'found "a", which was added before',
    ],
    [
      'a client that is not there',
      [{ do: 'activate', client: 'a' }],
      ['steps', 0, 'client'],
      'wanted a client that is there',
    ],
    [
      'an allocation of nobody',
      [give('a', 'cpus:1')],
      ['steps', 0, 'client'],
      'wanted a client that is there',
    ],
    [
      'an expectation of nobody',
      [{ expect: { allocation: { a: {} } } }],
      ['steps', 0, 'expect', 'allocation', 'a'],
      'wanted a client that is there',
    ],
    [
      'an agent added twice',
      [AGENT, AGENT],
      ['steps', 1, 'agent'],
      'found "s", which was added before',
    ],
    [
      'an agent that is not there',
      [{ ...AGENT, do: 'update_agent' }],
      ['steps', 0, 'agent'],
      'wanted an agent that is there',
    ],
    [
      'more than is allocated',
      [add('a'), give('a', 'cpus:1'), { ...give('a', 'cpus:2'), do: 'unallocated' }],
      ['steps', 2, 'resources'],
      'found cpus:2, wanted some of cpus:1 held there',
    ],
    [
      'what is not allocated',
      [add('a'), { do: 'update_allocation', client: 'a', agent: 's', from: 'cpus:1', to: '' }],
      ['steps', 1, 'from'],
      'found cpus:1, wanted some of nothing held there',
    ],
  ])('refuses %s', (_what, steps, path, message) => {
    let thrown: unknown;
    try {
      failuresOf(sorter(steps));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ScriptDefect);
    expect(thrown).toMatchObject({ path, message: expect.stringContaining(message) });
  });
});

describe('the random sorter', () => {
  const check = (samples: number, tolerance: number, table: object): object => ({
    expect: { distribution: { samples, tolerance, table } },
  });
  const weight = (path: string, value: number): object => ({
    do: 'set_weight',
    path,
    weight: value,
  });

  it('shuffles by weight', () => {
    const steps = [add('a'), add('b'), weight('b', 3)];
    const table = { a: [0.25, 0.75], b: [0.75, 0.25] };
    expect(failuresOf(sorter([...steps, check(4000, 0.03, table)], 'random'))).toEqual([]);
    const wrong = { a: [0.5, 0.5] };
    const [failure] = failuresOf(sorter([...steps, check(4000, 0.03, wrong)], 'random'));
    expect(failure).toMatchObject({ step: 3, expected: { distribution: { table: wrong } } });
  });

  it('shuffles leaves as one list, each by the product of weights on its path', () => {
    // a has 1/2; b/x and b/y 1/4 each: b/x is second with 1/2·1/2 + 1/4·1/3 of the chances.
    const steps = [add('a'), add('b/x'), add('b/y')];
    const x = [1 / 4, 1 / 4 + 1 / 12, 5 / 12];
    const table = { a: [1 / 2, 1 / 3, 1 / 6], 'b/x': x, 'b/y': x };
    expect(failuresOf(sorter([...steps, check(20_000, 0.02, table)], 'random'))).toEqual([]);
  });

  it('weighs active siblings only', () => {
    const steps = [add('a'), add('b'), { ...add('c'), active: false }, weight('c', 100)];
    const table = { a: [0.5, 0.5], b: [0.5, 0.5] };
    expect(failuresOf(sorter([...steps, check(4000, 0.03, table)], 'random'))).toEqual([]);
  });

  it('is asked as well as DRF when a script is for any', () => {
    const steps = [add('a'), add('b'), { expect: { sort_unordered: ['a', 'b'], count: 2 } }];
    expect(failuresOf(sorter(steps, 'any'))).toEqual([]);
    expect(failuresOf(sorter([...steps, { expect: { count: 1 } }], 'any'))).toEqual([
      { step: 3, expected: { drf: { count: 1 } }, found: { drf: { count: 2 } } },
      { step: 3, expected: { random: { count: 1 } }, found: { random: { count: 2 } } },
    ]);
  });
});
