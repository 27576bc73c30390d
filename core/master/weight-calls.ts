import type { Refusal, UpdateWeights } from '../protocol/operator-api.ts';
import { problemOfRole } from '../protocol/roles.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';

/** Why weights cannot be set, or null (`mesos-semantics` part 3). */
export function checkWeights({ weights }: UpdateWeights): Refusal | null {
  if (weights.length === 0) return { fault: 'INVALID', reason: 'no weights given' };
  for (const { role, weight } of weights) {
    const reason =
      problemOfRole(role) ??
      (weight > 0 && Number.isFinite(weight)
        ? null
        : `role "${role}" has a weight of ${weight}: wanted one above 0`);
    if (reason !== null) return { fault: 'INVALID', reason };
  }
  return null;
}

/**
 * Sets weights. If a role is concerned that anybody knows, all offers are taken back, so that the
 * next periodic cycle divides by the new weights.
 */
export function applyWeights(books: Books, { weights }: UpdateWeights, out: MasterOutput): void {
  const known = new Set(books.allocator.tree.rolePaths());
  for (const { role, weight } of weights) books.allocator.setWeight(role, weight);
  if (!weights.some(({ role }) => known.has(role))) return;
  for (const offer of books.offers.values()) books.rescind(offer, out);
}
