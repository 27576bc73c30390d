import { fromMilli } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { Json } from '../output/json.ts';

/** Scalars by name, in units. */
export function unitsOf(resources: Resources): { readonly [name: string]: Json } {
  return Object.fromEntries(
    [...resources.quantities()].map(([name, milli]) => [name, fromMilli(milli)]),
  );
}

/** `1.5 of 4`; only the second where nothing is used. */
export function usedOf(used: Resources, total: Resources, name: string): string {
  const all = fromMilli(total.quantity(name));
  return `${fromMilli(used.quantity(name))} of ${all}`;
}

/** `cpus 0.5, mem 128`. */
export function resourceWords(resources: Resources): string {
  const words = [...resources.quantities()].map(([name, milli]) => `${name} ${fromMilli(milli)}`);
  return words.join(', ');
}

/** The largest part of any resource of the cluster that is held, from 0 to 1. */
export function dominantShareOf(held: Resources, total: Resources): number {
  let share = 0;
  for (const [name, milli] of held.scalarQuantities()) {
    const all = total.quantity(name);
    if (all > 0) share = Math.max(share, milli / all);
  }
  return share;
}
