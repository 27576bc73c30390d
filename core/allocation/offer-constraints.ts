import { type AttributeValue, attributeNamed } from './attributes.ts';
import type { AgentFacts } from './agent-facts.ts';
import { compilePattern } from './constraint-pattern.ts';

/** What a constraint looks at: an attribute, or something every agent has. */
export type Selector =
  | { readonly attribute: string }
  | { readonly pseudo: 'HOSTNAME' | 'REGION' | 'ZONE' };

type TextPredicate = 'text_equals' | 'text_not_equals' | 'text_matches' | 'text_not_matches';

/** A selector and what must hold of the value it finds. */
interface Constraint {
  readonly selector: Selector;
  /** Whether it holds where there is no such value. */
  readonly withoutValue: boolean;
  holds(value: AttributeValue): boolean;
}

/** Offer constraints that cannot be accepted; `path` says where, such as `[0][2].predicate`. */
export class OfferConstraintsError extends Error {
  override readonly name = 'OfferConstraintsError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/**
 * Which agents a framework wants to be offered in a role: groups of constraints, of which one
 * must hold in all its parts (Mesos `OfferConstraints`; `mesos-semantics` part 19.6).
 */
export class OfferConstraints {
  private readonly groups: readonly (readonly Constraint[])[];

  constructor(groups: readonly (readonly Constraint[])[]) {
    this.groups = groups;
  }

  /** Whether an agent is not to be offered, whatever it has. */
  excludes(agent: AgentFacts): boolean {
    return !this.groups.some((group) => group.every((constraint) => holds(constraint, agent)));
  }
}

function holds(constraint: Constraint, agent: AgentFacts): boolean {
  const value = valueOf(constraint.selector, agent);
  return value === undefined ? constraint.withoutValue : constraint.holds(value);
}

function valueOf(selector: Selector, agent: AgentFacts): AttributeValue | undefined {
  if ('attribute' in selector) return attributeNamed(agent.attributes, selector.attribute);
  const text = pseudoAttribute(selector.pseudo, agent);
  return text === undefined ? undefined : { kind: 'text', text };
}

function pseudoAttribute(
  name: 'HOSTNAME' | 'REGION' | 'ZONE',
  agent: AgentFacts,
): string | undefined {
  if (name === 'HOSTNAME') return agent.hostname;
  return name === 'REGION' ? agent.domain?.region : agent.domain?.zone;
}

/**
 * Reads constraint groups: a list of groups, each a list of
 * `{ selector: { attribute } | { pseudo }, predicate: { exists: true } | { text_equals: … } | … }`.
 * @throws OfferConstraintsError on empty lists, unknown parts, and patterns that are bad or too
 *   complex (as RE2 with Mesos's limits refuses them).
 */
export function parseOfferConstraints(groups: unknown): OfferConstraints {
  return new OfferConstraints(
    listAt(groups, '').map((group, g) =>
      listAt(group, `[${g}]`).map((constraint, c) => parseConstraint(constraint, `[${g}][${c}]`)),
    ),
  );
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new OfferConstraintsError(path, `found ${shown(value)}, wanted a list that is not empty`);
  }
  return value;
}

function parseConstraint(value: unknown, path: string): Constraint {
  const parts = objectAt(value, path, ['selector', 'predicate']);
  const selector = parseSelector(parts['selector'], `${path}.selector`);
  const where = `${path}.predicate`;
  const entries = Object.entries(objectAt(parts['predicate'], where, PREDICATES));
  if (entries.length !== 1) {
    throw new OfferConstraintsError(where, `found ${entries.length} predicates, wanted one`);
  }
  const [name, operand] = entries[0];
  if (name === 'exists') return { selector, withoutValue: false, holds: () => true };
  if (name === 'not_exists') return { selector, withoutValue: true, holds: () => false };
  if (typeof operand !== 'string') {
    const wanted = 'wanted a text';
    throw new OfferConstraintsError(`${where}.${name}`, `found ${shown(operand)}, ${wanted}`);
  }
  return textConstraint(selector, name as TextPredicate, operand, `${where}.${name}`);
}

const PREDICATES = [
  'exists',
  'not_exists',
  'text_equals',
  'text_not_equals',
  'text_matches',
  'text_not_matches',
];

function textConstraint(
  selector: Selector,
  name: TextPredicate,
  operand: string,
  path: string,
): Constraint {
  const negated = name === 'text_not_equals' || name === 'text_not_matches';
  const matches =
    name === 'text_equals' || name === 'text_not_equals'
      ? (text: string): boolean => text === operand
      : patternAt(operand, path);
  return {
    selector,
    withoutValue: negated,
    // Values that are no text pass all four predicates, as in Mesos.
    holds: (value) => value.kind !== 'text' || matches(value.text) !== negated,
  };
}

function patternAt(pattern: string, path: string): (text: string) => boolean {
  const compiled = compilePattern(pattern);
  if (typeof compiled === 'string') throw new OfferConstraintsError(path, compiled);
  return compiled;
}

function parseSelector(value: unknown, path: string): Selector {
  const { attribute, pseudo } = objectAt(value, path, ['attribute', 'pseudo']);
  if (typeof attribute === 'string' && pseudo === undefined) return { attribute };
  if (
    attribute === undefined &&
    (pseudo === 'HOSTNAME' || pseudo === 'REGION' || pseudo === 'ZONE')
  ) {
    return { pseudo };
  }
  const wanted = 'wanted { attribute: name } or { pseudo: HOSTNAME, REGION or ZONE }';
  throw new OfferConstraintsError(path, `found ${shown(value)}, ${wanted}`);
}

function objectAt(
  value: unknown,
  path: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OfferConstraintsError(path, `found ${shown(value)}, wanted ${known.join(', ')}`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new OfferConstraintsError(path, `found "${unknown}", wanted ${known.join(', ')}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}
