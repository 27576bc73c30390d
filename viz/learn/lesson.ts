import { element } from '../elements/element.ts';
import { paragraph } from '../shell/prose.ts';
import type { PageContext, Unmount } from '../shell/page.ts';
import type { Tasks } from './tasks.ts';

/** A lesson: one idea, a live figure, and something to do. */
export interface Lesson {
  /** In the address: `#/learn/SLUG`. */
  readonly slug: string;
  readonly title: string;
  /** The question it answers, for the list of lessons. */
  readonly question: string;
  readonly load: () => Promise<{ readonly mount: MountLesson }>;
}

/** Draws a lesson below its title. */
export type MountLesson = (desk: Desk) => Unmount | Promise<Unmount>;

/** What a lesson works on. */
export interface Desk {
  readonly root: HTMLElement;
  readonly context: PageContext;
  /** What there is to do; the lesson is done when all is. */
  readonly tasks: Tasks;
}

/** A step of a lesson: a heading, some sentences, and what belongs to them. */
export function step(
  title: string,
  sentences: readonly string[],
  ...content: readonly Node[]
): HTMLElement {
  return element(
    'section',
    { class: 'step' },
    element('h2', {}, title),
    ...sentences.map((sentence) => paragraph(sentence)),
    ...content,
  );
}

/** A figure with a caption; what is in it may be live. */
export function figure(caption: string, ...content: readonly Node[]): HTMLElement {
  return element(
    'figure',
    { class: 'live' },
    ...content,
    element('figcaption', {}, ...paragraph(caption).childNodes),
  );
}

/** A plain table; the first cell of a row is its heading. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
  const body = rows.map(([first, ...rest]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, first),
      ...rest.map((cell) => element('td', {}, cell)),
    ),
  );
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, caption),
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text))),
      ),
      element('tbody', {}, ...body),
    ),
  );
}
