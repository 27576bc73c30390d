/**
 * Jain's index of fairness, (Σ s)² / (n Σ s²), of the shares of those that want more
 * (Jain, Chiu and Hawe, DEC-TR-301, 1984): 1 when all are equal, 1/n when one has everything.
 * NaN when fewer than two want more. When nobody holds anything they are equal: 1.
 */
export function jainIndex(shares: Float64Array, wants: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < shares.length; i++) {
    if (wants[i] === 0) continue;
    count++;
    sum += shares[i];
    squares += shares[i] * shares[i];
  }
  if (count < 2) return Number.NaN;
  return squares === 0 ? 1 : (sum * sum) / (count * squares);
}
