import { type PlotOptions, plot } from '@observablehq/plot';

/** What every chart takes: the document to make it in, and its size. */
export interface ChartFrame {
  /** The page's own document, or one of jsdom's. */
  readonly document: Document;
  readonly width: number;
  readonly height: number;
  /** What the chart shows, in one sentence, for those who do not see it. */
  readonly description: string;
}

/** Type size of ticks and labels, in the chart's own pixels. */
export const FONT_SIZE = 11;

/**
 * Draws a plot that is at home in any page: text and rules in the page's own colour, no style
 * sheet of its own, and scaled to the width it finds.
 */
export function drawChart(frame: ChartFrame, options: PlotOptions): SVGSVGElement {
  const { document, width, height, description } = frame;
  const drawn = plot({
    document,
    width,
    height,
    marginTop: 10,
    marginRight: 12,
    marginBottom: 34,
    marginLeft: 46,
    className: 'chart',
    ...options,
  });
  // With a figure around it (a legend, a caption) the chart is inside.
  const svg = drawn.tagName.toLowerCase() === 'svg' ? drawn : drawn.querySelector('svg');
  if (svg === null) throw new Error('the plot has no svg in it');
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  svg.setAttribute('font-size', String(FONT_SIZE));
  svg.setAttribute('font-family', 'inherit');
  return svg as SVGSVGElement;
}
