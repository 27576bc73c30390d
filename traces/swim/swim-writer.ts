import type { SwimRow } from './swim-row.ts';

/** Writes rows (in submit order) as SWIM's six tab-separated columns, one line each. */
export function formatSwim(rows: readonly SwimRow[]): string {
  let before = 0;
  return rows
    .map((row) => {
      const gap = row.submitSeconds - before;
      before = row.submitSeconds;
      const { name, submitSeconds, inputBytes, shuffleBytes, outputBytes } = row;
      return `${[name, submitSeconds, gap, inputBytes, shuffleBytes, outputBytes].join('\t')}\n`;
    })
    .join('');
}
