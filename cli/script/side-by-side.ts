import type { Json } from '../output/json.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';

const INDENT = '    ';
const GAP = '  ';

/** What was expected and what was found, in two columns as wide as the terminal allows. */
export function sideBySide(expected: Json, found: Json, terminal: Terminal): string {
  const width = Math.max(20, Math.floor((terminal.width - INDENT.length - GAP.length) / 2));
  const left = jsonLines(expected, width);
  const right = jsonLines(found, width);
  const column = Math.max('expected'.length, ...left.map((line) => line.length));
  const heading = styled(`${'expected'.padEnd(column)}${GAP}found`, 'dim', terminal);
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
    `${INDENT}${(left[at] ?? '').padEnd(column)}${GAP}${right[at] ?? ''}`.trimEnd(),
  );
  return `${[INDENT + heading, ...lines].join('\n')}\n`;
}

/** JSON over as many lines as it takes for each to fit, texts that are too long cut into lines. */
function jsonLines(value: Json, width: number): string[] {
  const whole = printable(JSON.stringify(value));
  if (whole.length <= width) return [whole];
  if (typeof value !== 'object' || value === null) return cut(whole, width);
  const isList = Array.isArray(value);
  const entries: [prefix: string, item: Json][] = Object.entries(value).map(([key, item]) => [
    isList ? '' : `${printable(JSON.stringify(key))}: `,
    item,
  ]);
  const inside = entries.flatMap(([prefix, item]) => {
    const lines = jsonLines(item, Math.max(1, width - 2 - prefix.length));
    return lines.map((line, at) => `  ${at === 0 ? prefix : ''}${line}`);
  });
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return [open, ...inside, close];
}

function cut(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines;
}
