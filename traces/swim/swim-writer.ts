import type { SwimRow } from './swim-row.ts';

/**
 * Writes rows (in submit order) as SWIM's six tab-separated columns, one line each.
 * @param submittedBefore seconds, of the row above the first: the third column is the gap to it
 */
export function formatSwim(rows: readonly SwimRow[], submittedBefore: number = 0): string {
  let before = submittedBefore;
  return rows
    .map((row) => {
      const gap = row.submitSeconds - before;
      before = row.submitSeconds;
      const { name, submitSeconds, inputBytes, shuffleBytes, outputBytes } = row;
      return `${[name, submitSeconds, gap, inputBytes, shuffleBytes, outputBytes].join('\t')}\n`;
    })
    .join('');
}
