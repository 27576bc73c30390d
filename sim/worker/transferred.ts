/**
 * The buffers of all typed arrays in a value made of plain objects and arrays, each once: what is
 * to be transferred with it. The sender has them no longer.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  gather(value, found);
  return [...found];
}

function gather(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
    return;
  }
  if (Array.isArray(value)) {
    // Lists of texts and numbers hold nothing: one look is enough.
    if (typeof value[0] !== 'object') return;
    for (const part of value) gather(part, found);
    return;
  }
  for (const part of Object.values(value)) gather(part, found);
}
