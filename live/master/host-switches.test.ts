import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { HostSwitches } from './host-switches.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(...off: string[]) {
  const stored = new Set(off);
  const switches = new HostSwitches({
    off: () => [...stored],
    switch: (host, on) => void (on ? stored.delete(host) : stored.add(host)),
    nowMs: () => 0,
  });
  return { stored, switches };
}

const critical = { state: 'critical', description: '', untilMs: null } as const;

it('A host is off while an event about it is critical', () => {
  const { stored, switches } = started();
  switches.event('n1', 'disk', critical);
  switches.event('n1', 'load', critical);
  switches.event('n2', 'disk', { ...critical, state: 'warn' });
  expect([...stored]).toEqual(['n1']);
  switches.event('n1', 'disk', { ...critical, state: 'ok' });
  expect([...stored]).toEqual(['n1']);
  expect(switches.withdraw('n1', 'load')).toBe(true);
  expect(switches.withdraw('n1', 'load')).toBe(false);
  expect([...stored]).toEqual([]);
  switches.event('n1', 'load', critical);
  switches.event('n1', 'load', { ...critical, state: 'expired' });
  expect([...stored]).toEqual([]);
});

it('An operator has the last word, until he takes it back', () => {
  const { stored, switches } = started();
  switches.event('n1', 'disk', critical);
  switches.flag('n1', 'on');
  expect(switches.isOn('n1')).toBe(true);
  switches.flag('n1', 'off');
  switches.withdraw('n1', 'disk');
  expect([...stored]).toEqual(['n1']);
  switches.forget('n1');
  expect([...stored]).toEqual([]);
  expect(switches.find('n1')).toBeNull();
});

it('An event is forgotten in its time, and not in that of the one before', () => {
  const { stored, switches } = started();
  switches.event('n1', 'disk', { ...critical, untilMs: 1000 });
  vi.advanceTimersByTime(500);
  switches.event('n1', 'disk', { ...critical, untilMs: 2000 });
  vi.advanceTimersByTime(600);
  expect([...stored]).toEqual(['n1']);
  vi.advanceTimersByTime(1500);
  expect([...stored]).toEqual([]);
});

it('What an earlier leader switched off stays so whatever is well', () => {
  const { stored, switches } = started('n1');
  expect(switches.withdraw('n1', 'disk')).toBe(false);
  switches.event('n1', 'disk', { ...critical, state: 'ok' });
  expect([...stored]).toEqual(['n1']);
  expect(switches.find('n1')).toMatchObject({ isOn: false });
  switches.flag('n1', 'on');
  expect([...stored]).toEqual([]);
});

it('A host that is not listed is not on', () => {
  const { switches } = started();
  expect(switches.isOn('n1')).toBe(true);
  switches.listed = new Set(['n2']);
  expect([switches.isOn('n1'), switches.isOn('n2')]).toEqual([false, true]);
  expect(switches.hosts()).toEqual(['n2']);
});

it('A host is switched on again before it was stored that it is off', () => {
  const asked: boolean[] = [];
  const switches = new HostSwitches({
    off: () => [],
    switch: (_host, on) => void asked.push(on),
    nowMs: () => 0,
  });
  switches.event('n1', 'disk', critical);
  expect(switches.isOn('n1')).toBe(false);
  switches.withdraw('n1', 'disk');
  expect(asked).toEqual([false, true]);
});
