import { type IntegerRange, parseRanges } from '../resources/notation-values.ts';
import { type Milli, MAX_SCALAR, toMilli } from '../resources/quantities.ts';

/** The value of an agent's attribute (Mesos `docs/attributes-resources.md`). */
export type AttributeValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'scalar'; readonly milli: Milli }
  | { readonly kind: 'ranges'; readonly ranges: readonly IntegerRange[] };

/** What an agent says about itself: `rack:abc`, `zone:west`, `level:10`, `keys:[1000-1500]`. */
export interface Attribute {
  readonly name: string;
  readonly value: AttributeValue;
}

/** Attribute text that cannot be read. */
export class AttributesError extends Error {
  override readonly name = 'AttributesError';
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/;

/**
 * Reads `name:value;name:value`: numbers are scalars, `[1-5]` is ranges, anything else is text.
 * Order and repeated names are kept.
 * @throws AttributesError when an entry has no name or no colon.
 */
export function parseAttributes(text: string): Attribute[] {
  const attributes: Attribute[] = [];
  for (const entry of text.split(';')) {
    if (entry.trim() === '') continue;
    const colon = entry.indexOf(':');
    const name = entry.slice(0, Math.max(colon, 0)).trim();
    if (colon < 0 || name === '') {
      throw new AttributesError(`found attribute "${entry.trim()}", wanted name:value`);
    }
    attributes.push({ name, value: parseValue(entry.slice(colon + 1).trim()) });
  }
  return attributes;
}

function parseValue(text: string): AttributeValue {
  if (text.startsWith('[')) return { kind: 'ranges', ranges: parseRanges(text, 0) };
  if (NUMBER.test(text)) {
    const units = Number(text);
    if (units >= 0 && units <= MAX_SCALAR) return { kind: 'scalar', milli: toMilli(units) };
  }
  return { kind: 'text', text };
}

/** The first attribute of a name, at which constraints look. */
export function attributeNamed(
  attributes: readonly Attribute[],
  name: string,
): AttributeValue | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** Whether two agents say the same about themselves, in the same order. */
export function sameAttributes(a: readonly Attribute[], b: readonly Attribute[]): boolean {
  return a.length === b.length && a.every((one, i) => sameAttribute(one, b[i]));
}

function sameAttribute(a: Attribute, b: Attribute): boolean {
  return a.name === b.name && textOf(a.value) === textOf(b.value);
}

function textOf(value: AttributeValue): string {
  switch (value.kind) {
    case 'text':
      return `text ${value.text}`;
    case 'scalar':
      return `scalar ${value.milli}`;
    case 'ranges':
      return `ranges ${value.ranges.map(({ begin, end }) => `${begin}-${end}`).join(',')}`;
  }
}
