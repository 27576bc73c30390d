import { type Attribute, attributeNamed } from '../../allocation/attributes.ts';
import { compilePattern } from '../../allocation/constraint-pattern.ts';
import { fromMilli } from '../../resources/quantities.ts';

/** Where an instance is or could be. */
export interface Place {
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
}

/** Where instances of an app may be (Marathon `docs/docs/constraints.md`). */
export interface PlacementConstraint {
  /** Whether it looks at where the others are. */
  readonly relative: boolean;
  /** Whether one more may go to a place while the others are where they are. */
  allows(place: Place, others: readonly Place[]): boolean;
  /** Those of all instances without which the rest would keep the constraint better. */
  misplaced(all: readonly Place[]): (place: Place) => boolean;
}

/** How many instances have each value of a constraint's field. */
type Counts = ReadonlyMap<string, number>;

/** A constraint on the value that one field of a place has. */
interface Rule {
  readonly relative: boolean;
  /** @param others those of others, in the order in which they were launched */
  allows(value: string, others: Counts): boolean;
  misplaced(value: string, all: Counts): boolean;
}

const OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'UNLIKE', 'MAX_PER', 'IS'];

/**
 * Reads `[field, operator]` or `[field, operator, value]`. The field is `hostname` (also
 * `@hostname`) or the name of an attribute; an agent without it serves UNLIKE only. Values are
 * compared as texts: scalars with up to three decimals, ranges as `[1-5,8-9]`.
 * @returns the constraint, or what is wrong with it
 */
export function readConstraint(parts: readonly string[]): PlacementConstraint | string {
  const [field, operator, value = ''] = parts;
  const shown = `constraint [${parts.join(', ')}]`;
  if (parts.length < 2 || parts.length > 3 || field === '') {
    return `found ${shown}, wanted [field, operator] or [field, operator, value]`;
  }
  const rule = readRule(operator, value);
  if (typeof rule === 'string') return `found ${shown}, ${rule}`;
  const valueAt = (place: Place): string | undefined => fieldValue(place, field);
  return {
    relative: rule.relative,
    allows: (place, others) => {
      const own = valueAt(place);
      if (own === undefined) return operator === 'UNLIKE';
      return rule.allows(own, rule.relative ? countsOf(others, valueAt) : NOBODY);
    },
    misplaced: (all) => {
      const counts = rule.relative ? countsOf(all, valueAt) : NOBODY;
      return (place) => {
        const own = valueAt(place);
        return own === undefined ? operator !== 'UNLIKE' : rule.misplaced(own, counts);
      };
    },
  };
}

/** @returns the rule, or what was wanted instead */
function readRule(operator: string, value: string): Rule | string {
  switch (operator) {
    case 'UNIQUE':
      return value === '' ? atMost(1) : 'wanted no value';
    case 'MAX_PER': {
      const most = wholeNumber(value);
      return most === null ? 'wanted a whole number from 1' : atMost(most);
    }
    case 'CLUSTER':
      return value === '' ? SAME_AS_FIRST : absolute((own) => own === value);
    case 'GROUP_BY': {
      const groups = value === '' ? 0 : wholeNumber(value);
      return groups === null ? 'wanted no value or a whole number from 1' : even(groups);
    }
    case 'LIKE':
    case 'UNLIKE': {
      if (value === '') return 'wanted a pattern';
      const matches = compilePattern(value);
      if (typeof matches === 'string') return matches;
      return absolute(operator === 'LIKE' ? matches : (own) => !matches(own));
    }
    case 'IS': {
      const wanted = canonical(value);
      return value === '' ? 'wanted a value' : absolute((own) => canonical(own) === wanted);
    }
    default:
      return `wanted one of ${OPERATORS.join(', ')}`;
  }
}

function absolute(holds: (value: string) => boolean): Rule {
  return { relative: false, allows: holds, misplaced: (value) => !holds(value) };
}

/** UNIQUE and MAX_PER. */
function atMost(most: number): Rule {
  return {
    relative: true,
    allows: (value, others) => (others.get(value) ?? 0) < most,
    misplaced: (value, all) => (all.get(value) ?? 0) > most,
  };
}

/** CLUSTER without a value: the first instance chooses. */
const SAME_AS_FIRST: Rule = {
  relative: true,
  allows: (value, others) => others.size === 0 || (others.size === 1 && others.has(value)),
  misplaced: (value, all) => all.keys().next().value !== value,
};

/**
 * GROUP_BY: a value is open as long as it has no instance, or as few as any other once there are
 * so many groups as were named. Marathon learns which values there are from offers, so that
 * naming their number is what keeps the first ones from taking everything.
 */
function even(groups: number): Rule {
  return {
    relative: true,
    allows: (value, others) => {
      const count = others.get(value);
      return count === undefined || (others.size >= groups && count === least(others));
    },
    misplaced: (value, all) => (all.get(value) ?? 0) > least(all),
  };
}

const NOBODY: Counts = new Map();

function countsOf(
  places: readonly Place[],
  valueAt: (place: Place) => string | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) {
    const value = valueAt(place);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function least(counts: Counts): number {
  let found = Number.POSITIVE_INFINITY;
  for (const count of counts.values()) found = Math.min(found, count);
  return found;
}

/** The value of a place's field as text; absent where it has no such attribute. */
function fieldValue(place: Place, field: string): string | undefined {
  if (field === 'hostname' || field === '@hostname') return place.hostname;
  const value = attributeNamed(place.attributes, field);
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'text':
      return value.text;
    case 'scalar':
      return String(fromMilli(value.milli));
    case 'ranges':
      return `[${value.ranges.map(({ begin, end }) => `${begin}-${end}`).join(',')}]`;
  }
}

function wholeNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** IS takes 4, 4.0 and 4.000 for the same. */
function canonical(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? String(Math.round(Number(text) * 1000) / 1000) : text;
}
