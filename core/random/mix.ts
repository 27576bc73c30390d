/** Scrambles 32 bits so that each input bit moves every output bit (MurmurHash3's finaliser). */
export function mix32(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Where FNV-1a starts. */
export const FNV_OFFSET = 0x811c9dc5;

/**
 * 32 bits of a text, by its UTF-16 units (FNV-1a, then {@link mix32}).
 * @param start {@link FNV_OFFSET}, or another number for another hash
 */
export function hashText(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}
