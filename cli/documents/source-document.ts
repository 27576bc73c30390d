import { readFileSync } from 'node:fs';

import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';

import { UsageError, fileProblem, messageOf } from '../errors.ts';
import { printable } from '../output/terminal.ts';

/** Steps from the document to a part of it: `['users', 0, 'demand']`. */
export type Path = readonly PropertyKey[];

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
  /** The document as plain values. */
  readonly value: unknown;
  private readonly file: string;
  private readonly lines = new LineCounter();
  private readonly document: Document;

  /**
   * @param file its name, for messages
   * @param wanted what a reader expects instead of broken text: `YAML`
   * @throws UsageError naming file, line and column when the text is no such document, or has
   *   aliases to nothing, to too much, or to themselves
   */
  constructor(text: string, file: string, wanted: string) {
    this.file = file;
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const [error] = this.document.errors;
    if (error !== undefined) this.refuse(error.pos[0], `${error.message}; wanted ${wanted}`);
    this.value = this.plainValue(wanted);
  }

  /** `file:line:column` of the part at a path; of the nearest part around it when it is missing. */
  where(path: Path): string {
    return this.position(this.offsetOf(path));
  }

  /** `file:line:column` of the name of a field. */
  whereKey(path: Path, key: string): string {
    const node = this.nodeAt(path);
    if (isMap(node)) {
      for (const { key: name } of node.items) {
        if (isScalar(name) && name.value === key && name.range) return this.position(name.range[0]);
      }
    }
    return this.where(path);
  }

  /** The plain value at a path, undefined when there is none. */
  valueAt(path: Path): unknown {
    let value = this.value;
    for (const step of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<PropertyKey, unknown>)[step];
    }
    return value;
  }

  private plainValue(wanted: string): unknown {
    let value: unknown;
    try {
      value = this.document.toJS();
    } catch (error) {
      return this.refuse(0, `${messageOf(error)}; wanted ${wanted}`);
    }
    try {
      JSON.stringify(value);
    } catch {
      // The only values of a document that have no text are those that contain themselves.
      return this.refuse(0, `found an alias that contains itself; wanted ${wanted}`);
    }
    return value;
  }

  private offsetOf(path: Path): number {
    for (let length = path.length; length >= 0; length--) {
      const node = this.nodeAt(path.slice(0, length));
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  }

  private nodeAt(path: Path): unknown {
    return path.length === 0 ? this.document.contents : this.document.getIn(path, true);
  }

  private position(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.file}:${line}:${col}`;
  }

  private refuse(offset: number, message: string): never {
    throw new UsageError(printable(`${this.position(offset)}: ${message}`));
  }
}

/** `users[0].demand`; nothing for the document itself. */
export function pathInWords(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
