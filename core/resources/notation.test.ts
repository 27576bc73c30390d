import { describe, expect, it } from 'vitest';
import {
  ResourceNotationError,
  formatResources,
  formatScalars,
  parseResources,
  parseScalars,
  scalarsFromUnits,
} from './notation.ts';

describe('parseResources', () => {
  it('reads scalars, ranges and sets', () => {
    expect(parseResources('cpus:16;mem:65536;disk:100000;ports:[31000-32000];disks:{a,b}')).toEqual(
      [
        { kind: 'scalar', name: 'cpus', role: null, milli: 16_000 },
        { kind: 'scalar', name: 'mem', role: null, milli: 65_536_000 },
        { kind: 'scalar', name: 'disk', role: null, milli: 100_000_000 },
        { kind: 'ranges', name: 'ports', role: null, ranges: [{ begin: 31000, end: 32000 }] },
        { kind: 'set', name: 'disks', role: null, items: ['a', 'b'] },
      ],
    );
  });

  it('reads reservations; (*) is none', () => {
    expect(parseResources('cpus(eng/dev):1;cpus(*):2;cpus( ads ):3')).toEqual([
      { kind: 'scalar', name: 'cpus', role: 'eng/dev', milli: 1000 },
      { kind: 'scalar', name: 'cpus', role: null, milli: 2000 },
      { kind: 'scalar', name: 'cpus', role: 'ads', milli: 3000 },
    ]);
  });

  it('does not mind blanks, newlines, empty entries and the end of the list', () => {
    expect(parseResources(' cpus : 1 ;\n; mem:2;')).toEqual(parseResources('cpus:1;mem:2'));
    expect(parseResources('')).toEqual([]);
  });

  it('adds up the same name and role, in order of first appearance', () => {
    expect(parseResources('cpus:1;mem:1;cpus:0.5;cpus(r):2')).toEqual([
      { kind: 'scalar', name: 'cpus', role: null, milli: 1500 },
      { kind: 'scalar', name: 'mem', role: null, milli: 1000 },
      { kind: 'scalar', name: 'cpus', role: 'r', milli: 2000 },
    ]);
    expect(parseResources('ports:[1-2,8-9];ports:[3-4,9-12]')).toEqual([
      {
        kind: 'ranges',
        name: 'ports',
        role: null,
        ranges: [
          { begin: 1, end: 4 },
          { begin: 8, end: 12 },
        ],
      },
    ]);
    expect(parseResources('disks:{b,a};disks:{a,c}')).toEqual([
      { kind: 'set', name: 'disks', role: null, items: ['a', 'b', 'c'] },
    ]);
  });

  it('rounds halves away from zero and drops what is zero or empty', () => {
    expect(parseResources('cpus:1.5011;mem:1.5015')).toMatchObject([
      { milli: 1501 },
      { milli: 1502 },
    ]);
    expect(parseResources('disk:0;ports:[];disks:{ }')).toEqual([]);
  });
});

describe('errors', () => {
  // Each names the column, what was found and what was wanted.
  it.each([
    ['cpus', 1, 'found "cpus" without ":", wanted name:value'],
    ['cpus:1; mem', 9, 'found "mem" without ":"'],
    ['cpus:', 6, 'found "" for "cpus", wanted a number'],
    ['cpus:x', 6, 'found "x" for "cpus", wanted a number'],
    ['cpus:NaN', 6, 'found "NaN"'],
    ['cpus:Infinity', 6, 'found "Infinity"'],
    ['cpus:0x10', 6, 'found "0x10"'],
    ['cpus:1:2', 6, 'found "1:2"'],
    ['mem:1;cpus:-1', 12, 'found -1, wanted a number from 0'],
    ['cpus:1e10', 6, 'wanted a number from 0 to 1000000000'],
    ['cpus:1e9;cpus:1', 10, 'adds up to 1000000001, wanted at most'],
    ['cpus:0.00001', 6, 'which is 0 in thousandths'],
    ['gpus:0.5', 6, 'wanted whole gpus'],
    ['cpus(role:1', 5, 'found "(" without ")"'],
    ['cpus)role(:1', 10, 'found "(" without ")"'],
    ['cpusrole):1', 1, 'found resource name "cpusrole)"'],
    ['cpus(a)b:1', 8, 'found "b" after the reservation'],
    ['cpus(a)(b):1', 8, 'found "(b)" after the reservation'],
    ['cpus():1', 6, 'found role "", wanted a role or *'],
    ['cpus(/a):1', 6, 'found role "/a"'],
    ['cpus(-a):1', 6, 'does not start with "-"'],
    ['cpus(a b):1', 6, 'no spaces'],
    [':1', 1, 'found resource name ""'],
    ['a b:1', 1, 'found resource name "a b"'],
    ['cpus:1;cpus(r):[1-2]', 8, 'found ranges for "cpus", which was scalar before'],
    ['ports:[1-2', 7, 'wanted one "]" at its end'],
    ['ports:[1-2]x', 7, 'wanted one "]" at its end'],
    ['ports:[1-2,5]', 12, 'found "5", wanted a range begin-end'],
    ['ports:[1-2, ]', 12, 'found nothing'],
    ['ports:[9-8]', 8, 'wanted begin <= end'],
    ['disks:{a,{b}', 10, 'wanted no brackets'],
  ])('%s', (text, column, message) => {
    const parse = (): unknown => parseResources(text);
    expect(parse).toThrow(ResourceNotationError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(`column ${column}:`);
  });
});

describe('parseScalars', () => {
  it('gives thousandths by name', () => {
    expect(parseScalars('cpus:1.5;mem:1024;cpus:0.5')).toEqual(
      new Map([
        ['cpus', 2000],
        ['mem', 1_024_000],
      ]),
    );
  });

  it('says what it does not take, and where', () => {
    expect(() => parseScalars('cpus:1; ports:[1-2]')).toThrow(
      'column 9: found ranges of "ports", which is not supported here',
    );
    expect(() => parseScalars('disks:{a}')).toThrow('found set of "disks"');
    expect(() => parseScalars('cpus(r):1')).toThrow('found a reservation to "r" of "cpus"');
  });
});

describe('scalarsFromUnits', () => {
  it('takes a plain map', () => {
    expect(scalarsFromUnits({ cpus: 1.5, mem: 1024, gpus: 0 })).toEqual(
      new Map([
        ['cpus', 1500],
        ['mem', 1_024_000],
      ]),
    );
  });

  it('names the entry that is wrong', () => {
    expect(() => scalarsFromUnits({ cpus: '2' })).toThrow(
      'resource "cpus": found "2", wanted a number',
    );
    expect(() => scalarsFromUnits({ mem: -1 })).toThrow('resource "mem": found -1');
    expect(() => scalarsFromUnits({ mem: Number.NaN })).toThrow('resource "mem": found NaN');
    expect(() => scalarsFromUnits({ 'a;b': 1 })).toThrow('found resource name "a;b"');
  });
});

describe('format', () => {
  it('writes what parse reads', () => {
    const text = 'cpus:1.5;mem(eng/dev):1024;ports:[1-4,8-9];disks:{a,b}';
    expect(formatResources(parseResources(text))).toBe(text);
    expect(formatScalars(parseScalars('cpus:1.501;mem:1024'))).toBe('cpus:1.501;mem:1024');
    expect(formatScalars(new Map([['cpus', 0]]))).toBe('');
  });
});
