import { readFileSync } from 'node:fs';

import {
  type Path,
  SourceError,
  SourceText,
  type TextPlace,
} from '../../viz/scenario/source-text.ts';
import { UsageError, fileProblem } from '../errors.ts';
import { printable } from '../output/terminal.ts';

export { type Path, pathInWords } from '../../viz/scenario/source-text.ts';

/**
 * The text of a file.
 * @throws UsageError when it cannot be read
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${fileProblem(error)}`);
  }
}

/** A YAML or JSON document as plain values, with where each part stands in its file. */
export class SourceDocument {
  /** The document and the places of its parts, without the file's name. */
  readonly text: SourceText;
  private readonly file: string;

  /**
   * @param file its name, for messages
   * @param wanted what a reader expects instead of broken text: `YAML`
   * @throws UsageError naming file, line and column when the text is no such document, or has
   *   aliases to nothing, to too much, or to themselves
   */
  constructor(text: string, file: string, wanted: string) {
    this.file = file;
    this.text = this.parsed(text, wanted);
  }

  /** The document as plain values. */
  get value(): unknown {
    return this.text.value;
  }

  /** `file:line:column` of the part at a path; of the nearest part around it when it is missing. */
  where(path: Path): string {
    return this.at(this.text.where(path));
  }

  /** `file:line:column` of the name of a field. */
  whereKey(path: Path, key: string): string {
    return this.at(this.text.whereKey(path, key));
  }

  /** The plain value at a path, undefined when there is none. */
  valueAt(path: Path): unknown {
    return this.text.valueAt(path);
  }

  /** `file:line:column` of a place. */
  at({ line, column }: TextPlace): string {
    return `${this.file}:${line}:${column}`;
  }

  private parsed(text: string, wanted: string): SourceText {
    try {
      return new SourceText(text, wanted);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      throw new UsageError(printable(`${this.at(error.place)}: ${error.message}`));
    }
  }
}
