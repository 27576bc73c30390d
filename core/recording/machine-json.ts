import type { AgentFacts } from '../allocation/agent-facts.ts';
import { OfferConstraints, parseOfferConstraints } from '../allocation/offer-constraints.ts';
import { readResourceDocument, resourcesDocument } from '../resources/resource-document.ts';
import { Resources } from '../resources/resources.ts';

/**
 * Messages of the machines as JSON text and back: on the wire between agents and the master, in
 * checkpoints and in recordings. What JSON has no word for is an object with one key that starts
 * with `$`.
 */
export function writeMachineJson(value: unknown): string {
  // Asking for every value what it is takes three times as long, and most are plain.
  return isPlain(value) ? JSON.stringify(value) : JSON.stringify(value, (_key, one) => tagged(one));
}

/** Whether JSON has a word for all that is in a value. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return value !== Number.POSITIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPlain);
}

function tagged(value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY) return { $number: 'Infinity' };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Resources) return { $resources: resourcesDocument(value) };
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof WrittenConstraints) return { $constraints: value.written };
  return value;
}

/**
 * What {@link writeMachineJson} wrote.
 * @throws Error when the text is not JSON or a resource cannot be read
 */
export function readMachineJson(text: string): unknown {
  return JSON.parse(text, (_key, one: unknown) => untagged(one));
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('$resources' in value && Array.isArray(value.$resources)) {
    const objects: unknown[] = value.$resources;
    return Resources.of(
      objects.map((one, at) => readResourceDocument(Object(one), `resources[${at}]`)),
    );
  }
  if ('$map' in value && Array.isArray(value.$map)) {
    return new Map(value.$map.filter((pair): pair is [unknown, unknown] => Array.isArray(pair)));
  }
  if ('$constraints' in value) return new WrittenConstraints(value.$constraints);
  if ('$number' in value) return Number.POSITIVE_INFINITY;
  return value;
}

/** Offer constraints that remember how they were written, so that they can be written again. */
export class WrittenConstraints extends OfferConstraints {
  readonly written: unknown;
  private readonly read: OfferConstraints;

  /** @throws OfferConstraintsError */
  constructor(written: unknown) {
    super([]);
    this.written = written;
    this.read = parseOfferConstraints(written);
  }

  override excludes(agent: AgentFacts): boolean {
    return this.read.excludes(agent);
  }
}
