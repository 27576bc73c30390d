import { describe, expect, it } from 'vitest';
import { ResourceNotationError } from './notation.ts';
import { readResources, resourcesDocument, writeResources } from './resource-notation.ts';
import { Resources } from './resources.ts';

describe('reading', () => {
  it('takes text, objects and arrays of both, which add up', () => {
    const cpus = { name: 'cpus', value: 1.5 };
    expect(writeResources(readResources('cpus:1.5'))).toBe('cpus:1.5');
    expect(readResources(cpus)).toEqual(readResources('cpus:1.5'));
    expect(readResources([cpus, 'cpus:1;mem(r):2', 'ports:[1-2]', cpus])).toEqual(
      readResources('cpus:4;mem(r):2;ports:[1-2]'),
    );
    expect(readResources([])).toBe(Resources.EMPTY);
    expect(readResources('')).toBe(Resources.EMPTY);
    expect(readResources({ name: 'disk', value: 0 })).toBe(Resources.EMPTY);
  });

  it('takes a role in the text as a static reservation, * as none', () => {
    const reservations = [{ type: 'STATIC', role: 'eng/dev', principal: null, labels: [] }];
    const [one, other] = readResources('cpus(eng/dev):1;cpus(*):2');
    expect(one).toMatchObject({ value: { milli: 2000 }, reservations: [] });
    expect(other).toMatchObject({ value: { milli: 1000 }, reservations });
  });

  it('takes labels as pairs, as Mesos wraps them, and as a map', () => {
    const reserved = (labels: unknown) =>
      readResources({
        ...{ name: 'cpus', value: 1 },
        reservations: [{ type: 'DYNAMIC', role: 'r', labels }],
      });
    const pairs = [{ key: 'k', value: 'v' }];
    expect(reserved({ labels: pairs })).toEqual(reserved(pairs));
    expect(reserved({ k: 'v' })).toEqual(reserved(pairs));
    expect(reserved([])).not.toEqual(reserved(pairs));
  });

  it('takes every field of an object', () => {
    const source = { type: 'PATH', root: '/p', id: 'd' };
    const document = {
      ...{ name: 'disk', value: 10, revocable: true, shared: true, provider: 'rp', count: 2 },
      disk: { persistence: 'v', source },
      reservations: [
        { type: 'STATIC', role: 'a' },
        {
          ...{ type: 'DYNAMIC', role: 'a/b', principal: 'p' },
          labels: [{ key: 'k', value: 'x' }, { key: 'l' }],
        },
      ],
    };
    const [top] = [...readResources(document)];
    expect(top).toEqual({
      ...{ ...document, value: { kind: 'scalar', milli: 10_000 } },
      reservations: [
        { type: 'STATIC', role: 'a', principal: null, labels: [] },
        {
          ...{ type: 'DYNAMIC', role: 'a/b', principal: 'p' },
          labels: [
            { key: 'k', value: 'x' },
            { key: 'l', value: null },
          ],
        },
      ],
    });
    expect(resourcesDocument([top])).toEqual([document]);
  });

  it('takes ranges and sets in any order, and labels as a map', () => {
    const ranges = [
      [3, 4],
      [1, 2],
    ];
    expect(readResources({ name: 'ports', ranges })).toEqual(readResources('ports:[1-4]'));
    expect(readResources({ name: 'z', set: ['b', 'a', 'b'] })).toEqual(readResources('z:{a,b}'));
    const labelled = (labels: unknown): Resources =>
      readResources({
        ...{ name: 'cpus', value: 1 },
        reservations: [{ type: 'DYNAMIC', role: 'r', labels }],
      });
    expect(labelled({ rack: 'r1', zone: null })).toEqual(
      labelled([{ key: 'zone' }, { key: 'rack', value: 'r1' }]),
    );
  });

  it('takes null for what is not there', () => {
    const empty = { disk: null, provider: null, reservations: null, count: null };
    expect(readResources({ name: 'cpus', value: 1, ...empty })).toEqual(readResources('cpus:1'));
    const bare = { persistence: null, source: null };
    expect(readResources({ name: 'disk', value: 1, disk: bare })).toEqual(readResources('disk:1'));
  });
});

describe('refusing', () => {
  const cpus = (rest: object): object => ({ name: 'cpus', value: 1, ...rest });
  const reserved = (...reservations: unknown[]): object => cpus({ reservations });
  const a = { type: 'DYNAMIC', role: 'a' };

  it.each<[unknown, string, string]>([
    [7, '', 'found 7, wanted a text, an object or an array of them'],
    [null, '', 'found null, wanted a text'],
    [undefined, '', 'found nothing, wanted a text'],
    [['cpus:1', ['mem:1']], '[1]', 'found an array of 1, wanted a text or an object'],
    ['cpus:x', '', 'column 6: found "x" for "cpus"'],
    [['mem:1', 'mem:1; cpus:x'], '[1]', 'column 13: found "x" for "cpus"'],
    [{}, '.name', 'found nothing, wanted a text'],
    [[cpus({ name: '' })], '[0].name', 'found "", wanted a text'],
    [cpus({ name: 'a:b' }), '.name', 'found "a:b", wanted a name without spaces'],
    [cpus({ size: 2 }), '', 'found field "size", wanted name, value, ranges'],
    [{ name: 'cpus' }, '', 'found none, wanted one of value, ranges, set'],
    [cpus({ set: ['a'] }), '', 'found value and set, wanted one of value, ranges, set'],
    [cpus({ value: '1' }), '.value', 'found "1", wanted a number'],
    [cpus({ value: -1 }), '.value', '"cpus": found -1, wanted a number from 0'],
    [cpus({ value: Number.NaN }), '.value', '"cpus": found NaN, wanted a number from 0'],
    [cpus({ value: 1e300 }), '.value', '"cpus": found 1e+300, wanted a number from 0'],
    [cpus({ value: 0.00001 }), '.value', 'which is 0 in thousandths'],
    [{ name: 'gpus', value: 1.5 }, '.value', 'found 1.5, wanted whole gpus'],
    [{ name: 'p', ranges: '[1-2]' }, '.ranges', 'found "[1-2]", wanted an array'],
    [{ name: 'p', ranges: [3] }, '.ranges[0]', 'found 3, wanted an array'],
    [{ name: 'p', ranges: [[1]] }, '.ranges[0]', 'found an array of 1, wanted an array of two'],
    [['a:1', { name: 'p', ranges: [[4, 2]] }], '[1].ranges[0]', 'found 4-2, wanted begin <= end'],
    [{ name: 'p', ranges: [[0, 1.5]] }, '.ranges[0][1]', 'found 1.5, wanted a whole number'],
    [{ name: 'p', ranges: [[-1, 1]] }, '.ranges[0][0]', 'found -1, wanted a whole number'],
    [{ name: 'z', set: ['a', 1] }, '.set[1]', 'found 1, wanted a text'],
    [cpus({ reservations: a }), '.reservations', 'found an object, wanted an array'],
    [reserved('a'), '.reservations[0]', 'found "a", wanted an object with type, role'],
    [reserved({ role: 'a' }), '.reservations[0].type', 'found nothing, wanted STATIC or DYNAMIC'],
    [reserved({ type: 'STATIC' }), '.reservations[0].role', 'found nothing, wanted a text'],
    [reserved({ ...a, role: '*' }), '.reservations[0]', 'found role "*"'],
    [reserved({ ...a, role: 'a b' }), '.reservations[0]', 'role "a b" has white space'],
    [reserved({ ...a, role: 'a(b)' }), '.reservations[0]', 'wanted no parentheses'],
    [reserved(a, { ...a, type: 'STATIC', role: 'a/b' }), '.reservations[1]', 'found STATIC above'],
    [reserved(a, a), '.reservations[1]', 'found role "a" above "a", wanted a role below it'],
    [reserved({ ...a, labels: 'x' }), '.reservations[0].labels', 'found "x", wanted labels'],
    [reserved({ ...a, labels: [{}] }), '.reservations[0].labels[0].key', 'found nothing'],
    [reserved({ ...a, labels: { k: 1 } }), '.reservations[0].labels.k', 'found 1, wanted a text'],
    [reserved({ ...a, principal: 3 }), '.reservations[0].principal', 'found 3, wanted a text'],
    [cpus({ revocable: 'yes' }), '.revocable', 'found "yes", wanted true or false'],
    [cpus({ shared: true }), '.shared', 'found true, wanted it only with disk.persistence'],
    [cpus({ count: 2 }), '.count', 'found 2, wanted 1 unless it is shared'],
    [cpus({ count: -1 }), '.count', 'found -1, wanted a whole number'],
    [cpus({ disk: 'v' }), '.disk', 'found "v", wanted an object with persistence, source'],
    [cpus({ disk: { id: 'v' } }), '.disk', 'found field "id", wanted persistence, source'],
    [cpus({ disk: { source: { type: 'SSD' } } }), '.disk.source.type', 'wanted PATH or MOUNT or'],
    [{ name: 'z', set: ['a'], disk: { persistence: 'v' } }, '.disk', '"z" is no scalar'],
    [['cpus:1', { name: 'cpus', set: ['a'] }], '[1]', 'found set for "cpus", which was scalar'],
    [['cpus:1e9', 'cpus:1'], '', '"cpus" adds up to 1000000001, wanted at most 1000000000'],
    [cpus({ value: 'x'.repeat(99) }), '.value', `found "${'x'.repeat(60)}…", wanted a number`],
  ])('%j', (value, path, message) => {
    let found: unknown;
    try {
      readResources(value);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(ResourceNotationError);
    expect(found).toMatchObject({ path });
    expect(String(found)).toContain(message);
    expect(String(found)).toContain(`ResourceNotationError: resources${path}`);
  });

  it('says the reason without the place too', () => {
    expect(() => readResources(['cpus:x'])).toThrow(
      expect.objectContaining({
        path: '[0]',
        column: 6,
        reason: 'column 6: found "x" for "cpus", wanted a number, [ranges] or {a set}',
      }) as Error,
    );
  });
});

describe('writing', () => {
  const disk = (rest: object): object => ({ name: 'disk', value: 10, ...rest });
  const r = { reservations: [{ type: 'STATIC', role: 'r' }] };
  const labels = [{ key: 'rack', value: 'r1' }, { key: 'old' }];

  it.each<[unknown, string]>([
    ['', ''],
    [
      'cpus:1;cpus(r):1.5;ports:[1-2,5-5];zones:{a,b}',
      'cpus:1;cpus(r):1.5;ports:[1-2,5-5];zones:{a,b}',
    ],
    [disk({ ...r, disk: { persistence: 'v' } }), 'disk(r)[v]:10'],
    [disk({ disk: { source: { type: 'MOUNT', root: '/m' } } }), 'disk[MOUNT:/m]:10'],
    [disk({ disk: { source: { type: 'RAW', id: 'd' } } }), 'disk[RAW::d]:10'],
    [
      disk({ ...r, disk: { persistence: 'v', source: { type: 'PATH', root: '/p', id: 'd' } } }),
      'disk(r)[PATH:/p:d,v]:10',
    ],
    [disk({ ...r, disk: { persistence: 'v' }, shared: true }), 'disk(r)[v]<SHARED>:10'],
    [
      disk({ ...r, disk: { persistence: 'v' }, shared: true, count: 2 }),
      'disk(r)[v]<SHARED>:10<2>',
    ],
    [{ name: 'cpus', value: 1, revocable: true }, 'cpus{REV}:1'],
    [{ name: 'cpus', value: 1, provider: 'rp' }, 'cpus<provider rp>:1'],
    [
      { name: 'cpus', value: 1, reservations: [{ type: 'DYNAMIC', role: 'r' }] },
      'cpus(reservations: [(DYNAMIC,r)]):1',
    ],
    [
      {
        ...{ name: 'cpus', value: 1 },
        reservations: [...r.reservations, { type: 'DYNAMIC', role: 'r/s', principal: 'p', labels }],
      },
      'cpus(reservations: [(STATIC,r),(DYNAMIC,r/s,p,{old, rack: r1})]):1',
    ],
  ])('%j as %s', (value, text) => {
    expect(writeResources(readResources(value))).toBe(text);
  });

  it('documents leave out what says nothing', () => {
    expect(resourcesDocument(readResources('cpus:1;cpus(r):0.5;ports:[1-2];z:{a}'))).toEqual([
      { name: 'cpus', value: 1 },
      { name: 'cpus', value: 0.5, reservations: [{ type: 'STATIC', role: 'r' }] },
      { name: 'ports', ranges: [[1, 2]] },
      { name: 'z', set: ['a'] },
    ]);
  });
});
