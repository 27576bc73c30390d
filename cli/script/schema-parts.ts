import { z } from 'zod';

import { AttributesError } from '../../core/allocation/attributes.ts';
import { OfferConstraintsError } from '../../core/allocation/offer-constraints.ts';
import { problemOfRole } from '../../core/protocol/roles.ts';
import { ResourceNotationError, reasonNotScalar } from '../../core/resources/notation-values.ts';
import { type Milli, type ResourceMap, toMilli } from '../../core/resources/quantities.ts';
import { readResources } from '../../core/resources/resource-notation.ts';
import type { Resources } from '../../core/resources/resources.ts';

/**
 * Parts of the schemas of scripts. Every message is written so that it can follow
 * `found <value>, `; one that says itself what was found is marked {@link COMPLETE}.
 */
export const COMPLETE: { readonly isComplete: true } = { isComplete: true };

/** Seconds beyond this are a mistake: some thirty years. */
const SECONDS_MAX = 1e9;
const WEIGHT_MAX = 1e9;
const COUNT_MAX = 1e9;

export function wanted(what: string): { error: string } {
  return { error: `wanted ${what}` };
}

/** An object that has these fields and no others. */
export function fields<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `wanted one of ${known}` : `wanted fields: ${known}`,
  });
}

export function oneOf<const Names extends readonly string[]>(
  names: Names,
): z.ZodType<Names[number]> {
  return z.enum(names, wanted(`one of ${names.join(', ')}`));
}

export function listOf<T>(item: z.ZodType<T>, what: string): z.ZodType<T[]> {
  return z.array(item, wanted(what));
}

/** An object of any keys as a Map, so that no key is taken for anything but a name. */
export function mapOf<T>(value: z.ZodType<T>, what: string): z.ZodType<ReadonlyMap<string, T>> {
  return z.unknown().transform((input, context) => {
    if (!isObject(input)) {
      context.addIssue({ code: 'custom', message: `wanted ${what}` });
      return z.NEVER;
    }
    const map = new Map<string, T>();
    for (const [key, item] of Object.entries(input)) {
      const read = value.safeParse(item);
      if (read.success) map.set(key, read.data);
      else passOn(context, read.error, [key]);
    }
    return map;
  });
}

/**
 * One of several schemas, by a first look at the value.
 * @param choose the schema, or what is wrong: where, and what was wanted
 */
export function chosen<T>(choose: (value: unknown) => z.ZodType<T> | Complaint): z.ZodType<T> {
  return z.unknown().transform((input, context) => {
    const choice = choose(input);
    if (!(choice instanceof z.ZodType)) {
      context.addIssue({ code: 'custom', ...choice, path: [...choice.path] });
      return z.NEVER;
    }
    const read = choice.safeParse(input);
    if (read.success) return read.data;
    passOn(context, read.error, []);
    return z.NEVER;
  });
}

export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: typeof COMPLETE;
}

/** Issues of a part as issues of the whole, without their schema: messages are all we use. */
function passOn(
  context: z.core.$RefinementCtx,
  error: z.core.$ZodError,
  path: readonly PropertyKey[],
): void {
  for (const issue of error.issues) {
    const { message } = issue;
    const params = issue.code === 'unrecognized_keys' ? { keys: issue.keys } : paramsOf(issue);
    context.addIssue({ code: 'custom', message, path: [...path, ...issue.path], params });
  }
}

/** What a custom issue carries besides its message. */
export function paramsOf(issue: z.core.$ZodIssue): Record<string, unknown> {
  return issue.code === 'custom' ? (issue.params ?? {}) : {};
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const name: z.ZodType<string> = z.string(wanted('a name')).min(1, wanted('a name'));

/** What scripts, steps and cases may say to their reader. */
export const note: z.ZodOptional<z.ZodString> = z.string(wanted('some text')).optional();

export const flag: z.ZodType<boolean> = z.boolean(wanted('true or false'));

/** A role's path, by Mesos's rules. */
export const role: z.ZodType<string> = z.string(wanted('a role')).superRefine((path, context) => {
  const problem = problemOfRole(path);
  if (problem === null) return;
  context.addIssue({ code: 'custom', message: `wanted a role: ${problem}` });
});

/** A role that can have quota. */
export const topLevelRole: z.ZodType<string> = role.refine(
  (path) => !path.includes('/'),
  wanted('a top-level role'),
);

function number(least: number, most: number, what: string): z.ZodNumber {
  return z.number(wanted(what)).min(least, wanted(what)).max(most, wanted(what));
}

/** Seconds from now, parts of a second included. */
export const seconds: z.ZodType<number> = number(
  0,
  SECONDS_MAX,
  `seconds from 0 to ${SECONDS_MAX}`,
);

/** How long a refusal lasts: Mesos takes any number, and reads a negative one as its default. */
export const filterSeconds: z.ZodType<number> = z.number(wanted('a number of seconds'));

export const interval: z.ZodType<number> = number(0.001, SECONDS_MAX, 'at least 0.001 seconds');

export const weight: z.ZodType<number> = number(1e-9, WEIGHT_MAX, 'a weight above 0');

export const count: z.ZodType<number> = z
  .int(wanted('a whole number'))
  .min(0, wanted('a whole number from 0'))
  .max(COUNT_MAX, wanted(`a whole number up to ${COUNT_MAX}`));

/** Names that may not repeat. */
export function distinctNames(item: z.ZodType<string>, what: string): z.ZodType<string[]> {
  return z.array(item, wanted(what)).superRefine((names, context) => {
    const twice = names.findIndex((one, at) => names.indexOf(one) < at);
    if (twice < 0) return;
    const message = `wanted each of ${what} once`;
    context.addIssue({ code: 'custom', path: [twice], message });
  });
}

/** A resource list in the notation of scripts. */
export const resources: z.ZodType<Resources> = readBy(
  readResources,
  'resources such as "cpus:1;mem:512"',
);

/** Thousandths by name, without zeros. */
export const quantities: z.ZodType<ReadonlyMap<string, Milli>> = amountsOf('quantities', false);

/** Thousandths by name; zero is a limit, null and what is absent is none. */
export const limits: z.ZodType<ResourceMap> = amountsOf('limits', true);

function amountsOf(what: string, keepZeros: boolean): z.ZodType<ReadonlyMap<string, Milli>> {
  return z.unknown().transform((input, context) => {
    if (!isObject(input)) {
      context.addIssue({ code: 'custom', message: `wanted ${what} such as {"cpus": 2}` });
      return z.NEVER;
    }
    const map = new Map<string, Milli>();
    for (const [key, units] of Object.entries(input)) {
      if (keepZeros && units === null) continue;
      if (typeof units !== 'number') {
        context.addIssue({ code: 'custom', path: [key], message: 'wanted a number' });
        continue;
      }
      const message = reasonNotScalar(key, units);
      if (message !== null) {
        context.addIssue({ code: 'custom', path: [key], message, params: COMPLETE });
      } else if (keepZeros || units !== 0) {
        map.set(key, toMilli(units));
      }
    }
    return map;
  });
}

/**
 * Reads a part by one of `core`'s own readers; what it refuses becomes an issue.
 * @param what what to ask for where there is nothing at all
 */
export function readBy<T>(read: (value: unknown) => T, what: string): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    if (value === undefined || value === null) {
      context.addIssue({ code: 'custom', message: `wanted ${what}` });
      return z.NEVER;
    }
    try {
      return read(value);
    } catch (error) {
      context.addIssue({ code: 'custom', ...complaintOf(error) });
      return z.NEVER;
    }
  });
}

/**
 * Where in a value, and what is wrong there.
 * @throws the error itself when it is not one of a reader of `core`
 */
function complaintOf(error: unknown): Complaint & { path: PropertyKey[] } {
  if (error instanceof ResourceNotationError) {
    return { path: stepsOf(error.path), message: error.reason, params: COMPLETE };
  }
  if (error instanceof OfferConstraintsError) {
    const message = error.message.slice(`${error.path}: `.length);
    return { path: stepsOf(error.path), message, params: COMPLETE };
  }
  if (error instanceof AttributesError) {
    return { path: [], message: error.message, params: COMPLETE };
  }
  throw error;
}

/** The steps of a path such as `[2].ranges[0]`. */
function stepsOf(path: string): PropertyKey[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? key : Number(index),
  );
}
