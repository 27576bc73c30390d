import { element } from '../../elements/element.ts';

/** A wide drawing that a phone scrolls sideways, by the arrow keys too. */
export function scrolling(drawing: SVGSVGElement, description: string): HTMLElement {
  const attributes = { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': description };
  return element('div', attributes, drawing);
}
