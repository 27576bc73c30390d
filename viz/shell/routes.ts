import type { Page } from './page.ts';

/** A place of the house: what the address calls it, and where its page is loaded from. */
export interface Route {
  /** First step of the address: `#/NAME/TAIL`. */
  readonly name: string;
  /** In the navigation. */
  readonly label: string;
  readonly load: () => Promise<{ readonly page: Page }>;
}

/** The pages, in the order of the navigation; the first is where an empty address leads. */
export const ROUTES: readonly Route[] = [
  { name: 'learn', label: 'Learn', load: () => import('../learn/page.ts') },
  { name: 'lab', label: 'Lab', load: () => import('../lab/page.ts') },
  { name: 'compare', label: 'Compare', load: () => import('../compare/page.ts') },
  { name: 'live', label: 'Live', load: () => import('../live-view/page.ts') },
];

/** Where an address leads. */
export interface Place {
  /** Name of a route, or what stood in its place. */
  readonly name: string;
  readonly tail: string;
}

/**
 * Reads the address's hash. What does not begin with `#/` is a link to a run in its short form
 * (`#drf:9c18g,s42@37`) and leads to the lab.
 */
export function placeOf(hash: string): Place {
  const text = hash.replace(/^#/, '');
  if (text === '' || text === '/') return { name: ROUTES[0].name, tail: '' };
  if (!text.startsWith('/')) return { name: 'lab', tail: text };
  const [name, ...rest] = text.slice(1).split('/');
  return { name, tail: rest.join('/') };
}

/** The hash that leads to a place. */
export function hashOf({ name, tail }: Place): string {
  return tail === '' ? `#/${name}` : `#/${name}/${tail}`;
}
