import { describe, expect, it } from 'vitest';

import { RecordError, RecordReader, encodeRecord } from './recordio.ts';

describe('RecordIO', () => {
  it('counts bytes, not characters', () => {
    expect(encodeRecord('{"type":"HEARTBEAT"}').toString()).toBe('20\n{"type":"HEARTBEAT"}');
    expect(encodeRecord('é').toString()).toBe('2\né');
  });

  it('puts records together from chunks of any size', () => {
    const texts = ['{"a":1}', '', 'é'.repeat(300), 'x'];
    const bytes = Buffer.concat(texts.map((text) => encodeRecord(text)));
    for (const size of [1, 2, 3, 7, 100, bytes.length]) {
      const reader = new RecordReader(1000);
      const read: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        read.push(...reader.push(bytes.subarray(at, at + size)));
      }
      expect(read).toEqual(texts);
    }
  });

  it.each(['x\n', '-1\nx', 'abcdefghijklmnop', '12345678901'])('refuses %j', (text) => {
    expect(() => new RecordReader(10).push(Buffer.from(text))).toThrow(RecordError);
  });

  it('refuses a record above its bound before it comes', () => {
    const reader = new RecordReader(10);
    expect(() => reader.push(Buffer.from('11\n'))).toThrow('wanted at most 10');
  });
});
