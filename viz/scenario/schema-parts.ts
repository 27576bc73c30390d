import { z } from 'zod';

import { suggestion } from '../../sim/scenario/nearest-name.ts';

/**
 * The parts a schema is made of. Every message is what was wanted; who prints it says before it
 * where and what was found.
 */
export function wanted(what: string): { error: string } {
  return { error: `wanted ${what}` };
}

/** An object that has these fields and no others; of a misspelt one it names the nearest. */
export function fields<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return `wanted fields: ${known.join(', ')}`;
      const [first = ''] = Array.isArray(issue.keys) ? issue.keys.map(String) : [];
      return `wanted one of ${known.join(', ')}${suggestion(first, known)}`;
    },
  });
}

export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const what = wanted(`a whole number from ${least} to ${most}`);
  return z.number(what).int(what).min(least, what).max(most, what);
}

/** @param above whether the least itself is too little */
export function numberFrom(least: number, most: number, above = false): z.ZodType<number> {
  const what = wanted(`a number ${above ? 'above' : 'from'} ${least}, at most ${most}`);
  const number = z.number(what).max(most, what);
  return above ? number.gt(least, what) : number.min(least, what);
}

export function trueOrFalse(): z.ZodType<boolean> {
  return z.boolean(wanted('true or false'));
}

/** A text; what it has to be beyond that is found where its meaning is read. */
export function text(what: string, ...examples: readonly string[]): z.ZodType<string> {
  return z
    .string(wanted(what))
    .min(1, wanted(what))
    .meta(examples.length === 0 ? {} : { examples });
}

export function duration(): z.ZodType<string> {
  return text('a duration such as 500us, 30s, 10m or 2h', '30s', '10m', '2h');
}

/** One of some names; of a misspelt one it names the nearest. */
export function oneOf<const Name extends string>(names: readonly Name[]): z.ZodType<Name> {
  return z.enum(names, {
    error: ({ input }) => {
      const guess = typeof input === 'string' ? suggestion(input, names) : '';
      return `wanted one of ${names.join(', ')}${guess}`;
    },
  });
}

export function listOf<Value>(part: z.ZodType<Value>, what: string, least = 0): z.ZodType<Value[]> {
  const list = z.array(part, wanted(`a list of ${what}`));
  return least === 0 ? list : list.min(least, wanted(`at least ${least} of ${what}`));
}

const RESOURCES = wanted('resources such as cpus:16;mem:65536 or { cpus: 16, mem: 65536 }');
const AMOUNT = wanted('an amount of a resource');

/** In Mesos's notation, or units by name. */
export function resources(): z.ZodType<string | Record<string, number>> {
  return z
    .union([z.string(RESOURCES), z.record(z.string(), z.number(AMOUNT), RESOURCES)], RESOURCES)
    .meta({ examples: ['cpus:16;mem:65536', { cpus: 16, mem: 65_536 }] });
}
