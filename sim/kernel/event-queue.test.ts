import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

describe('EventQueue', () => {
  it('is empty at first', () => {
    const queue = new EventQueue();
    expect(queue.size).toBe(0);
    expect(queue.nextTime).toBe(Number.POSITIVE_INFINITY);
    expect(queue.pop()).toBe(false);
  });

  it('hands out an event as it was put in', () => {
    const queue = new EventQueue();
    const payload = { any: 'thing' };
    queue.push(2 ** 50 + 1, 255, -7, payload);
    expect(queue.nextTime).toBe(2 ** 50 + 1);
    expect(queue.pop()).toBe(true);
    expect(queue).toMatchObject({ time: 2 ** 50 + 1, kind: 255, subject: -7, size: 0 });
    expect(queue.payload).toBe(payload);
  });

  it('keeps the last event readable when the queue is empty', () => {
    const queue = new EventQueue();
    queue.push(3, 1, 2, 'last');
    queue.pop();
    expect(queue.pop()).toBe(false);
    expect(queue).toMatchObject({ time: 3, kind: 1, subject: 2, payload: 'last' });
  });

  it('lets the payload of a pending event be changed, and of no other', () => {
    const queue = new EventQueue();
    queue.push(2, 0, 0, 'b');
    const handle = queue.push(1, 0, 1, 'a');
    queue.push(3, 0, 2, 'c');
    expect(queue.peek(handle)).toBe('a');
    queue.amend(handle, 'changed');
    const seen: unknown[] = [];
    while (queue.pop()) seen.push(queue.payload);
    expect(seen).toEqual(['changed', 'b', 'c']);
  });

  it('keeps the order of scheduling through thousands of equal times', () => {
    const queue = new EventQueue();
    const count = 5000;
    for (let i = 0; i < count; i++) queue.push(1, 0, i, null);
    const order = Array.from({ length: count }, () => (queue.pop() ? queue.subject : -1));
    expect(order).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('does not mix up events when places are used again after it grew', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 1500; i++) queue.push(i, 0, i, `first ${i}`);
    for (let i = 0; i < 700; i++) queue.pop();
    for (let i = 0; i < 3000; i++) queue.push(10_000 + i, 1, i, `second ${i}`);
    const seen: unknown[] = [];
    while (queue.pop()) seen.push(queue.payload);
    expect(seen).toHaveLength(800 + 3000);
    expect(seen[0]).toBe('first 700');
    expect(seen[799]).toBe('first 1499');
    expect(seen[800]).toBe('second 0');
    expect(seen.at(-1)).toBe('second 2999');
  });
});
