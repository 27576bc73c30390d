import type { RandomStream } from '../../core/random/random-stream.ts';
import { ResourceNotationError } from '../../core/resources/notation-values.ts';
import { OperationError, applyOperations } from '../../core/resources/operations.ts';
import { readResources, writeResources } from '../../core/resources/resource-notation.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { Json } from '../output/json.ts';
import type { ResourceCase } from './cases.ts';
import { type Mismatch, mismatchOf, unitsDocument } from './mismatch.ts';

/**
 * Computes a case and compares.
 * @param random orders objects of one name where not all of them fit
 */
export function checkResourceCase(one: ResourceCase, random: RandomStream): Mismatch | null {
  switch (one.op) {
    case 'contains':
    case 'equal':
      return mismatchOf(one.result, compared(one.op, one.args));
    case 'contains_quantities':
      return mismatchOf(one.result, one.args[0].containsQuantities(one.args[1]));
    case 'quantities':
      return mismatchOf(unitsDocument(one.result), unitsDocument(one.args[0].quantities()));
    case 'shrink_to_quantities':
    case 'shrink_to_limits': {
      const found = writeResources(shrunk(one, random));
      const expected = one.result_one_of.map((list) => writeResources(list));
      if (expected.includes(found)) return null;
      return expected.length === 1
        ? { expected: expected[0], found }
        : { expected, found: [found] };
    }
    case 'apply':
      return mismatchOfOperations(one);
    case 'parse_error':
      return mismatchOfRefusals(one.args);
    default:
      return mismatchOf(writeResources(one.result), writeResources(computed(one)));
  }
}

function mismatchOfOperations({
  args,
  operations,
  result,
}: Extract<ResourceCase, { readonly op: 'apply' }>): Mismatch | null {
  const after = applyOperations(args[0], operations);
  const expected = result === null ? REFUSED : { result: writeResources(result) };
  if (!(after instanceof OperationError)) {
    return mismatchOf(expected, { result: writeResources(after) });
  }
  return result === null ? null : { expected, found: { error: after.message } };
}

type ListCase = Extract<ResourceCase, { readonly result: Resources }>;

function computed(one: Exclude<ListCase, { readonly op: 'apply' }>): Resources {
  const [first, ...others] = one.args;
  switch (one.op) {
    case 'add':
      return others.reduce((sum, list) => sum.plus(list), first);
    case 'subtract':
      return others.reduce((rest, list) => rest.minus(list), first);
    case 'reserved':
      return first.reserved(one.role);
    case 'unreserved':
      return first.unreserved();
    case 'allocatable_to':
      return first.allocatableTo(one.role);
    case 'repeat_add_subtract':
      return repeated(first, others[0] ?? first, one.times);
  }
}

function compared(op: 'contains' | 'equal', [a, b]: readonly Resources[]): boolean {
  return op === 'contains' ? a.contains(b) : a.equals(b);
}

function shrunk(
  one: Extract<ResourceCase, { readonly result_one_of: readonly Resources[] }>,
  random: RandomStream,
): Resources {
  const [list] = one.args;
  return one.op === 'shrink_to_limits'
    ? list.shrinkToLimits(one.target, random)
    : list.shrinkToQuantities(one.target, random);
}

function repeated(start: Resources, part: Resources, times: number): Resources {
  let sum = start;
  for (let i = 0; i < times; i++) sum = sum.plus(part);
  for (let i = 0; i < times; i++) sum = sum.minus(part);
  return sum;
}

/** Everything given must be refused; what is not is shown as what it was read as. */
function mismatchOfRefusals(args: readonly unknown[]): Mismatch | null {
  const read = args.map(readOrNull);
  if (read.every((list) => list === null)) return null;
  const found = read.map((list): Json => (list === null ? REFUSED : writeResources(list)));
  return { expected: args.map(() => REFUSED), found };
}

const REFUSED = { error: true };

function readOrNull(value: unknown): Resources | null {
  try {
    return readResources(value);
  } catch (error) {
    if (error instanceof ResourceNotationError) return null;
    throw error;
  }
}
