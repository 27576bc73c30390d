import type { LineStyle } from '../../viz/charts/palette.ts';
import { type Content, Markup, html } from './html.ts';

/** Widths in which charts are drawn, in their own pixels: the cells of the grids below. */
export const PANEL_WIDTH = { three: 370, four: 285 } as const;

/** A figure: its title as text above the drawing. */
export function figure(title: Content, note: string, svg: SVGSVGElement): Markup {
  const aside = note === '' ? html`` : html` <span class="note">${note}</span>`;
  return html`<figure><figcaption>${title}${aside}</figcaption>${new Markup(svg.outerHTML)}</figure>
`;
}

/** Small multiples side by side: as many columns as there is room for, up to the number named. */
export function figureGrid(columns: keyof typeof PANEL_WIDTH, figures: readonly Markup[]): Markup {
  return html`<div class="grid ${columns}">
${figures}</div>
`;
}

/** What colours and patterns mean, for all charts of a section. */
export function legend(items: readonly { name: string; style: LineStyle }[]): Markup {
  const entries = items.map(({ name, style }) => {
    const dash = style.dash === 'none' ? '' : style.dash;
    return html`<li><svg width="26" height="10" aria-hidden="true"><line x1="1" y1="5" x2="25"
y2="5" stroke="${style.colour}" stroke-width="2.5"
stroke-dasharray="${dash}"/></svg>${name}</li>`;
  });
  return html`<ul class="legend">${entries}</ul>
`;
}
