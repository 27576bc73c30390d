import { RE2JS, RE2JSException } from 're2js';

/** Mesos `--offer_constraints_re2_max_program_size`. */
const MAX_PROGRAM_SIZE = 100;

/**
 * Compiles a pattern in RE2's syntax that must match a whole text. RE2 needs time linear in the
 * text, so that a framework cannot stall the allocator with its constraints.
 * @returns the test, or what is wrong with the pattern
 */
export function compilePattern(pattern: string): ((text: string) => boolean) | string {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `found pattern "${pattern.slice(0, 80)}", which RE2 refuses: ${error.message}`;
  }
  const size = compiled.programSize();
  if (size > MAX_PROGRAM_SIZE) {
    return `found a pattern of RE2 program size ${size}, wanted at most ${MAX_PROGRAM_SIZE}`;
  }
  return (text) => compiled.matches(text);
}
