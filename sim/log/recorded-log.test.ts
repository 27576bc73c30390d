import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../core/protocol/event-record.ts';
import { KIND } from './event-kinds.ts';
import { EventLog } from './event-log.ts';
import { nameOf, numbered } from './event-names.ts';
import { RecordedLog } from './recorded-log.ts';

const NAMES = { frameworks: ['ads', 'mail'], agents: ['agent0', 'agent1'] };

function hashOf(record: Partial<EventRecord> & { readonly kind: string }): string {
  const log = new RecordedLog(NAMES);
  log.append({ seq: 0, t: 3.000001, ...record });
  expect(log.count).toBe(1);
  return log.hash;
}

function hashOfNumbers(...[kind, ...columns]: readonly number[]): string {
  const log = new EventLog(null);
  const [framework, agent, subject, detail] = columns;
  log.append(3_000_001, kind, framework, agent, subject, detail);
  return log.hash;
}

describe('a written log as the numbers it was made of', () => {
  it('has the hash of those numbers', () => {
    const offer = { kind: 'OFFER', framework: 'mail', agent: 'agent1', offer: 12 };
    expect(hashOf(offer)).toBe(hashOfNumbers(KIND.OFFER, 1, 1, 12, -1));
    const decline = { kind: 'DECLINE', framework: 'ads', offer: 3, offers: 2 };
    expect(hashOf(decline)).toBe(hashOfNumbers(KIND.DECLINE, 0, -1, 3, 2));
  });

  it('reads words and times back', () => {
    const timer = { kind: 'TIMER', allocation: 'EVENT_ALLOCATION' };
    expect(hashOf(timer)).toBe(hashOfNumbers(KIND.TIMER, -1, -1, -1, 1));
    expect(hashOf({ ...timer, allocation: 5 })).toBe(hashOfNumbers(KIND.TIMER, -1, -1, -1, 5));
    const request = { kind: 'REQUEST', framework: 'ads', waitingSince: 86_399.999999 };
    expect(hashOf(request)).toBe(hashOfNumbers(KIND.REQUEST, 0, -1, 86_399_999_999, -1));
  });

  it('takes every time to the microsecond, for years', () => {
    for (const micros of [1, 999_999, 123_456_789, 2 ** 40 + 1, 2 ** 51 - 1]) {
      const log = new EventLog(null);
      log.append(micros, KIND.TIMER, -1, -1, -1, 0);
      const again = new RecordedLog(NAMES);
      again.append({ seq: 0, t: micros / 1e6, kind: 'TIMER', allocation: 'BATCH_ALLOCATION' });
      expect(again.hash).toBe(log.hash);
    }
  });

  it('takes names that stand for numbers alone', () => {
    expect(nameOf(NAMES.agents, 7, 'agent')).toBe('agent 7');
    expect(numbered('agent 7', 'agent')).toBe(7);
    expect([numbered('agent7', 'agent'), numbered('agent -1', 'agent')]).toEqual([null, null]);
    const update = { kind: 'UPDATE', framework: 'framework 9', agent: 'agent 7', task: 0 };
    expect(hashOf(update)).toBe(hashOfNumbers(KIND.UPDATE, 9, 7, 0, -1));
  });

  it('refuses what no simulated run has', () => {
    expect(() => hashOf({ kind: 'ECLIPSE' })).toThrow('event 0: unknown kind "ECLIPSE"');
    expect(() => hashOf({ kind: 'REVIVE', framework: 'x' })).toThrow(
      'event 0: framework "x" is not known',
    );
  });
});
