/** JSON as it is sent. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** An object of JSON text; undefined where it is none. */
export function readJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A Mesos id, `{ "value": text }`. */
export function idDocument(value: string): JsonObject {
  return { value };
}

/**
 * JSON text in ASCII alone: some clients count characters where the wire counts bytes
 * (`clients-and-systems` section 1, item 2).
 */
export function asciiJson(document: Json): string {
  const text = JSON.stringify(document) ?? 'null';
  if (!/[^\u0000-\u007e]/.test(text)) return text;
  return text.replace(/[^\u0000-\u007e]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Seconds since 1970 from a host's microseconds. */
export function secondsOf(atUs: number): number {
  return atUs / 1e6;
}
