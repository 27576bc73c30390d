import fc from 'fast-check';
import TinyQueue from 'tinyqueue';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../random/streams.ts';
import { EventQueue } from './event-queue.ts';

interface Pending {
  readonly time: number;
  readonly sequence: number;
}

const inOrder = (a: Pending, b: Pending): number => a.time - b.time || a.sequence - b.sequence;

/** Puts an event at a time, or takes the next one out when null. */
const operations = fc.array(fc.option(fc.nat({ max: 12 }), { freq: 3 }), { maxLength: 400 });

describe('EventQueue', () => {
  it('is a stable sort by time', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 5, noNaN: true })), (times) => {
        const queue = new EventQueue();
        times.forEach((time, i) => queue.push(time, 0, i, null));
        const order: number[] = [];
        while (queue.pop()) order.push(queue.subject);
        const wanted = times.map((time, sequence) => ({ time, sequence })).sort(inOrder);
        expect(order).toEqual(wanted.map(({ sequence }) => sequence));
      }),
    );
  });

  it('takes out the earliest of what is in, first in first out among equals', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const queue = new EventQueue();
        const model: Pending[] = [];
        list.forEach((time, sequence) => {
          if (time !== null) {
            queue.push(time, sequence % 256, sequence, { sequence });
            model.push({ time, sequence });
          } else {
            const next = model.sort(inOrder).shift();
            expect(queue.pop()).toBe(next !== undefined);
            if (next === undefined) return;
            const { time: at, kind, subject, payload } = queue;
            expect([at, kind, subject, payload]).toEqual([
              ...[next.time, next.sequence % 256, next.sequence],
              { sequence: next.sequence },
            ]);
          }
          expect(queue.size).toBe(model.length);
          const first = model.reduce((min, { time: at }) => Math.min(min, at), Infinity);
          expect(queue.nextTime).toBe(first);
        });
      }),
    );
  });

  it('agrees with tinyqueue over 200,000 operations with ties', () => {
    const random = streamOf('seed', 'operations', 'queue');
    const queue = new EventQueue();
    const other = new TinyQueue<Pending>([], inOrder);
    let now = 0;
    for (let sequence = 0; sequence < 200_000; sequence++) {
      // A little more goes in than out, so that the queue grows past its first size.
      if (random.next() < 0.51) {
        const time = now + Math.floor(random.next() * 50);
        queue.push(time, 0, sequence, null);
        other.push({ time, sequence });
      } else {
        const next = other.pop();
        const some = queue.pop();
        if (some !== (next !== undefined) || (some && queue.subject !== next?.sequence)) {
          expect.fail(`operation ${sequence}: found ${queue.subject}, wanted ${next?.sequence}`);
        }
        now = queue.time;
      }
    }
    expect(queue.size).toBe(other.length);
    expect(queue.size).toBeGreaterThan(1024);
  });
});
