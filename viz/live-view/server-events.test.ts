import { describe, expect, it } from 'vitest';

import { ServerEvents } from './server-events.ts';

describe('server-sent events', () => {
  it('are put together from pieces of any size', () => {
    const text = 'data: {"a":1}\n\n: a comment\ndata: {"b":\ndata: 2}\n\ndata: cut';
    for (const size of [1, 3, 7, 100]) {
      const events = new ServerEvents();
      const heard: string[] = [];
      for (let at = 0; at < text.length; at += size) {
        heard.push(...events.push(text.slice(at, at + size)));
      }
      expect(heard).toEqual(['{"a":1}', '{"b":\n2}']);
    }
  });
});
