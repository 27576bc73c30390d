import { UsageError } from '../errors.ts';
import { NOT_NEGATIVE, parseNumber } from './numbers.ts';

/** A framework's weight: one number, or one per resource. */
export type Weight = number | ReadonlyMap<string, number>;

/**
 * Reads `NAME=2` or `NAME=cpus:2,mem:1` and adds it to the weights read so far.
 * @throws UsageError when it is malformed, zero, or for a name that has one already
 */
export function addWeight(text: string, before: ReadonlyMap<string, Weight>): Map<string, Weight> {
  const equals = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  const value = text.slice(equals + 1).trim();
  if (name === '' || value === '') {
    throw new UsageError(`--weight: found "${text}", wanted NAME=2 or NAME=cpus:2,mem:1`);
  }
  if (before.has(name)) throw new UsageError(`--weight: ${name} is given twice`);
  const weight = value.includes(':') ? weightByResource(value, name) : positive(value, name);
  return new Map([...before, [name, weight]]);
}

function weightByResource(text: string, name: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of text.split(',')) {
    const [resource, value, ...rest] = item.split(':').map((part) => part.trim());
    if (resource === '' || value === undefined || rest.length > 0) {
      throw new UsageError(`--weight ${name}: found "${item}", wanted a resource as cpus:2`);
    }
    weights.set(resource, positive(value, name));
  }
  return weights;
}

function positive(text: string, name: string): number {
  const value = parseNumber(text, `--weight ${name}`, NOT_NEGATIVE);
  if (value === 0) throw new UsageError(`--weight ${name}: found 0, wanted a number above 0`);
  return value;
}
