import { describe, expect, it } from 'vitest';
import { KIND } from './event-kinds.ts';
import { type EventChunk, EventLog } from './event-log.ts';
import { CheckpointComparison, HashCheckpoints, StretchRecorder } from './hash-checkpoints.ts';

/** A log of so many records in chunks, one of them with another subject. */
function logOf(count: number, changed = -1): { readonly chunks: EventChunk[]; hash: string } {
  const chunks: EventChunk[] = [];
  const log = new EventLog((chunk) => chunks.push(chunk));
  for (let i = 0; i < count; i++) {
    log.append(i * 1000, KIND.OFFER, i % 3, i % 7, i === changed ? -5 : i, -1);
  }
  log.close();
  return { chunks, hash: log.hash };
}

function checkpointsOf(chunks: readonly EventChunk[], every: number): HashCheckpoints {
  const checkpoints = new HashCheckpoints(every);
  for (const chunk of chunks) checkpoints.read(chunk);
  return checkpoints;
}

function parting(one: readonly EventChunk[], other: readonly EventChunk[], every: number): unknown {
  const comparison = new CheckpointComparison(checkpointsOf(one, every));
  for (const chunk of other) comparison.read(chunk);
  const found = comparison.end();
  return found && [found.stretch, found.records.map(({ sequence }) => sequence)];
}

describe('checkpoints', () => {
  it('are the hashes that the log itself had', () => {
    const { chunks, hash } = logOf(10);
    const checkpoints = checkpointsOf(chunks, 4);
    const after = [0, 1, 2, 3].map((stretch) => checkpoints.after(stretch));
    expect(after).toEqual([logOf(4).hash, logOf(8).hash, hash, null]);
    expect([checkpoints.stretches, checkpoints.events, checkpoints.hash]).toEqual([3, 10, hash]);
  });

  it('have no stretch begun where one ends', () => {
    const checkpoints = checkpointsOf(logOf(8).chunks, 4);
    expect([checkpoints.stretches, checkpoints.after(1), checkpoints.after(2)]).toEqual([
      ...[2, logOf(8).hash, null],
    ]);
  });

  it('grow with the stretches, not with the records', () => {
    const { chunks } = logOf(100_000);
    const checkpoints = checkpointsOf(chunks, 4096);
    expect(checkpoints.stretches).toBe(25);
    expect(JSON.stringify(checkpoints).length).toBeLessThan(25 * 40);
  });
});

describe('logs compared by checkpoints', () => {
  const { chunks } = logOf(70_000);

  it('are equal when they are', () => {
    expect(parting(chunks, logOf(70_000).chunks, 1000)).toBeNull();
    expect(parting([], [], 4)).toBeNull();
  });

  it.each([0, 999, 1000, 34_567, 69_999])('part in the stretch of record %i', (changed) => {
    const stretch = Math.floor(changed / 1000);
    const records = Array.from({ length: 1000 }, (_, i) => stretch * 1000 + i);
    expect(parting(chunks, logOf(70_000, changed).chunks, 1000)).toEqual([stretch, records]);
  });

  it.each([
    ['ends inside a stretch', 10, 6, [1, [4, 5]]],
    ['ends with a stretch', 10, 8, [2, []]],
    ['goes on inside a stretch', 6, 10, [1, [4, 5, 6, 7]]],
    ['goes on after a stretch', 8, 10, [2, [8, 9]]],
    ['never begins', 3, 0, [0, []]],
  ])('part where the second %s', (_, first, second, found) => {
    expect(parting(logOf(first).chunks, logOf(second).chunks, 4)).toEqual(found);
  });
});

describe('a stretch of a log', () => {
  it('is recorded over the borders of chunks', () => {
    const { chunks } = logOf(40_000);
    const recorder = new StretchRecorder(1000, 32);
    for (const chunk of chunks) recorder.read(chunk);
    // Chunks hold 32,768 records.
    const sequences = recorder.records.map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 1000 }, (_, i) => 32_000 + i));
    expect(recorder.records.map(({ subject }) => subject)).toEqual(sequences);
  });
});
