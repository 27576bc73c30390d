import { describe, expect, it } from 'vitest';

import { parseAgents } from './agents.ts';
import { parseDurationUs } from './durations.ts';
import { parseLatency } from './latency.ts';
import { parseAttempts } from './attempts.ts';
import { parseLocality } from './locality.ts';
import { PART, POSITIVE_INTEGER, parseNumber } from './numbers.ts';
import { parsePolicies } from './policies.ts';
import { parseSeeds } from './seeds.ts';
import { parseSizeBytes } from './sizes.ts';
import { addWeight } from './weights.ts';

describe('durations', () => {
  it.each([
    ['500us', 500],
    ['1.5ms', 1500],
    ['30s', 30e6],
    ['10m', 600e6],
    ['2h', 7200e6],
    ['1d', 86_400e6],
  ])('reads %s', (text, micros) => {
    expect(parseDurationUs(text, '--x')).toBe(micros);
  });

  it.each(['', '5', 's', '-1s', '1 week', '1e3s', '5sec'])('refuses "%s"', (text) => {
    expect(() => parseDurationUs(text, '--x')).toThrow(
      `--x: found "${text}", wanted a duration such as 500us, 30s, 10m or 2h`,
    );
  });
});

describe('sizes', () => {
  it.each([
    ['64MiB', 67_108_864],
    ['1.5kB', 1500],
    ['10B', 10],
  ])('reads %s', (text, bytes) => {
    expect(parseSizeBytes(text, '--x')).toBe(bytes);
  });

  it('refuses other units', () => {
    expect(() => parseSizeBytes('64Mb', '--x')).toThrow('found "64Mb", wanted a size');
  });
});

describe('numbers', () => {
  it('refuses what is not a plain number in range', () => {
    expect(parseNumber('0.05', '--x', PART)).toBe(0.05);
    expect(() => parseNumber('1.01', '--x', PART)).toThrow('wanted a number from 0 to 1');
    expect(() => parseNumber('1.5', '--x', POSITIVE_INTEGER)).toThrow('whole number');
    expect(() => parseNumber('0x10', '--x', POSITIVE_INTEGER)).toThrow('found "0x10"');
    expect(() => parseNumber('', '--x', POSITIVE_INTEGER)).toThrow('found ""');
  });
});

describe('seeds', () => {
  it('reads ranges and lists, each seed once', () => {
    expect(parseSeeds('1..3', '--seed')).toEqual(['1', '2', '3']);
    expect(parseSeeds('1,5,abc', '--seed')).toEqual(['1', '5', 'abc']);
    expect(parseSeeds('2..3,x,3', '--seed')).toEqual(['2', '3', 'x']);
  });

  it('refuses a range that runs backwards, and says which way it runs forwards', () => {
    expect(() => parseSeeds('5..1', '--seed')).toThrow(
      '--seed: found 5..1, which runs backwards; wanted 1..5',
    );
  });

  it('refuses empty seeds and absurd numbers of them', () => {
    expect(() => parseSeeds('1,,2', '--seed')).toThrow('found an empty seed');
    expect(() => parseSeeds('1..1000000', '--seed')).toThrow('wanted at most 10000 seeds');
  });
});

describe('policies', () => {
  it('reads names with colons, in order, each once', () => {
    expect(parsePolicies(['drf,maxmin:mem', 'fifo', 'drf'], '--policy')).toEqual([
      'drf',
      'maxmin:mem',
      'fifo',
    ]);
  });

  it('lists the known ones for an unknown one', () => {
    expect(() => parsePolicies(['drff'], '--policy')).toThrow(
      /^--policy: found "drff", wanted one of drf, .*maxmin:mem.*fifo/,
    );
  });
});

describe('agents', () => {
  const cpus = (groups: ReturnType<typeof parseAgents>): unknown =>
    groups.map(({ count, resources }) => [count, resources.get('cpus')]);

  it('are 100 of 16 CPUs unless told', () => {
    expect(cpus(parseAgents(undefined, []))).toEqual([[100, 16_000]]);
    expect(cpus(parseAgents('600', []))).toEqual([[600, 16_000]]);
    expect(cpus(parseAgents('600', ['cpus:8;mem:1024']))).toEqual([[600, 8000]]);
  });

  it('come in groups', () => {
    expect(cpus(parseAgents(undefined, ['40*cpus:8;mem:1', '2 * cpus:64;mem:1']))).toEqual([
      [40, 8000],
      [2, 64_000],
    ]);
  });

  it('are at least one', () => {
    expect(() => parseAgents('0', [])).toThrow('--agents: found 0 agents, wanted at least 1');
    expect(() => parseAgents(undefined, ['0*cpus:1'])).toThrow('found 0 agents');
  });

  it('have their number said once', () => {
    expect(() => parseAgents('3', ['2*cpus:1'])).toThrow('found 3 beside a counted --agent');
    expect(() => parseAgents(undefined, ['cpus:1', 'cpus:2'])).toThrow('without a number');
  });

  it('have resources that can be read', () => {
    expect(() => parseAgents('1', ['cpus:x'])).toThrow(/^--agent: resources, column 6/);
  });
});

describe('weights', () => {
  it('are numbers, or numbers by resource', () => {
    const weights = addWeight('ads=cpus:2,mem:1', addWeight('a=b=3', new Map()));
    expect(weights.get('a=b')).toBe(3);
    expect(weights.get('ads')).toEqual(
      new Map([
        ['cpus', 2],
        ['mem', 1],
      ]),
    );
  });

  it.each(['ads', '=2', 'ads=', 'ads=0', 'ads=-1', 'ads=cpus:2,1'])('refuse "%s"', (text) => {
    expect(() => addWeight(text, new Map())).toThrow(/^--weight/);
  });

  it('refuse the same name twice', () => {
    expect(() => addWeight('a=1', new Map([['a', 2]]))).toThrow('--weight: a is given twice');
  });
});

describe('latency', () => {
  it('is constant or lognormal', () => {
    expect(parseLatency('500us', '--latency')).toEqual({ kind: 'constant', us: 500 });
    expect(parseLatency('p99=5ms, mean=500us', '--latency')).toEqual({
      kind: 'lognormal',
      meanUs: 500,
      p99Us: 5000,
    });
  });

  it('refuses half a lognormal and unknown fields', () => {
    expect(() => parseLatency('mean=1ms', '--latency')).toThrow('wanted mean=500us,p99=5ms');
    expect(() => parseLatency('mean=1ms,p50=1ms', '--latency')).toThrow('found "p50=1ms"');
  });
});

describe('locality', () => {
  it('takes defaults for what is left out', () => {
    expect(parseLocality('delay=0s', '--locality')).toEqual({
      replication: 3,
      delayUs: 0,
      remoteFactor: 2,
    });
  });

  it('knows racks when it is told how long to wait for them', () => {
    expect(parseLocality('rackDelay=1s,rackFactor=1.5', '--locality')).toMatchObject({
      rack: { delayUs: 1_000_000, factor: 1.5 },
    });
    expect(() => parseLocality('rackFactor=1.5', '--locality')).toThrow('without rackDelay');
  });

  it('refuses fields given twice', () => {
    expect(() => parseLocality('delay=0s,delay=1s', '--locality')).toThrow('given twice');
  });
});

describe('attempts', () => {
  it('are as many as Hadoop makes where nothing else is said', () => {
    expect(parseAttempts('max=2', '--attempts')).toEqual({
      maxAttempts: 2,
      maxFailuresPerAgent: 3,
    });
    expect(() => parseAttempts('max=0', '--attempts')).toThrow('--attempts max: found "0"');
    expect(() => parseAttempts('4', '--attempts')).toThrow('wanted max=…,agent=…');
  });
});
