import { UsageError } from '../errors.ts';

/**
 * Reads `name=value,name=value` into a map in the order given.
 * @param known the names that may stand there
 * @throws UsageError for a name that is unknown or given twice, or a part without `=`
 */
export function parseFields(
  text: string,
  what: string,
  known: readonly string[],
): Map<string, string> {
  const fields = new Map<string, string>();
  for (const item of text.split(',')) {
    const equals = item.indexOf('=');
    const name = item.slice(0, Math.max(equals, 0)).trim();
    if (equals < 0 || !known.includes(name)) {
      const wanted = known.map((field) => `${field}=…`).join(',');
      throw new UsageError(`${what}: found "${item.trim()}", wanted ${wanted}`);
    }
    if (fields.has(name)) throw new UsageError(`${what}: ${name} is given twice in "${text}"`);
    fields.set(name, item.slice(equals + 1).trim());
  }
  return fields;
}
