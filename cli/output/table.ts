import { type Style, type Terminal, styled } from './terminal.ts';

/** A column of a table. Numbers stand to the right, names to the left. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** A cell; what a marked one (`*`) means is for the text around the table to say. */
export interface Cell {
  readonly text: string;
  readonly marked?: boolean;
  readonly style?: Style;
}

const GAP = 2;

/**
 * Writes a table for people. When it is wider than the terminal it is cut into tables below
 * each other, each repeating the first column, so that nothing is lost and no line wraps.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  terminal: Terminal,
): string {
  const marked = columns.map((_, c) => rows.some((row) => row[c].marked === true));
  const widths = columns.map((column, c) => {
    const mark = marked[c] ? 1 : 0;
    const cells = rows.map((row) => lengthOf(row[c].text) + mark);
    return Math.max(lengthOf(column.heading) + mark, ...cells);
  });
  const writeCell = (cell: Cell, c: number): string => {
    const { text, style } = cell;
    const content = marked[c] ? `${text}${cell.marked === true ? '*' : ' '}` : text;
    const padding = ' '.repeat(Math.max(0, widths[c] - lengthOf(content)));
    const shown = style === undefined ? content : styled(content, style, terminal);
    return columns[c].align === 'left' ? shown + padding : padding + shown;
  };
  const blocks = splitColumns(widths, terminal.width);
  return blocks
    .map((block) => {
      const heading = block.map((c) => writeCell({ text: columns[c].heading, style: 'dim' }, c));
      const lines = rows.map((row) => block.map((c) => writeCell(row[c], c)));
      return [heading, ...lines]
        .map((cells) => `${cells.join(' '.repeat(GAP)).trimEnd()}\n`)
        .join('');
    })
    .join('\n');
}

/** Indexes of the columns of each block: the first column, and as many others as fit. */
function splitColumns(widths: readonly number[], limit: number): number[][] {
  const blocks: number[][] = [];
  let block = [0];
  let width = widths[0];
  for (let c = 1; c < widths.length; c++) {
    if (block.length > 1 && width + GAP + widths[c] > limit) {
      blocks.push(block);
      block = [0];
      width = widths[0];
    }
    block.push(c);
    width += GAP + widths[c];
  }
  blocks.push(block);
  return blocks;
}

function lengthOf(text: string): number {
  return [...text].length;
}
