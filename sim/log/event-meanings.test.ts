import { describe, expect, it } from 'vitest';
import { EVENT_MEANINGS, meaningOf } from '../../core/protocol/event-meanings.ts';
import { EVENT_FIELDS } from '../../core/protocol/event-record.ts';
import { type EventRecord, runWithRecords } from '../../test/support/event-records.ts';
import { goldenExperiment } from '../experiment/golden-run.ts';
import type { FaultKind, FaultSpec } from '../faults/fault-spec.ts';
import { EVENT_KINDS } from './event-kinds.ts';

/** Timers of schedulers, and what drf need not be told. */
const RARE: readonly string[] = ['TIMER framework', 'REQUEST detail'];

const MINUTE = 60_000_000;
const AGENTS = [0, 1, 2, 3, 4, 5, 6];
const often = (kind: FaultKind, targets = AGENTS): FaultSpec => ({
  ...{ kind, targets, when: { rate: { count: 1, perUs: 5 * MINUTE } }, forUs: 2 * MINUTE },
});

function recordsWithFaults(): readonly EventRecord[] {
  const experiment = goldenExperiment();
  const agents = [often('agent-crash'), often('agent-restart'), often('partition')];
  const others = [often('master-crash', [0, 1, 2]), often('clog'), often('scheduler-crash', [0])];
  const masters = { count: 3, zookeeperServers: 3 };
  const untilUs = 20 * MINUTE;
  return [
    ...runWithRecords({ ...experiment, faults: agents, untilUs }).records,
    ...runWithRecords({ ...experiment, faults: others, masters, untilUs }).records,
  ];
}

describe('the meanings of events', () => {
  const records = [...runWithRecords(goldenExperiment()).records, ...recordsWithFaults()];

  it('are there for every kind, in the order of their numbers', () => {
    expect([...EVENT_MEANINGS.keys()]).toEqual([...EVENT_KINDS]);
  });

  it('name no field twice in a record and none that is not described', () => {
    for (const { framework, agent, subject, detail } of EVENT_MEANINGS.values()) {
      const fields = [framework, agent, subject, detail].filter((field) => field !== null);
      expect(new Set(fields).size).toBe(fields.length);
      for (const field of fields) expect(EVENT_FIELDS).toHaveProperty(field);
    }
  });

  it('leave out no column that a run fills', () => {
    const filled = new Set<string>();
    for (const record of records) {
      for (const column of ['framework', 'agent', 'subject', 'detail'] as const) {
        if (record[column] !== -1) filled.add(`${record.kind} ${column}`);
      }
    }
    const undescribed = [...filled].filter((pair) => {
      const [kind, column] = pair.split(' ') as [string, 'framework' | 'agent'];
      return meaningOf(kind)[column] === null;
    });
    expect(undescribed).toEqual([]);
    expect(filled.size).toBeGreaterThan(50);
  });

  it('have every column of the kinds that have happened filled at some time', () => {
    const kinds = new Set(records.map(({ kind }) => kind));
    expect(kinds.size).toBeGreaterThan(30);
    const empty = [...kinds].flatMap((kind) => {
      const meaning = meaningOf(kind);
      const own = records.filter((record) => record.kind === kind);
      return (['framework', 'agent', 'subject', 'detail'] as const)
        .filter((column) => meaning[column] !== null)
        .filter((column) => own.every((record) => record[column] === -1))
        .map((column) => `${kind} ${column}`);
    });
    expect(empty.filter((column) => !RARE.includes(column))).toEqual([]);
  });

  it('of unknown kinds show the columns as they are', () => {
    expect(meaningOf('ECLIPSE')).toMatchObject({ subject: 'subject', detail: 'detail' });
  });
});
