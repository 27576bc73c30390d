import type { RoleTree } from '../../core/allocation/role-tree.ts';

/** Policies whose key is a dominant share over a weight. */
const BY_DOMINANT_SHARE: ReadonlySet<string> = new Set(['drf', 'wdrf', 'hdrf-naive']);

/** Largest denominator that is said as it is, in units; larger ones are reduced. */
const MOST_UNITS = 100;
const MOST_REDUCED = 1000;

/**
 * The number by which a policy orders a node, for people: under DRF the dominant share with its
 * resource, `2/9 (mem)`, and the weight that divides it.
 */
export function keyText(tree: RoleTree, node: number, policy: string): string {
  const key = tree.keyOf(node);
  const plain = `${Number(key.toPrecision(4))}`;
  if (!BY_DOMINANT_SHARE.has(policy)) return plain;
  let dominant = -1;
  let share = 0;
  for (let r = 0; r < tree.resources; r++) {
    const part = tree.total[r] > 0 ? tree.unreservedOf(node, r) / tree.total[r] : 0;
    if (part <= share) continue;
    share = part;
    dominant = r;
  }
  if (dominant < 0) return key === 0 ? '0' : plain;
  const text = fractionText(tree.unreservedOf(node, dominant), tree.total[dominant]);
  const weight = share / key;
  const whole = `${text} (${tree.resourceNames[dominant]})`;
  if (Math.abs(weight - 1) < 1e-9) return whole;
  return `${whole} by weight ${Number(weight.toPrecision(4))}`;
}

/** `3/9` of whole units, `1/4` where they are many, else per cent; both in thousandths. */
export function fractionText(amount: number, total: number): string {
  if (amount % 1000 === 0 && total % 1000 === 0 && total <= MOST_UNITS * 1000) {
    return `${amount / 1000}/${total / 1000}`;
  }
  const divisor = greatestDivisor(amount, total);
  if (total / divisor <= MOST_REDUCED) return `${amount / divisor}/${total / divisor}`;
  return `${Number(((100 * amount) / total).toPrecision(3))} %`;
}

function greatestDivisor(one: number, other: number): number {
  let [a, b] = [one, other];
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
