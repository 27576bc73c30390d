import { describe, expect, it } from 'vitest';

import { MesosIds, NamedIds, hashedId, problemOfChosenId, readUuid, uuidText } from './ids.ts';

describe('ids that the master gives', () => {
  const ids = new MesosIds('a799286d-93b8-4a31-8789-2f3eb37e9bf9');

  it('are counters behind the prefix, as Mesos writes them', () => {
    expect(ids.framework(2)).toBe('a799286d-93b8-4a31-8789-2f3eb37e9bf9-0002');
    expect(ids.framework(12_345)).toBe('a799286d-93b8-4a31-8789-2f3eb37e9bf9-12345');
    expect(ids.agent(0)).toBe('a799286d-93b8-4a31-8789-2f3eb37e9bf9-S0');
    expect(ids.offer(4_294_967_296)).toBe('a799286d-93b8-4a31-8789-2f3eb37e9bf9-O4294967296');
  });

  it('come back from their texts', () => {
    expect(ids.readFramework(ids.framework(7))).toBe(7);
    expect(ids.readAgent(ids.agent(31))).toBe(31);
    expect(ids.readOffer(ids.offer(8))).toBe(8);
  });

  it.each(['', 'x', 'a799286d-93b8-4a31-8789-2f3eb37e9bf9-', 'b799286d-0002', '-0001'])(
    'are nobody for %j',
    (text) => {
      expect(ids.readFramework(text)).toBe(-1);
      expect(ids.readAgent(text)).toBe(-1);
    },
  );

  it('are not mistaken for one another', () => {
    expect(ids.readAgent(ids.offer(1))).toBe(-1);
    expect(ids.readFramework(ids.agent(1))).toBe(-1);
  });
});

describe('ids that frameworks choose', () => {
  it('are whole numbers that every host finds by itself', () => {
    expect(hashedId('sample-1')).toBe(hashedId('sample-1'));
    expect(hashedId('sample-1')).not.toBe(hashedId('sample-2'));
    for (const text of ['', 'a', 'task.1', 'é'.repeat(200)]) {
      expect(Number.isSafeInteger(hashedId(text))).toBe(true);
      expect(hashedId(text)).toBeGreaterThanOrEqual(0);
    }
  });

  it('are told by their texts', () => {
    const names = new NamedIds();
    const id = names.of('sample-1');
    expect(names.textOf(id)).toBe('sample-1');
    expect(names.textOf(id + 1)).toBe(String(id + 1));
    expect(names.clashes('sample-1')).toBe(false);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\u0000b', 'x'.repeat(256)])('cannot be %j', (text) => {
    expect(problemOfChosenId(text)).not.toBeNull();
  });

  it('may be what becomes a folder', () => {
    expect(problemOfChosenId('web.front_1-a b')).toBeNull();
  });
});

describe('uuids of updates', () => {
  it('are 16 bytes in base64 and come back', () => {
    const text = uuidText(3, 987_654_321_012);
    expect(Buffer.from(text, 'base64')).toHaveLength(16);
    expect(readUuid(text)).toBe(987_654_321_012);
  });

  it('are none that are not ours', () => {
    expect(readUuid('no')).toBe(-1);
    expect(readUuid('5/JDBCptQqufS28fzRuo0A==')).toBe(-1);
  });
});
