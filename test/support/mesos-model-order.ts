import { isWithinRole } from '../../core/resources/resource.ts';
import { type Fraction, compare, divide, fraction, largest, ZERO } from './fraction.ts';
import { leafOf } from './mesos-model-counts.ts';
import type { Held, ModelClient, ModelState } from './mesos-model-state.ts';

/** Something that stands among siblings. */
interface Place<T> {
  readonly of: T;
  readonly share: Fraction;
  readonly count: number;
  readonly name: string;
}

/**
 * Eligible clients in the order in which Mesos's DRF sorters serve them: the role tree in
 * pre-order, frameworks within their role (`mesos-semantics` part 4). Shares are exact.
 */
export function clientsInOrder(state: ModelState): ModelClient[] {
  const total = state.total();
  return below(state, total, '');
}

/** Top-level roles in order, whether or not anybody in them is eligible. */
export function topLevelInOrder(state: ModelState): string[] {
  return childrenInOrder(state, state.total(), '');
}

/** Eligible clients of a role itself in order. */
export function frameworksInOrder(state: ModelState, role: string): ModelClient[] {
  const total = state.total();
  const places = state.clients
    .filter((client) => client.role === role && state.isEligible(client))
    .map((client): Place<ModelClient> => {
      const held = (one: Held): boolean => one.framework === client.framework && one.role === role;
      const name = state.frameworks.get(client.framework)?.facts.name ?? '';
      return { of: client, share: shareOf(state, total, held), count: client.count, name };
    });
  return inOrder(places);
}

function below(state: ModelState, total: readonly number[], path: string): ModelClient[] {
  return childrenInOrder(state, total, path).flatMap((child) => {
    if (child.endsWith('/.')) return frameworksInOrder(state, child.slice(0, -2));
    const children = below(state, total, child);
    return isParent(state, child) ? children : frameworksInOrder(state, child);
  });
}

function childrenInOrder(state: ModelState, total: readonly number[], path: string): string[] {
  const children = state.counts.paths().filter((one) => parentOf(one) === path);
  return inOrder(
    children.map((child): Place<string> => {
      const isOwnLeaf = child === leafOf(path);
      const held = (one: Held): boolean =>
        isOwnLeaf ? one.role === path : isWithinRole(one.role, child);
      const weight = fraction(state.weights.get(child) ?? 1);
      const share = divide(shareOf(state, total, held), weight);
      return { of: child, share, count: state.counts.of(child), name: child };
    }),
  );
}

function inOrder<T>(places: Place<T>[]): T[] {
  return places
    .sort((a, b) => compare(a.share, b.share) || a.count - b.count || (a.name < b.name ? -1 : 1))
    .map((place) => place.of);
}

/** The dominant share: the largest part of any one resource of the cluster. */
function shareOf(
  state: ModelState,
  total: readonly number[],
  which: (held: Held) => boolean,
): Fraction {
  const { space, fairnessExclude } = state.options;
  const parts = state.scalarsHeld(which).map((amount, r) => {
    if (total[r] === 0 || fairnessExclude.includes(space.names[r])) return ZERO;
    return fraction(amount, total[r]);
  });
  return largest(parts);
}

function isParent(state: ModelState, path: string): boolean {
  return state.counts.paths().some((one) => parentOf(one) === path);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
