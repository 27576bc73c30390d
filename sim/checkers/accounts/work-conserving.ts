/** They set agents aside, or leave out frameworks whose task does not fit an agent. */
const CHOOSY: ReadonlySet<string> = new Set(['static', 'tetris', 'drfh', 'ps-dsf']);

/** Whether a policy offers every agent to everybody, in whatever order. */
export function offersToAll(policy: string): boolean {
  return !CHOOSY.has(policy);
}
