/** Copies a typed array to the front of a longer one: how columns grow. */
export function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
