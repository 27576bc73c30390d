import { POLICIES, policyNamed } from '../../core/allocation/policies/index.ts';
import { UsageError } from '../errors.ts';

/**
 * Reads policy names, separated by commas (names hold colons: `maxmin:mem`). Repeated names
 * count once.
 * @throws UsageError for a name that is not a policy's, listing those that are
 */
export function parsePolicies(texts: readonly string[], what: string): string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (const item of text.split(',')) names.add(checkPolicy(item.trim(), what));
  }
  return [...names];
}

/**
 * The name itself when it is a policy's.
 * @throws UsageError when it is not
 */
export function checkPolicy(name: string, what: string): string {
  if (policyNamed(name) === undefined) {
    const known = POLICIES.map((policy) => policy.name).join(', ');
    throw new UsageError(`${what}: found "${name}", wanted one of ${known}`);
  }
  return name;
}
