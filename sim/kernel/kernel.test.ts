import { describe, expect, it } from 'vitest';
import { StationOnKernel, exponentialLoad } from '../../test/bench/models/station-on-kernel.ts';
import { estimate, meanWaitOfMMc } from '../../test/support/queueing-theory.ts';
import { type EventHandler, Kernel } from './kernel.ts';

/** Remembers what was carried out and when; `react` may schedule more. */
class Recorder implements EventHandler {
  readonly kernel = new Kernel();
  readonly seen: string[] = [];
  react: (subject: number) => void = () => undefined;

  handle(kind: number, subject: number, payload: unknown): void {
    this.seen.push(`${this.kernel.now}: ${kind} ${subject} ${String(payload)}`);
    this.react(subject);
  }
}

describe('Kernel', () => {
  it('carries out events in order of time, then of scheduling', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    kernel.schedule(20, 1, 1, 'a');
    kernel.scheduleAt(10, 2, 2, 'b');
    kernel.schedule(20, 3, 3, 'c');
    kernel.schedule(0, 4, 4, 'd');
    kernel.run(recorder);
    expect(recorder.seen).toEqual(['0: 4 4 d', '10: 2 2 b', '20: 1 1 a', '20: 3 3 c']);
    expect(kernel.handled).toBe(4);
    expect(kernel.now).toBe(20);
  });

  it('counts delays from the event that is being carried out', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    recorder.react = (left) => {
      if (left > 0) kernel.schedule(5, 0, left - 1, null);
    };
    kernel.schedule(100, 0, 3, null);
    kernel.run(recorder);
    expect(recorder.seen.map((text) => text.split(':')[0])).toEqual(['100', '105', '110', '115']);
  });

  it('carries out what is scheduled without delay after what was scheduled before', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    recorder.react = (subject) => {
      if (subject === 1) kernel.schedule(0, 0, 3, null);
    };
    kernel.schedule(7, 0, 1, null);
    kernel.schedule(7, 0, 2, null);
    kernel.run(recorder);
    expect(recorder.seen.map((text) => text.split(' ')[2])).toEqual(['1', '2', '3']);
  });

  it('runs up to a time, that time included, and goes on from there', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    for (const time of [10, 20, 30]) kernel.scheduleAt(time, 0, time, null);
    kernel.run(recorder, 20);
    expect(recorder.seen).toHaveLength(2);
    expect(kernel.now).toBe(20);
    kernel.run(recorder, 25);
    expect(recorder.seen).toHaveLength(2);
    expect(kernel.now).toBe(25);
    kernel.schedule(1, 0, 26, null);
    kernel.run(recorder);
    expect(recorder.seen.map((text) => text.split(':')[0])).toEqual(['10', '20', '26', '30']);
  });

  it('lets the clock reach the end of an empty run', () => {
    const recorder = new Recorder();
    recorder.kernel.run(recorder, 50);
    expect(recorder.kernel.now).toBe(50);
    expect(recorder.kernel.handled).toBe(0);
  });

  it('stops after the event that asks for it, and can go on', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    recorder.react = (subject) => {
      if (subject === 1) kernel.stop();
    };
    for (const subject of [0, 1, 2]) kernel.schedule(subject, 0, subject, null);
    kernel.run(recorder, 100);
    expect(recorder.seen).toHaveLength(2);
    expect(kernel.now).toBe(1);
    kernel.run(recorder, 100);
    expect(recorder.seen).toHaveLength(3);
    expect(kernel.now).toBe(100);
  });

  it('takes a step at a time, up to a time', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    for (const time of [10, 10, 20]) kernel.scheduleAt(time, 0, time, null);
    expect(kernel.step(recorder, 10)).toBe(true);
    expect(kernel.now).toBe(10);
    expect(recorder.seen).toHaveLength(1);
    expect(kernel.step(recorder, 10)).toBe(true);
    expect(kernel.step(recorder, 19)).toBe(false);
    expect(kernel.now).toBe(10);
    expect(kernel.step(recorder)).toBe(true);
    expect(kernel.step(recorder)).toBe(false);
    expect(kernel).toMatchObject({ now: 20, handled: 3 });
  });

  it('refuses to schedule in the past', () => {
    const recorder = new Recorder();
    const { kernel } = recorder;
    kernel.run(recorder, 50);
    expect(() => kernel.scheduleAt(49, 0, 0, null)).toThrow(/past/);
    expect(() => kernel.schedule(-1, 0, 0, null)).toThrow(/past/);
    expect(() => kernel.schedule(Number.NaN, 0, 0, null)).toThrow(/past/);
  });
});

describe('a station on the kernel alone', () => {
  it.each([
    { servers: 1, utilization: 0.5 },
    { servers: 10, utilization: 0.8 },
    { servers: 50, utilization: 0.9 },
  ])('M/M/$servers at ρ = $utilization has the mean of theory', ({ servers, utilization }) => {
    const means = Array.from({ length: 20 }, (_, replication) => {
      const load = exponentialLoad(servers, utilization, 20_000, `kernel ${replication}`);
      const station = new StationOnKernel(load);
      const mean = station.run();
      expect(station.events).toBe(40_000);
      return mean;
    });
    const { mean, standardError } = estimate(means);
    // Each run starts empty: of 20,000 customers that moves the mean by less than 0.1 %.
    const theory = 1 + meanWaitOfMMc(servers, utilization);
    expect(Math.abs(mean - theory)).toBeLessThan(3 * standardError);
  });
});
