import { UsageError } from '../errors.ts';
import type { ExplainedCycle } from '../explain/explanation.ts';
import { printable } from '../output/terminal.ts';
import { type ScriptSource, defect, readScripts } from './read-scripts.ts';
import { spaceOf } from './resource-names.ts';
import { type Failure, type RunOptions, ScriptDefect, runScript } from './run-script.ts';

/** What became of a script. */
export interface ScriptOutcome {
  readonly source: ScriptSource;
  /** What did not hold; none when it passed. */
  readonly failures: readonly Failure[];
  /** It asked for what cannot be done; it counts as failed, and the others are run none the less. */
  readonly defect: UsageError | null;
  /** The decisions of its allocator, cycle by cycle; empty unless asked for. */
  readonly explanation: readonly ExplainedCycle[];
}

/**
 * Reads all files, then runs their scripts.
 * @param only a name or an area to which scripts are confined; null for all
 * @throws UsageError for a file that cannot be read or understood, before anything runs
 */
export function runScripts(
  files: readonly string[],
  only: string | null,
  options: Omit<RunOptions, 'explain'>,
  explain: boolean,
): ScriptOutcome[] {
  const sources = chosen(files.flatMap(readScripts), only);
  for (const source of sources) requireSlots(source, options);
  return sources.map((source) => run(source, options, explain));
}

/** A policy that divides slots has nothing to say about a cluster without. */
function requireSlots(
  { file, script }: ScriptSource,
  { policy }: Pick<RunOptions, 'policy'>,
): void {
  if (policy.slots !== true || script.kind !== 'allocator') return;
  if (spaceOf(script).id('slots') >= 0) return;
  throw new UsageError(
    printable(
      `--policy: found ${policy.name}, wanted a policy for agents without slots: ` +
        `those of ${script.name} in ${file} have none`,
    ),
  );
}

function run(
  source: ScriptSource,
  options: Omit<RunOptions, 'explain'>,
  explain: boolean,
): ScriptOutcome {
  const { file, path, script } = source;
  const explanation: ExplainedCycle[] = [];
  const all = {
    ...options,
    ...(explain && { explain: (one: ExplainedCycle) => explanation.push(one) }),
  };
  try {
    return { source, failures: runScript(script, all), defect: null, explanation };
  } catch (error) {
    if (!(error instanceof ScriptDefect)) throw error;
    const failure = { step: Number(error.path[1]), expected: 'a step that can be done' };
    return {
      ...{ source, explanation, failures: [{ ...failure, found: error.message }] },
      defect: defect(file, [...path, ...error.path], error.message),
    };
  }
}

function chosen(sources: readonly ScriptSource[], only: string | null): readonly ScriptSource[] {
  if (only === null) return sources;
  const kept = sources.filter(({ script }) => script.name === only || script.area === only);
  if (kept.length > 0) return kept;
  const areas = [...new Set(sources.map(({ script }) => script.area))].filter(
    (area) => area !== '',
  );
  const known = areas.length === 0 ? '' : `: ${areas.join(', ')}`;
  throw new UsageError(`--only: found "${only}", wanted the name of a script or an area${known}`);
}
