/**
 * What the browser remembers for this address; null where it keeps nothing, such as in a
 * sandboxed frame.
 */
export function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
