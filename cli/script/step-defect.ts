/**
 * A step that cannot be done: it declines what is not held, answers what was not asked. When
 * everything before it went as the script expects, the script is wrong.
 */
export class StepDefect extends Error {
  override readonly name = 'StepDefect';
  /** From the step to the part of it that is wrong. */
  readonly path: readonly PropertyKey[];
  readonly found: string;
  readonly wanted: string;

  constructor(path: readonly PropertyKey[], found: string, wanted: string) {
    super(`found ${found}, wanted ${wanted}`);
    this.path = path;
    this.found = found;
    this.wanted = wanted;
  }
}
