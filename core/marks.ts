import type { MarkSite } from './mark-sites.ts';

/**
 * Who is told that a machine has come by a place worth reaching. Machines have none but in tests:
 * without one, a mark costs a look at a field.
 */
export interface Marks {
  /** Must not change anything. */
  sometimes(site: MarkSite): void;
}
