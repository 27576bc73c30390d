import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { RecordingLines } from './recording-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));

function linesOf(text: string): string[] {
  const path = join(folder, 'lines');
  writeFileSync(path, text);
  const lines = new RecordingLines(path);
  const found: string[] = [];
  for (let line = lines.next(); line !== null; line = lines.next()) found.push(line);
  lines.close();
  return found;
}

describe('the lines of a recording', () => {
  it('come one after the other, the last with or without its break', () => {
    expect(linesOf('a\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('a\n\nb')).toEqual(['a', '', 'b']);
    expect(linesOf('')).toEqual([]);
  });

  it('are whole wherever the file is cut into pieces', () => {
    // Two bytes a character: pieces end in the middle of one.
    const long = `x${'é'.repeat(50_000)}`;
    expect(linesOf(`${long}\nmiddle\n${long}${long}\n`)).toEqual([long, 'middle', long + long]);
  });

  it('of what is no file are refused in words', () => {
    expect(() => new RecordingLines(join(folder, 'none'))).toThrow(/none: no such file$/);
    expect(() => new RecordingLines(folder).next()).toThrow(UsageError);
  });
});
