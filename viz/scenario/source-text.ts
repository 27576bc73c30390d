import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';

/** Steps from the document to a part of it: `['users', 0, 'demand']`. */
export type Path = readonly PropertyKey[];

/** A place in a text, both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Why a text is no document, and where. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly place: TextPlace;

  constructor(place: TextPlace, message: string) {
    super(message);
    this.place = place;
  }
}

/** YAML or JSON as plain values, with where each part stands in its text. */
export class SourceText {
  /** The document as plain values. */
  readonly value: unknown;
  private readonly lines = new LineCounter();
  private readonly document: Document;

  /**
   * @param wanted what a reader expects instead of broken text: `YAML`
   * @throws SourceError when the text is no such document, or has aliases to nothing, to too much,
   *   or to themselves
   */
  constructor(text: string, wanted: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const [error] = this.document.errors;
    if (error !== undefined) this.refuse(error.pos[0], `${error.message}; wanted ${wanted}`);
    this.value = this.plainValue(wanted);
  }

  /** Where the part at a path begins; the nearest part around it when it is missing. */
  where(path: Path): TextPlace {
    return this.position(this.offsetOf(path));
  }

  /** Where the name of a field stands. */
  whereKey(path: Path, key: string): TextPlace {
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
      const message = error instanceof Error ? error.message : String(error);
      return this.refuse(0, `${message}; wanted ${wanted}`);
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

  private position(offset: number): TextPlace {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private refuse(offset: number, message: string): never {
    throw new SourceError(this.position(offset), message);
  }
}

/** `users[0].demand`; nothing for the document itself. */
export function pathInWords(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
