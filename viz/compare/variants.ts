import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { FAULT_PRESETS } from '../../sim/scenario/presets.ts';
import type { RunWanted } from '../lab/run-opener.ts';

/** In what the runs of a comparison differ. */
export type Vary = 'policy' | 'faults' | 'seed';

/** What is compared: one workload, two to four ways to run it. */
export interface ComparisonPlan {
  readonly vary: Vary;
  /** Names of policies, of faults, or seeds: two to four. */
  readonly values: readonly string[];
  /** For summaries; the first is the one that is shown side by side. */
  readonly seeds: readonly string[];
}

/** Names for faults besides the presets. */
export const AS_WRITTEN = 'as written';
export const NO_FAULTS = 'none';

/** What can be chosen when faults are compared. */
export const FAULT_CHOICES: readonly string[] = [
  ...[AS_WRITTEN, NO_FAULTS],
  ...FAULT_PRESETS.map(({ name }) => name),
];

/** A scenario with another list of faults. */
export function withFaults(document: ScenarioDocument, choice: string): ScenarioDocument {
  if (choice === AS_WRITTEN) return document;
  const { faults: _written, ...rest } = document;
  return choice === NO_FAULTS ? rest : { ...rest, faults: choice };
}

/** What to run for one value of what varies. */
export function variantOf(
  document: ScenarioDocument,
  { vary, seeds }: ComparisonPlan,
  value: string,
): RunWanted & { readonly scenario: ScenarioDocument } {
  const [seed = '1'] = seeds;
  switch (vary) {
    case 'policy':
      return { scenario: document, policy: value, seed };
    case 'faults':
      return { scenario: withFaults(document, value), seed };
    case 'seed':
      return { scenario: document, seed: value };
  }
}

/** Seeds at most: each is a run of every variant. */
const SEEDS_MAX = 100;

/**
 * Seeds as they are typed: `1..5`, or texts with commas between.
 * @returns why they are none, in words, instead
 */
export function seedsFrom(text: string): readonly string[] | string {
  const range = /^\s*(\d{1,9})\.\.(\d{1,9})\s*$/.exec(text);
  const wanted = 'wanted a range such as 1..5, or seeds with commas between';
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to < from) return `found ${text.trim()}, which is empty; ${wanted}`;
    if (to - from >= SEEDS_MAX) return `found ${to - from + 1} seeds, wanted at most ${SEEDS_MAX}`;
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  }
  const seeds = text.split(',').map((seed) => seed.trim());
  if (seeds.includes('')) return `found an empty seed; ${wanted}`;
  if (new Set(seeds).size < seeds.length) return 'found a seed twice, wanted each once';
  return seeds.length > SEEDS_MAX ? `found ${seeds.length}, wanted at most ${SEEDS_MAX}` : seeds;
}
