import { ResourceNotationError } from './notation-values.ts';

/** Fields of a JSON object, read strictly. Paths go before the field's own name: `[2]`, `.disk`. */
export type Fields = ReadonlyMap<string, unknown>;

/** @throws ResourceNotationError */
export function refuse(path: string, found: unknown, wanted: string): never {
  throw new ResourceNotationError(0, `found ${shown(found)}, wanted ${wanted}`, path);
}

/**
 * The fields of an object, those that are undefined left out.
 * @throws ResourceNotationError when it is no object or has a field that is not among `names`
 */
export function fieldsOf(value: unknown, names: readonly string[], path: string): Fields {
  const wanted = `an object with ${names.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(path, value, wanted);
  }
  const fields = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value)) {
    if (!names.includes(name)) {
      const reason = `found field "${cut(name)}", wanted ${names.join(', ')}`;
      throw new ResourceNotationError(0, reason, path);
    }
    if (field !== undefined) fields.set(name, field);
  }
  return fields;
}

/** @throws ResourceNotationError when the field is missing, no text, or empty */
export function textField(fields: Fields, name: string, path: string): string {
  const value = fields.get(name);
  if (typeof value === 'string' && value !== '') return value;
  return refuse(`${path}.${name}`, value, 'a text');
}

/** Null when the field is missing or null. */
export function optionalText(fields: Fields, name: string, path: string): string | null {
  return (fields.get(name) ?? null) === null ? null : textField(fields, name, path);
}

/** False when the field is missing. */
export function flagField(fields: Fields, name: string, path: string): boolean {
  const value = fields.get(name) ?? false;
  return typeof value === 'boolean' ? value : refuse(`${path}.${name}`, value, 'true or false');
}

/** One of a few words. */
export function wordField<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
  path: string,
): Word {
  const value = fields.get(name);
  const word = words.find((one) => one === value);
  return word ?? refuse(`${path}.${name}`, value, words.join(' or '));
}

/** @throws ResourceNotationError when it is no array */
export function listOf(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(path, value, 'an array');
}

/** A value in a message: short, whatever it is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return `"${cut(value)}"`;
  const isWord = typeof value === 'number' || typeof value === 'boolean' || value === null;
  return isWord ? `${value}` : `a ${typeof value}`;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
