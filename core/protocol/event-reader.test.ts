import { describe, expect, it } from 'vitest';
import { EventFormatError, EventReader } from './event-reader.ts';
import type { EventEnd, EventHeader, EventRecord } from './event-record.ts';

const HEADER: EventHeader = {
  ...{ format: 'evenhand-events/1', version: '1.2.3', host: 'simulated', scenario: 's' },
  ...{ policy: 'drf', seed: '7', frameworks: ['ads', 'a "b"'], agents: ['agent0'] },
};
const RECORDS: readonly EventRecord[] = [
  { seq: 0, t: 0, kind: 'JOB_SUBMITTED', framework: 'ads', job: 0, name: 'first' },
  { seq: 1, t: 0.000001, kind: 'TIMER', allocation: 'BATCH_ALLOCATION' },
  { seq: 2, t: 1.5, kind: 'OFFER', framework: 'ads', agent: 'agent0', offer: 3 },
  { seq: 3, t: 1.5, kind: 'REQUEST', framework: 'ads', waitingSince: 0.25 },
];
const END: EventEnd = { events: 4, t: 1.5, hash: '0123456789abcdef' };

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;
const TEXT = [HEADER, ...RECORDS, END].map(lineOf).join('');

function read(...pieces: readonly string[]): {
  readonly header: EventHeader | null;
  readonly records: EventRecord[];
  readonly end: EventEnd | null;
} {
  let header: EventHeader | null = null;
  const records: EventRecord[] = [];
  const reader = new EventReader({
    header: (found) => (header = found),
    record: (record) => records.push(record),
  });
  for (const piece of pieces) reader.push(piece);
  const end = reader.end();
  return { header, records, end };
}

function problem(text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(EventFormatError);
    return error instanceof Error ? error.message : '';
  }
  return 'read';
}

describe('an event log', () => {
  it('is read line by line, its header before its records', () => {
    expect(read(TEXT)).toEqual({ header: HEADER, records: RECORDS, end: END });
  });

  it('is the same log in pieces of any size', () => {
    const whole = read(TEXT);
    for (const size of [1, 2, 7, 100]) {
      const pieces: string[] = [];
      for (let at = 0; at < TEXT.length; at += size) pieces.push(TEXT.slice(at, at + size));
      expect(read(...pieces)).toEqual(whole);
    }
  });

  it('hands its records on as they come', () => {
    const seen: number[] = [];
    const reader = new EventReader({ header: () => {}, record: ({ seq }) => seen.push(seq) });
    reader.push(lineOf(HEADER) + lineOf(RECORDS[0]) + lineOf(RECORDS[1]).slice(0, 5));
    expect(seen).toEqual([0]);
  });

  it('may lack its last line break', () => {
    expect(read(TEXT.trimEnd()).end).toEqual(END);
  });

  it('without an end is that of a stopped run, wherever it was cut', () => {
    const cut = lineOf(HEADER) + RECORDS.map(lineOf).join('');
    expect(read(cut)).toEqual({ header: HEADER, records: RECORDS, end: null });
    const inside = cut.slice(0, -10);
    expect(read(inside)).toEqual({ header: HEADER, records: RECORDS.slice(0, -1), end: null });
  });

  it('of a later version may have fields and kinds that are not known', () => {
    const later = { seq: 0, t: 1, kind: 'ECLIPSE', moon: 'full', offer: 'none' };
    const text = lineOf({ ...HEADER, more: [1] }) + lineOf(later);
    expect(read(text).records).toEqual([later]);
  });

  it('of a live run may have neither seed nor hash', () => {
    const live = { ...HEADER, host: 'live', seed: null } as const;
    const { header, end } = read(lineOf(live), lineOf({ events: 0, t: 0, hash: null }));
    expect([header, end]).toEqual([live, { events: 0, t: 0, hash: null }]);
  });
});

describe('what is no event log is refused', () => {
  const after = (...lines: readonly object[]): string => [HEADER, ...lines].map(lineOf).join('');
  const record = (changes: object): string => after({ seq: 0, t: 0, kind: 'OFFER', ...changes });

  it.each([
    ['nothing', '', 'line 1: found nothing, wanted a header with the format evenhand-events/1'],
    ['a table', 'a\tb\n', 'line 1: found a\tb ('],
    ['a list', '[]\n', 'line 1: found [], wanted a JSON object'],
    ['another format', lineOf({ format: 'x' }), 'line 1: found the format "x", wanted evenhand'],
    ['no format', lineOf({}), 'line 1: found the format of nothing, wanted evenhand-events/1'],
    ['a strange host', lineOf({ ...HEADER, host: 'moon' }), 'found the host "moon", wanted "sim'],
    ['a seed that is none', lineOf({ ...HEADER, seed: 7 }), 'found seed 7, wanted text'],
    ['no agents', lineOf({ ...HEADER, agents: 3 }), 'found agents 3, wanted a list of names'],
    ['a gap', record({ seq: 1 }), 'line 2: found seq 1, wanted 0'],
    ['no kind', record({ kind: 3 }), 'line 2: found kind 3, wanted text'],
    ['no time', record({ t: 'now' }), 'line 2: found t "now", wanted seconds, 0 or more'],
    ['a number for a name', record({ agent: 4 }), 'line 2: found agent 4, wanted text'],
    ['half an offer', record({ offer: 1.5 }), 'line 2: found offer 1.5, wanted a whole number'],
    ['text for an id', record({ offer: 'x' }), 'line 2: found offer "x", wanted a number'],
    [
      'an unknown word',
      record({ kind: 'TIMER', allocation: 'SOON' }),
      'line 2: found allocation "SOON", wanted one of BATCH_ALLOCATION, EVENT_ALLOCATION',
    ],
    [
      'time that runs back',
      after(RECORDS[0], { ...RECORDS[1], t: 5 }, { ...RECORDS[2], t: 4 }),
      'line 4: found t 4, wanted seconds, 5 or more',
    ],
    [
      'a wrong count',
      after({ ...END, events: 3 }),
      'found an end after 3 events, wanted one after 0',
    ],
    ['a wrong hash', after({ ...END, events: 0, hash: 'x' }), 'found the hash "x", wanted 16 hexa'],
    ['more after the end', `${TEXT}{}\n`, 'line 7: found a line, wanted nothing after the end'],
    ['rubbish after the end', `${TEXT}x`, 'line 7: found text, wanted nothing after the end'],
  ])('%s', (_, text, message) => {
    expect(problem(text)).toContain(message);
  });

  it('a line without end, before it fills the memory', () => {
    const reader = new EventReader({ header: () => {}, record: () => {} });
    const piece = 'x'.repeat(1 << 20);
    expect(() => {
      for (let i = 0; i < 17; i++) reader.push(piece);
    }).toThrow('line 1: found 17825792 characters, wanted at most 16777216');
  });
});
