import type { RE2JS as Engine } from 're2js';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';

/** What may be run: as a file says it, or planned. */
type Documented = { readonly document: ScenarioDocument };
type Planned = { readonly experiment: Experiment };

/**
 * Stands in for `re2js` in the session's worker, of which it would be a fifth: few scenarios have
 * patterns, and whoever opens one has {@link loadPatterns} wait for the real one first.
 */
let engine: typeof import('re2js') | null = null;

export const RE2JS: Pick<typeof Engine, 'compile'> = {
  compile: (pattern, flags) => {
    if (engine === null) throw new Error('found a pattern before its engine was loaded');
    return engine.RE2JS.compile(pattern, flags);
  },
};

/** An error is of this class when it is of the real one. */
export class RE2JSException extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return engine !== null && error instanceof engine.RE2JSException;
  }
}

/** Resolves when what is to be run has what its patterns want; at once where it has none. */
export async function loadPatterns(source: Documented | Planned): Promise<void> {
  if (engine !== null) return;
  const frameworks =
    'document' in source
      ? source.document.frameworks
      : Array.from(source.experiment.frameworks?.values() ?? []);
  if (/"(UN)?LIKE"/.test(JSON.stringify(frameworks))) engine = await import('re2js');
}
