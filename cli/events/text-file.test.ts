import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { TextFile } from './text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a text file', () => {
  it('has what was written when it is closed, and counts its bytes', () => {
    const path = join(folder, 'a.txt');
    const file = new TextFile(path, '--events');
    const piece = 'é line\n';
    for (let i = 0; i < 100_000; i++) file.write(piece);
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(piece.repeat(100_000));
    expect(file.bytes).toBe(800_000);
  });

  it('is written while the run goes on, a limited piece at a time', () => {
    const path = join(folder, 'b.txt');
    const file = new TextFile(path, '--events');
    for (let written = 0; written < 1_000_000; written += 100) {
      file.write('x'.repeat(100));
      expect(written - file.bytes).toBeLessThan(1 << 16);
    }
    file.close();
  });

  it('that cannot be written is named with its option', () => {
    const path = join(folder, 'none/c.txt');
    expect(() => new TextFile(path, '--log')).toThrow(`--log: cannot write ${path}: no such file`);
  });
});
