import type { WriteStream } from 'node:tty';

/** What a stream can show. */
export interface Terminal {
  readonly colour: boolean;
  /** Characters in a line. */
  readonly width: number;
  /** Whether a line can be written over. */
  readonly interactive: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Columns assumed where there is no terminal to ask. */
const DEFAULT_WIDTH = 120;

/**
 * What to print to a stream: colour and redrawn lines only on a terminal, no colour when
 * `NO_COLOR` is set (https://no-color.org) or the terminal is dumb.
 */
export function terminalOf(
  stream: Pick<WriteStream, 'isTTY' | 'columns'>,
  environment: Environment,
): Terminal {
  const interactive = stream.isTTY === true && environment['TERM'] !== 'dumb';
  const noColour = (environment['NO_COLOR'] ?? '') !== '';
  const stated = Number(environment['COLUMNS']);
  const width = stream.isTTY === true && stream.columns > 0 ? stream.columns : stated;
  return {
    colour: interactive && !noColour,
    width: width >= 20 ? width : DEFAULT_WIDTH,
    interactive,
  };
}

/** Select graphic rendition codes: what turns a style on and off. */
const STYLES = { bold: [1, 22], dim: [2, 22], green: [32, 39], red: [31, 39] } as const;

export type Style = keyof typeof STYLES;

/** The text in a style where the terminal has colour, as it is otherwise. */
export function styled(text: string, style: Style, terminal: Pick<Terminal, 'colour'>): string {
  if (!terminal.colour) return text;
  const [on, off] = STYLES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Text from a file made safe to print: control characters, which could drive a terminal, shown. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
