import { describe, expect, it } from 'vitest';

import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { verifyRun } from '../../sim/experiment/verify-run.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import { HashCheckpoints } from '../../sim/log/hash-checkpoints.ts';
import { CheckFailed } from '../errors.ts';
import {
  type Verification,
  requireEqual,
  verificationDocument,
  verificationOf,
  verificationText,
} from './verification.ts';

/** The golden run against others, each with a time that is off by a microsecond at one record. */
function verified(...wrongAt: readonly number[]): Verification {
  const experiment = { ...goldenExperiment(), untilUs: 240_000_000 };
  const checkpoints = new HashCheckpoints();
  runExperiment(experiment, { events: (chunk) => checkpoints.read(chunk) });
  let run = 0;
  const again = (events: (chunk: EventChunk) => void): void => {
    const wrong = wrongAt[run++] ?? -1;
    const spoiled = (chunk: EventChunk): void => {
      const at = wrong - chunk.first;
      if (at >= 0 && at < chunk.count) chunk.timeUs[at] += 1;
      events(chunk);
    };
    runExperiment(experiment, { events: spoiled });
  };
  return verificationOf(experiment, checkpoints, verifyRun(checkpoints, again));
}

describe('what came of a second run', () => {
  it('is said in a line when it is equal', () => {
    const equal = verified();
    expect(verificationText(equal)).toBe('verified: a second run is equal\n');
    expect(verificationDocument(equal)).toEqual({ verified: true });
    expect(() => requireEqual(equal)).not.toThrow();
  });

  it('is the first event that differs, as both runs have it', () => {
    const different = verified(1234);
    const [title, first, second, ...rest] = verificationText(different).split('\n');
    expect(title).toBe('not verified: two runs differ from event 1,234 on');
    const [, time, what] = /^ {2}first: {2}(\d+\.\d{6})( {2}[A-Z_]+ .*)$/.exec(first) ?? [];
    const later = (Number(time) + 1e-6).toFixed(6);
    expect([second, rest]).toEqual([`  second: ${later}${what}`, ['']]);
    expect(verificationDocument(different)).toEqual({
      verified: false,
      divergence: { seq: 1234, first: `${time}${what}`, second: `${later}${what}` },
    });
    const message = '--verify: two runs differ from event 1,234 on';
    expect(() => requireEqual(different)).toThrow(new CheckFailed(message));
  });

  it('is where to look when the first run cannot be had again', () => {
    const unclear = verified(100, 200);
    const where = 'two runs differ between events 0 and 4,096, and a third is like neither';
    expect(verificationText(unclear)).toBe(`not verified: ${where}\n`);
    expect(verificationDocument(unclear)).toEqual({
      verified: false,
      divergence: { seq: null, first: null, second: null },
    });
    expect(() => requireEqual(unclear)).toThrow(where);
  });

  it('says where a run is over', () => {
    const text = verificationText({
      ...{ equal: false, sequence: 9, where: 'w', first: '1.0  TIMER', second: null },
    });
    expect(text).toBe(
      'not verified: w\n  first:  1.0  TIMER\n  second: nothing: the run is over\n',
    );
  });
});
