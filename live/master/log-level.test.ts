import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LogLevel } from './log-level.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the level of a log', () => {
  it('is raised for a while, and is what it was again', () => {
    const log = pino({ level: 'error' });
    const level = new LogLevel(log);
    level.set(1, 1000);
    expect([level.level, log.level]).toEqual([1, 'debug']);
    vi.advanceTimersByTime(500);
    level.set(3, 1000);
    vi.advanceTimersByTime(999);
    expect([level.level, log.level]).toEqual([3, 'trace']);
    vi.advanceTimersByTime(1);
    expect([level.level, log.level]).toEqual([0, 'error']);
  });
});
