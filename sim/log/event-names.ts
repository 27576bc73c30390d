/**
 * Names for the numbers of the log, and back. A number for which there is no name, because what it
 * stands for came up during the run, is called after what it is: `framework 7`.
 */
export function nameOf(names: readonly string[], number: number, what: string): string {
  return names[number] ?? `${what} ${number}`;
}

/** The number in a name that {@link nameOf} made up; null in any other. */
export function numbered(name: string, what: string): number | null {
  const digits = name.startsWith(`${what} `) ? name.slice(what.length + 1) : '';
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
