import { expect, it } from 'vitest';
import { type SuddenEnd, oomKills, wasUnseenOom } from './unseen-oom.ts';

const END: SuddenEnd = { signal: 'SIGKILL', wasAsked: false, livedMs: 30, killsBefore: 4 };

it('a kill that nobody asked for, soon after the start, while the kernel killed one', () => {
  expect(wasUnseenOom(END, 5)).toBe(true);
});

it.each<[string, Partial<SuddenEnd>, number | null]>([
  ['the kernel killed nothing', {}, 4],
  ['it was asked for', { wasAsked: true }, 5],
  ['another signal', { signal: 'SIGSEGV' }, 5],
  ['it exited', { signal: null }, 5],
  ['it ran so long that its engine would know', { livedMs: 5_000 }, 5],
  ['nobody counted before', { killsBefore: null }, 5],
  ['nobody counts', {}, null],
])('is none where %s', (_why, more, now) => {
  expect(wasUnseenOom({ ...END, ...more }, now)).toBe(false);
});

it.runIf(process.platform === 'linux')('reads what the kernel counts', () => {
  expect(oomKills()).toBeGreaterThanOrEqual(0);
});
