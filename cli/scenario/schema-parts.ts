import { z } from 'zod';

import { messageOf } from '../errors.ts';

/** An object that has these fields and no others. */
export function fields<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' && Array.isArray(issue.keys)
        ? `found the field "${issue.keys[0]}", wanted one of ${known}`
        : undefined,
  });
}

/** A value read by a function that throws what was found and wanted. */
export function read<Value>(reader: (value: unknown) => Value): z.ZodType<Value> {
  return z.unknown().transform((value, context) => {
    try {
      return reader(value);
    } catch (error) {
      const message = messageOf(error).replace(/^: /, '');
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    }
  });
}

/** A text, or what was found instead of `what`. */
export function wantedText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`found ${JSON.stringify(value)}, wanted ${what}`);
}
