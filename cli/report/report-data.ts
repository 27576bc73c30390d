import type { RunResult } from '../../sim/experiment/run-result.ts';
import type { Comparison } from '../../sim/statistics/comparison.ts';
import { type LineStyle, policyStyle } from '../../viz/charts/palette.ts';
import { type ComparisonRecord, comparisonOf } from '../comparison/document.ts';

/** What the sections of a report draw from. */
export interface ReportData {
  readonly record: ComparisonRecord;
  readonly comparison: Comparison;
  /** One per policy of the comparison, in its order. */
  readonly policies: readonly ReportPolicy[];
  /** The seed whose run is shown over time: the first that was compared. */
  readonly shownSeed: string;
  /** Where charts are made. */
  readonly document: Document;
}

export interface ReportPolicy {
  readonly name: string;
  readonly style: LineStyle;
  /** One per compared seed, in their order. At least one. */
  readonly runs: readonly RunResult[];
}

/** Arranges a comparison for its report, or null when nothing in it can be compared. */
export function reportData(record: ComparisonRecord, document: Document): ReportData | null {
  const comparison = comparisonOf(record);
  if (comparison.seeds.length === 0) return null;
  const results = record.runs.map((run) => run.result);
  const policies = comparison.policies.map(({ policy }, index): ReportPolicy => {
    const own = results.filter((run) => run.policy === policy);
    const runs = comparison.seeds.flatMap((seed) => own.filter((run) => run.seed === seed));
    return { name: policy, style: policyStyle(index), runs };
  });
  return { record, comparison, policies, shownSeed: comparison.seeds[0], document };
}
