import { describe, expect, it } from 'vitest';

import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { KIND } from '../../sim/log/event-kinds.ts';
import type { LogRecord } from '../../sim/log/log-record.ts';
import { EventLines, type LogFilterOptions, logFilterOf } from './event-lines.ts';
import { LogLine } from './log-line.ts';

const NONE = { framework: -1, agent: -1, subject: -1, detail: -1 };
const NAMES = {
  frameworks: ['ads', 'a\u001b[31mvery long name, longer than its column'],
  agents: ['agent0', 'agent1'],
  jobs: [
    ['first', 'sec\nond'],
    ['other', 'sec\nond'],
  ],
  faults: ['clog', 'straggler'],
};

function line(kind: number, fields: Partial<LogRecord>): string {
  const record = { sequence: 7, timeUs: 61_500_000, kind, ...NONE, ...fields };
  return new LogLine(NAMES).text(record);
}

describe('a line of the log', () => {
  it.each([
    [
      'an offer',
      line(KIND.OFFER, { framework: 0, agent: 1, subject: 17 }),
      '    61.500000  OFFER                          ads                       agent1  offer 17',
    ],
    [
      'one task',
      line(KIND.ACCEPT, { framework: 0, subject: 17, detail: 1 }),
      '    61.500000  ACCEPT                         ads                       -       offer 17, 1 task',
    ],
    [
      'nobody',
      line(KIND.TIMER, { detail: 0 }),
      '    61.500000  TIMER                          -                         -       BATCH_ALLOCATION',
    ],
    [
      'nothing',
      line(KIND.AGENT_DOWN, { agent: 0 }),
      '    61.500000  AGENT_DOWN                     -                         agent0',
    ],
  ])('has fixed columns: %s', (_, found, wanted) => {
    expect(found).toBe(wanted);
  });

  it.each([
    [line(KIND.DECLINE, { framework: 0, subject: 3, detail: 2 }), 'offer 3, 2 offers'],
    [line(KIND.REQUEST, { framework: 0, subject: 500_000 }), 'waiting since 0.500000'],
    [line(KIND.PING_MISSED, { agent: 0, subject: 1 }), '1 missed ping'],
    [line(KIND.CONTAINER_LOST, { framework: 0, subject: 9, detail: 0 }), 'task 9, job 0 first'],
    [line(KIND.JOB_FINISHED, { framework: 1, subject: 0 }), 'job 0 other'],
    [line(KIND.JOB_FINISHED, { framework: 0, subject: 5 }), 'job 5'],
    [line(KIND.TIMER, { detail: 5 }), 'allocation 5'],
    [line(KIND.FAULT, { subject: 2, detail: 1 }), 'target 2, straggler'],
    [line(KIND.FAULT_OVER, { subject: 2, detail: 9 }), 'target 2, fault 9'],
    [line(KIND.MASTER_ENDED, { subject: 1, detail: 1 }), 'master 1, LED'],
  ])('says what it is about: %s', (found, wanted) => {
    expect(found.endsWith(`  ${wanted}`)).toBe(true);
  });

  it('cannot drive a terminal, whatever things are called', () => {
    const found = line(KIND.JOB_SUBMITTED, { framework: 1, subject: 1 });
    expect(found).not.toMatch(/[\u0000-\u001f]/);
    expect(found).toContain('a\ufffd[31mvery long name, longer than its column  -');
  });

  it('stands for numbers without names and kinds without a description too', () => {
    expect(line(KIND.OFFER, { framework: 9, agent: 8, subject: 1 })).toMatch(
      /framework 9 +agent 8/,
    );
    expect(line(250, { subject: 4, detail: 5 })).toMatch(/kind 250 .* subject 4, detail 5$/);
  });
});

function log(options: LogFilterOptions): string[] {
  let text = '';
  const experiment = goldenExperiment();
  const filter = logFilterOf(options);
  const sink = new EventLines(eventNamesOf(experiment), filter, (piece) => (text += piece));
  runExperiment(experiment, { events: (chunk) => sink.chunk(chunk) });
  return text.split('\n').slice(0, -1);
}

describe('the log of a run', () => {
  const all = log({});

  it('has a line for every event', () => {
    expect(all.length).toBe(runExperiment(goldenExperiment()).events);
  });

  it('has every column where it stands in the first line', () => {
    // Times, kinds and names of this run fit their columns.
    for (const text of all)
      expect(text).toMatch(/^ *\d+\.\d{6} {2}[A-Z_]+ +(?:ads|search|mail|-) /);
    const starts = new Set(all.map((text) => text.slice(15).search(/ (?:ads|search|mail|-) /)));
    expect([...starts]).toEqual([30]);
  });

  it('has the kinds asked for alone', () => {
    const some = log({ logKinds: 'OFFER, ACCEPT' });
    expect(some).toEqual(all.filter((text) => /^ *[\d.]+ {2}(?:OFFER|ACCEPT) /.test(text)));
    expect(some.length).toBeGreaterThan(100);
  });

  it('has the time asked for alone, both ends with it', () => {
    const seconds = (text: string): number => Number(text.slice(0, 14));
    const [from, to] = [seconds(all[5000]), seconds(all[9000])];
    const some = log({ logFrom: `${from}s`, logTo: `${to}s` });
    expect(some).toEqual(all.filter((text) => seconds(text) >= from && seconds(text) <= to));
    expect(some).toContain(all[5000]);
    expect(some).toContain(all[9000]);
  });
});

describe('a filter that is none is refused', () => {
  it.each([
    [{ logKinds: 'OFFER,offers' }, '--log-kinds: found "offers", wanted kinds of events such as'],
    [{ logKinds: '' }, '--log-kinds: found "", wanted'],
    [{ logFrom: '10' }, '--log-from: found "10", wanted a duration'],
    [{ logTo: 'x' }, '--log-to: found "x", wanted a duration'],
    [{ logFrom: '2m', logTo: '1m' }, '--log-to: found 1m, wanted --log-from 2m or later'],
  ])('%o', (options, message) => {
    expect(() => logFilterOf(options)).toThrow(message);
  });
});
