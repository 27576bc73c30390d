/**
 * Texts kept beyond the row they stood in, each once.
 *
 * Engines make a part of a text by pointing into the whole: a name taken from a row would hold
 * the chunk of the file it came with, and a table of names the whole file. What this gives back
 * stands alone.
 */
export class TextTable {
  private readonly texts = new Map<string, string>();

  get size(): number {
    return this.texts.size;
  }

  /** The same text, as one that may be kept. */
  own(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const copy = ownText(text);
    this.texts.set(copy, copy);
    return copy;
  }
}

/** Parts shorter than this are copied by the engines we know (V8: 13, SpiderMonkey: 24). */
const COPIED_ANYWAY = 13;

/** The text, as one that holds nothing but itself. */
export function ownText(text: string): string {
  if (text.length < COPIED_ANYWAY) return text;
  // By UTF-16 units: an unpaired surrogate stays what it is.
  return text.split('').join('');
}
