import { expect } from 'vitest';

const COLUMNS = 90;

/**
 * Snapshots show long lines of transcripts on several lines. A setup file of every test: a
 * serializer can be added but not taken away, and files that run in one worker share it.
 */
expect.addSnapshotSerializer({
  test: (value: unknown) =>
    typeof value === 'string' && value.length > COLUMNS && !value.includes('\n'),
  serialize: (value: string) => `"${folded(value).join('\n    ')}"`,
});

/** Breaks before the last space or semicolon that leaves a piece short enough. */
function folded(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const head = line.slice(0, COLUMNS);
  const at = Math.max(head.lastIndexOf(' '), head.lastIndexOf(';'));
  if (at <= 0) return [line];
  return [line.slice(0, at + 1).trimEnd(), ...folded(line.slice(at + 1))];
}
