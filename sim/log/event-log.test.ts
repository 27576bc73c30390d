import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../test/support/event-records.ts';
import { EVENT_KINDS, KIND } from './event-kinds.ts';
import { type EventChunk, EventLog } from './event-log.ts';

type Fields = [
  timeUs: number,
  kind: number,
  framework: number,
  agent: number,
  subject: number,
  detail: number,
];

const RECORD: Fields = [5_000_000_000, KIND.OFFER, 1, 2, 3, 4];

function hashOf(records: readonly Fields[]): string {
  const log = new EventLog(null);
  for (const record of records) log.append(...record);
  return log.hash;
}

describe('the hash of an EventLog', () => {
  it('is 16 hexadecimal digits from the start', () => {
    expect(hashOf([])).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf([RECORD])).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same for the same records', () => {
    const records: Fields[] = [RECORD, [...RECORD], [0, 0, -1, -1, -1, -1]];
    expect(hashOf(records)).toBe(hashOf(records));
  });

  it.each(['timeUs', 'kind', 'framework', 'agent', 'subject', 'detail'])(
    'changes with each bit of %s',
    (name) => {
      const field = ['timeUs', 'kind', 'framework', 'agent', 'subject', 'detail'].indexOf(name);
      const bits = field === 1 ? 8 : field === 0 || field === 4 ? 52 : 31;
      const hashes = [hashOf([RECORD])];
      for (let bit = 0; bit < bits; bit++) {
        const changed: Fields = [...RECORD];
        const power = 2 ** bit;
        const isSet = Math.floor(changed[field] / power) % 2 === 1;
        changed[field] += isSet ? -power : power;
        hashes.push(hashOf([changed]));
      }
      expect(new Set(hashes).size).toBe(1 + bits);
    },
  );

  it.each([2, 3, 4, 5])('tells -1 from 0 in field %i', (field) => {
    const changed: Fields = [...RECORD];
    changed[field] = 0;
    const zero = hashOf([changed]);
    changed[field] = -1;
    expect(hashOf([changed])).not.toBe(zero);
  });

  it('knows neighbouring fields apart', () => {
    const swapped = new Set<string>();
    for (let from = 2; from < 6; from++) {
      const record: Fields = [1, 1, 0, 0, 0, 0];
      record[from] = 1;
      swapped.add(hashOf([record]));
    }
    expect(swapped.size).toBe(4);
  });

  it('depends on the order of records', () => {
    const other: Fields = [5_000_000_000, KIND.OFFERS, 1, -1, 3, 1];
    expect(hashOf([RECORD, other])).not.toBe(hashOf([other, RECORD]));
  });

  it('never forgets a difference, however much follows', () => {
    const one = new EventLog(null);
    const other = new EventLog(null);
    one.append(1, 0, 0, 0, 0, 0);
    other.append(2, 0, 0, 0, 0, 0);
    for (let i = 0; i < 10_000; i++) {
      one.append(i, i % 32, 0, 0, i, 0);
      other.append(i, i % 32, 0, 0, i, 0);
      if (one.hash === other.hash) expect.fail(`the hashes met after ${i} records`);
    }
    expect(one.count).toBe(other.count);
  });

  it('does not collide over 200,000 prefixes of one log', () => {
    const log = new EventLog(null);
    const hashes = new Set<string>();
    for (let i = 0; i < 200_000; i++) {
      log.append(1000 * (i >> 2), i & 31, i & 3, i & 15, i >> 5, -1);
      hashes.add(log.hash);
    }
    expect(hashes.size).toBe(200_000);
  });
});

describe('the chunks of an EventLog', () => {
  const COUNT = 100_000;

  function filled(reader: ((chunk: EventChunk) => void) | null): EventLog {
    const log = new EventLog(reader);
    for (let i = 0; i < COUNT; i++) {
      log.append(i * 1e6, i % EVENT_KINDS.length, i % 3, -1, i * 1e8, i % 7);
    }
    return log;
  }

  it('hold every record once, in order', () => {
    const chunks: EventChunk[] = [];
    const log = filled((chunk) => chunks.push(chunk));
    log.close();
    expect(log.count).toBe(COUNT);
    expect(chunks.length).toBeGreaterThan(1);
    let first = 0;
    for (const chunk of chunks) {
      expect(chunk.first).toBe(first);
      first += chunk.count;
    }
    expect(first).toBe(COUNT);
    const records = chunks.flatMap(recordsOf);
    for (const i of [0, 1, 32_767, 32_768, 65_535, 65_536, COUNT - 1]) {
      expect(records[i]).toEqual({
        timeUs: i * 1e6,
        kind: EVENT_KINDS[i % EVENT_KINDS.length],
        framework: i % 3,
        agent: -1,
        subject: i * 1e8,
        detail: i % 7,
      });
    }
  });

  it('may be kept by the reader: they do not change any more', () => {
    const kept: { chunk: EventChunk; first: number; last: number }[] = [];
    filled((chunk) => {
      const { timeUs, count } = chunk;
      kept.push({ chunk, first: timeUs[0], last: timeUs[count - 1] });
    }).close();
    for (const { chunk, first, last } of kept) {
      expect([chunk.timeUs[0], chunk.timeUs[chunk.count - 1]]).toEqual([first, last]);
    }
  });

  it('come as they fill, the partial one with close, and none twice', () => {
    let records = 0;
    const log = filled((chunk) => (records += chunk.count));
    expect(records).toBeLessThan(COUNT);
    expect(records).toBeGreaterThan(COUNT / 2);
    log.close();
    expect(records).toBe(COUNT);
    log.close();
    expect(records).toBe(COUNT);
  });

  it('do not change the hash', () => {
    expect(filled(() => undefined).hash).toBe(filled(null).hash);
  });

  it('are none for an empty log', () => {
    let chunks = 0;
    new EventLog(() => chunks++).close();
    expect(chunks).toBe(0);
  });
});

describe('EVENT_KINDS', () => {
  it('are numbered by their place and fit a byte', () => {
    expect(EVENT_KINDS.map((kind) => KIND[kind])).toEqual(EVENT_KINDS.map((_, i) => i));
    expect(new Set(EVENT_KINDS).size).toBe(EVENT_KINDS.length);
    expect(EVENT_KINDS.length).toBeLessThanOrEqual(256);
  });
});
