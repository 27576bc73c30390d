/** A probability as a ratio of whole numbers: `1/1000`; exact in every engine and in every file. */
export interface Ratio {
  readonly of: number;
  readonly in: number;
}

/** Whether 32 random bits fall into a ratio. */
export function hits({ of, in: total }: Ratio, bits: number): boolean {
  return (bits >>> 0) * total < of * 4294967296;
}

const TEXT = /^(\d+)\/(\d+)$/;

/** @returns null when the text is no ratio from 0 to 1 */
export function parseRatio(text: string): Ratio | null {
  const match = TEXT.exec(text.trim());
  if (match === null) return null;
  const ratio = { of: Number(match[1]), in: Number(match[2]) };
  const sound = Number.isSafeInteger(ratio.in) && ratio.in > 0 && ratio.of <= ratio.in;
  return sound && ratio.in <= 1e9 ? ratio : null;
}
