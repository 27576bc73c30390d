import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';

import { Sha256 } from './sha256.ts';

it('gives what Node gives, whatever the length and the pieces', () => {
  for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    const sha = new Sha256();
    for (let at = 0, step = 1; at < length; at += step, step = (step * 7) % 997) {
      sha.push(bytes.subarray(at, Math.min(length, at + step)));
    }
    expect(sha.end()).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});
