const REPLACEMENT = 0xfffd;

/**
 * Text to UTF-8, for readers of bytes that are fed text. Exists because `TextEncoder` belongs to
 * the browser and to Node, not to the language. A lone surrogate becomes U+FFFD.
 */
export function encodeUtf8(text: string): Uint8Array {
  // At most three bytes a UTF-16 unit.
  const bytes = new Uint8Array(text.length * 3);
  let filled = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? REPLACEMENT;
    const lone = point >= 0xd800 && point <= 0xdfff;
    filled = put(bytes, filled, lone ? REPLACEMENT : point);
  }
  return bytes.subarray(0, filled);
}

function put(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at] = point;
    return at + 1;
  }
  const continued = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = [0xc0, 0xe0, 0xf0][continued - 1];
  bytes[at] = lead | (point >> (6 * continued));
  for (let i = 1; i <= continued; i++) {
    bytes[at + i] = 0x80 | ((point >> (6 * (continued - i))) & 0x3f);
  }
  return at + continued + 1;
}
