import {
  OfferConstraintsError,
  parseOfferConstraints,
} from '../../core/allocation/offer-constraints.ts';
import type { ConstraintCase } from './cases.ts';
import type { Mismatch } from './mismatch.ts';
import type { ConstraintsScript } from './script.ts';

/** Whether an agent is excluded under a role, or whether groups are valid, as a case says. */
export function checkConstraintCase(
  constraints: ConstraintsScript['role_constraints'],
  one: ConstraintCase,
): Mismatch | null {
  if ('groups' in one) {
    const reason = reasonNotConstraints(one.groups);
    if (one.valid === (reason === null)) return null;
    const found = reason === null ? { valid: true } : { valid: false, reason };
    return { expected: { valid: one.valid }, found };
  }
  // Without constraints for a role nothing is excluded.
  const excluded = constraints.get(one.role)?.excludes(one.agent) ?? false;
  return excluded === one.excluded
    ? null
    : { expected: { excluded: one.excluded }, found: { excluded } };
}

function reasonNotConstraints(groups: unknown): string | null {
  try {
    parseOfferConstraints(groups);
    return null;
  } catch (error) {
    if (error instanceof OfferConstraintsError) return error.message;
    throw error;
  }
}
