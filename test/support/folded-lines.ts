import { expect } from 'vitest';

const COLUMNS = 90;

/** Lets the snapshots of a test file show long lines of transcripts on several lines. */
export function foldLongLines(): void {
  expect.addSnapshotSerializer({
    test: (value: unknown) => typeof value === 'string' && value.length > COLUMNS,
    serialize: (value: string) => `"${folded(value).join('\n    ')}"`,
  });
}

/** Breaks before the last space or semicolon that leaves a piece short enough. */
function folded(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const head = line.slice(0, COLUMNS);
  const at = Math.max(head.lastIndexOf(' '), head.lastIndexOf(';'));
  if (at <= 0) return [line];
  return [line.slice(0, at + 1).trimEnd(), ...folded(line.slice(at + 1))];
}
