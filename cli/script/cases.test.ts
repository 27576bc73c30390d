import { describe, expect, it } from 'vitest';

import { failuresOf } from '../../test/support/script-runs.ts';

const VOLUME = {
  ...{ name: 'disk', value: 5, disk: { persistence: 'v' } },
  reservations: [{ type: 'DYNAMIC', role: 'a' }],
};
const RESERVED = { name: 'cpus', value: 1, reservations: [{ type: 'DYNAMIC', role: 'a' }] };
const RESERVED_TEXT = 'cpus(reservations: [(DYNAMIC,a)]):1';
const REVOCABLE = { name: 'cpus', value: 1, revocable: true };

/** A case that holds, what to change so that it does not, and what is shown then. */
const rows: [op: string, holds: object, change: object, expected: unknown, found: unknown][] = [
  [
    'add',
    { args: ['cpus:1', 'cpus:0.5;ports:[1-2]', 'ports:[3-4]'], result: 'cpus:1.5;ports:[1-4]' },
    { result: 'cpus:1' },
    'cpus:1',
    'cpus:1.5;ports:[1-4]',
  ],
  [
    'subtract',
    { args: ['ports:[1-9]', 'ports:[3-4]'], result: 'ports:[1-2,5-9]' },
    { result: '' },
    '',
    'ports:[1-2,5-9]',
  ],
  ['contains', { args: ['cpus:2;mem:1', 'cpus:1'], result: true }, { result: false }, false, true],
  [
    'contains',
    { args: [[VOLUME], [VOLUME, VOLUME]], result: false },
    { result: true },
    true,
    false,
  ],
  [
    'equal',
    { args: ['cpus:1;mem:2', 'mem:2;cpus:1'], result: true },
    { result: false },
    false,
    true,
  ],
  [
    'contains_quantities',
    { args: [['cpus:1', RESERVED], { cpus: 2 }], result: true },
    { result: false },
    false,
    true,
  ],
  [
    'contains_quantities',
    { args: [{ cpus: 2 }, { cpus: 1, mem: 1 }], result: false },
    { result: true },
    true,
    false,
  ],
  [
    'quantities',
    { args: [['cpus:1;ports:[1-5]', RESERVED]], result: { cpus: 2, ports: 5 } },
    { result: { cpus: 2 } },
    { cpus: 2 },
    { cpus: 2, ports: 5 },
  ],
  [
    'reserved',
    { args: [['cpus:1;mem(b):2', RESERVED]], result: ['mem(b):2', RESERVED] },
    { role: 'b' },
    `${RESERVED_TEXT};mem(b):2`,
    'mem(b):2',
  ],
  ['unreserved', { args: [['cpus:1', RESERVED]], result: 'cpus:1' }, { result: '' }, '', 'cpus:1'],
  [
    'allocatable_to',
    {
      args: ['cpus:1;cpus(a):2;cpus(ab):3;cpus(a/b):4'],
      role: 'a/b',
      result: 'cpus:1;cpus(a):2;cpus(a/b):4',
    },
    { role: 'ab' },
    'cpus:1;cpus(a):2;cpus(a/b):4',
    'cpus:1;cpus(ab):3',
  ],
  [
    'shrink_to_quantities',
    { args: ['cpus:2;mem:5'], target: { cpus: 1 }, result: 'cpus:1' },
    { result: 'cpus:1;mem:5' },
    'cpus:1;mem:5',
    'cpus:1',
  ],
  [
    'shrink_to_limits',
    { args: ['cpus:2;mem:5;disk:1'], target: { cpus: 1, disk: 0 }, result: 'cpus:1;mem:5' },
    { target: { cpus: 1 } },
    'cpus:1;mem:5',
    'cpus:1;mem:5;disk:1',
  ],
  [
    'apply',
    {
      args: ['cpus:3'],
      operations: [{ type: 'RESERVE', resources: RESERVED }],
      result: ['cpus:2', RESERVED],
    },
    { result: 'cpus:3' },
    { result: 'cpus:3' },
    { result: `cpus:2;${RESERVED_TEXT}` },
  ],
  [
    'apply',
    {
      args: [[VOLUME]],
      operations: [
        { type: 'DESTROY', resources: VOLUME },
        { type: 'REMOVE', resources: 'disk:1' },
      ],
      error: true,
    },
    { args: [[VOLUME, 'disk:1']] },
    { error: true },
    { result: 'disk(reservations: [(DYNAMIC,a)]):5' },
  ],
  [
    'repeat_add_subtract',
    { args: ['cpus:0.1', 'cpus:0.001'], times: 1000 },
    { result: 'cpus:0.2' },
    'cpus:0.2',
    'cpus:0.1',
  ],
  [
    'repeat_add_subtract',
    { args: ['cpus:0.1'], times: 10 },
    { result: 'cpus:0.2' },
    'cpus:0.2',
    'cpus:0.1',
  ],
  [
    'parse_error',
    { args: ['cpus', 'cpus(:1', { name: 'cpus' }, 7] },
    { args: ['cpus', 'cpus:1'] },
    [{ error: true }, { error: true }],
    [{ error: true }, 'cpus:1'],
  ],
];

const resources = (...cases: object[]): object => ({ name: 'x', kind: 'resources', cases });

describe('each operation on resources', () => {
  it.each(rows)('%s', (op, holds, change, expected, found) => {
    expect(failuresOf(resources({ op, ...holds }))).toEqual([]);
    expect(failuresOf(resources({ op, ...holds }, { op, ...holds, ...change }))).toEqual([
      { step: 1, expected, found },
    ]);
  });

  it('asks whether it is so where no result is given', () => {
    const args = ['cpus:1', 'cpus:2'];
    expect(failuresOf(resources({ op: 'contains', args }, { op: 'equal', args }))).toEqual([
      { step: 0, expected: true, found: false },
      { step: 1, expected: true, found: false },
    ]);
  });

  it('takes any of several results of a shrinking', () => {
    const one = { op: 'shrink_to_quantities', args: [['cpus:1', REVOCABLE]], target: { cpus: 1 } };
    const results = ['cpus:1', [REVOCABLE]];
    for (const seed of ['1', '2', '3', '4', '5', '6']) {
      expect(failuresOf(resources({ ...one, result_one_of: results }), seed)).toEqual([]);
    }
    expect(failuresOf(resources({ ...one, result_one_of: ['cpus:2', 'cpus:3'] }))).toMatchObject([
      { expected: ['cpus:2', 'cpus:3'], found: [expect.stringContaining('cpus')] },
    ]);
  });

  it('shows why operations were refused', () => {
    const operations = [{ type: 'UNRESERVE', resources: RESERVED }];
    const one = { op: 'apply', args: ['cpus:1'], operations, result: 'cpus:2' };
    expect(failuresOf(resources(one))).toEqual([
      {
        step: 0,
        expected: { result: 'cpus:2' },
        found: { error: expect.stringContaining('UNRESERVE: found cpus:1') },
      },
    ]);
  });
});

describe('constraints', () => {
  const rack = (predicate: object): object[][] => [
    [{ selector: { attribute: 'rack' }, predicate }],
  ];
  const zone = [[{ selector: { pseudo: 'ZONE' }, predicate: { text_equals: 'z1' } }]];
  const host = [[{ selector: { pseudo: 'HOSTNAME' }, predicate: { text_matches: 'n[0-9]+' } }]];
  const script = (...cases: object[]): object => ({
    ...{ name: 'x', kind: 'constraints', cases },
    role_constraints: { r: rack({ text_equals: 'r1' }), z: zone, h: host },
  });

  it.each<[what: string, one: object, excluded: boolean]>([
    ['an attribute that fits', { role: 'r', attributes: 'rack:r1;rack:r2' }, false],
    ['an attribute that does not', { role: 'r', attributes: 'rack:r2' }, true],
    ['no attributes', { role: 'r' }, true],
    ['a role without constraints', { role: 'other' }, false],
    ['a zone', { role: 'z', domain: { region: 'e', zone: 'z1' } }, false],
    ['no domain', { role: 'z' }, true],
    ['a host name', { role: 'h', hostname: 'n12' }, false],
    ['a host name that matches in part', { role: 'h', hostname: 'n12x' }, true],
  ])('look at %s', (_what, one, excluded) => {
    expect(failuresOf(script({ ...one, excluded }))).toEqual([]);
    expect(failuresOf(script({ ...one, excluded: !excluded }))).toEqual([
      { step: 0, expected: { excluded: !excluded }, found: { excluded } },
    ]);
  });

  it('can be checked for being valid', () => {
    const good = { groups: rack({ exists: true }), valid: true };
    const bad = { groups: [[]], valid: false };
    expect(failuresOf(script(good, bad))).toEqual([]);
    expect(failuresOf(script({ ...good, valid: false }, { ...bad, valid: true }))).toEqual([
      { step: 0, expected: { valid: false }, found: { valid: true } },
      {
        step: 1,
        expected: { valid: true },
        found: { valid: false, reason: expect.stringContaining('found []') },
      },
    ]);
  });
});
