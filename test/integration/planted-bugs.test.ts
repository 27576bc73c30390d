import { describe, expect, it } from 'vitest';

import { type SwarmPlan, checkSeed, violationOf } from '../../sim/check/check-seed.ts';
import { PLANTED_BUGS } from '../../sim/check/planted-bugs.ts';
import { countFaults, countPieces } from '../../sim/check/scenario-lists.ts';
import { shrink } from '../../sim/check/shrink.ts';
import type { SeedFailure } from '../../cli/check/check-host.ts';

const FIND_MS = 60_000;
const SHRINK_MS = 30_000;
/** What the smallest scenario may have at most. */
const MOST = { jobs: 10, faults: 3 };

function firstFailure(plan: SwarmPlan): SeedFailure | null {
  const endMs = performance.now() + FIND_MS;
  for (let seed = 0; performance.now() < endMs; seed++) {
    const { document, outcome } = checkSeed(plan, String(seed));
    if (outcome.kind !== 'failed') continue;
    return { seed: String(seed), document, violation: outcome.violation };
  }
  return null;
}

describe('a swarm', () => {
  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
    'finds %s and makes it small',
    (_, bug) => {
      const plan: SwarmPlan = { scenario: null, traces: new Map(), bug };
      const found = firstFailure(plan);
      if (found === null) expect.fail(`found nothing in ${FIND_MS / 1000} s`);
      const endMs = performance.now() + SHRINK_MS;
      const attempt = (document: SeedFailure['document']) => violationOf(plan, document);
      const { document, violation } = shrink(found.document, found.violation, attempt, {
        attempts: 10_000,
        goesOn: () => performance.now() < endMs,
      });
      expect(violation.checker).toBe(found.violation.checker);
      expect(countPieces(document)).toBeLessThanOrEqual(MOST.jobs);
      expect(countFaults(document)).toBeLessThanOrEqual(MOST.faults);
      // It is the bug that breaks it.
      expect(violationOf({ ...plan, bug: null }, document)).toBeNull();
    },
    FIND_MS + SHRINK_MS + 10_000,
  );
});
