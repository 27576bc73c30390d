import { element } from '../elements/element.ts';

/** A framed part of the page with a heading and room for what belongs beside it. */
export function panel(
  title: string,
  className: string,
  tools: readonly (Node | null)[],
  ...content: readonly Node[]
): HTMLElement {
  const heading = element('h2', {}, title);
  const row = element('div', { class: 'panel-tools' }, ...tools);
  return element(
    'section',
    { class: `panel ${className}`, 'aria-label': title },
    element('header', { class: 'panel-head' }, heading, row),
    ...content,
  );
}
