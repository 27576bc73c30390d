import { problemOfRole } from '../protocol/roles.ts';
import { type Reservation, isBelowRole } from './resource.ts';

/**
 * What is wrong with a stack of reservations, at which of them from 0; null when nothing is.
 * Roles are proper names and not `*`; only the lowest entry may be STATIC; each further entry
 * refines the one below to a strict descendant (Mesos `docs/reservation.md`).
 */
export function problemOfStack(
  reservations: readonly Reservation[],
): { readonly index: number; readonly problem: string } | null {
  for (const [index, { type, role }] of reservations.entries()) {
    const problem = problemOfReservedRole(role);
    if (problem !== null) return { index, problem };
    if (index === 0) continue;
    if (type === 'STATIC') {
      return { index, problem: 'found STATIC above another reservation, wanted DYNAMIC' };
    }
    const below = reservations[index - 1].role;
    if (!isBelowRole(role, below)) {
      return { index, problem: `found role "${role}" above "${below}", wanted a role below it` };
    }
  }
  return null;
}

function problemOfReservedRole(role: string): string | null {
  if (role === '*') return 'found role "*", wanted a role that resources can be reserved to';
  const problem = problemOfRole(role);
  if (problem !== null) return problem;
  return /[()]/.test(role) ? `found role "${role}", wanted no parentheses in it` : null;
}
