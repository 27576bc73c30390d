import { z } from 'zod';

/** A problem file with the right fields of the right kinds; numbers are not yet exact. */
export interface ProblemFields {
  readonly capacity?: AmountFields | undefined;
  readonly nodes?: readonly NodeFields[] | undefined;
  readonly users: readonly UserFields[];
  readonly roles?: Readonly<Record<string, number>> | undefined;
  readonly placement?: 'first-fit' | 'best-fit' | 'worst-fit' | undefined;
  readonly tieBreak?: readonly string[] | undefined;
  readonly slotsPerNode?: number | undefined;
  readonly stop?: 'lowest-blocked' | 'skip' | undefined;
  readonly divisible?: boolean | undefined;
}

/** Amounts by resource, as a map or in Mesos's notation `cpus:9;mem:18`. */
export type AmountFields = string | Readonly<Record<string, number>>;

export interface NodeFields {
  readonly count?: number | undefined;
  readonly resources: AmountFields;
}

export interface UserFields {
  readonly name: string;
  readonly demand: AmountFields;
  readonly weight?: number | Readonly<Record<string, number>> | undefined;
  readonly maxTasks?: number | undefined;
  readonly role?: string | undefined;
  readonly eligible?: readonly number[] | undefined;
}

/** Largest amount, weight or number of tasks: exact arithmetic could do more, no cluster has it. */
export const AMOUNT_MAX = 1e15;
export const USERS_MAX = 1000;
export const NODES_MAX = 100_000;

const AMOUNT = wanted('a number from 0 to 1e15');
const WEIGHT = wanted('a weight above 0, at most 1e15');
const AMOUNTS = wanted('resources such as { cpus: 9, mem: 18 } or "cpus:9;mem:18"');

function wanted(what: string): { error: string } {
  return { error: `wanted ${what}` };
}

function number(what: { error: string }): z.ZodNumber {
  return z.number(what).max(AMOUNT_MAX, what);
}

function wholeNumber(least: number, most: number): z.ZodNumber {
  const what = wanted(`a whole number from ${least} to ${most}`);
  return z.number(what).int(what).min(least, what).max(most, what);
}

function oneOf<const Names extends readonly string[]>(...names: Names): z.ZodType<Names[number]> {
  return z.enum(names, wanted(names.join(' or ')));
}

/** An object that has these fields and no others. */
function fields<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `wanted one of ${known}` : `wanted fields: ${known}`,
  });
}

const amounts: z.ZodType<AmountFields> = z.union(
  [z.string(), z.record(z.string(), number(AMOUNT).min(0, AMOUNT), AMOUNTS)],
  AMOUNTS,
);

const weight = number(WEIGHT).positive(WEIGHT);
const name = z.string(wanted('a name')).min(1, wanted('a name'));

const user: z.ZodType<UserFields> = fields({
  name,
  demand: amounts,
  weight: z
    .union([weight, z.record(z.string(), weight)], {
      error: 'wanted a weight above 0, at most 1e15, or one for each resource',
    })
    .optional(),
  maxTasks: number(AMOUNT).min(0, AMOUNT).optional(),
  role: z
    .string(wanted('a path such as eng/dev'))
    .regex(/^[^/]+(?:\/[^/]+)*$/, wanted('a path such as eng/dev'))
    .optional(),
  eligible: z
    .array(wholeNumber(0, NODES_MAX), wanted('indexes of nodes'))
    .min(1, wanted('at least one index of nodes'))
    .optional(),
});

/** What a problem file may say. */
export const problemSchema: z.ZodType<ProblemFields> = fields({
  capacity: amounts.optional(),
  nodes: z
    .array(
      fields({ count: wholeNumber(1, NODES_MAX).optional(), resources: amounts }),
      wanted('a list of nodes'),
    )
    .min(1, wanted('at least one entry'))
    .optional(),
  users: z
    .array(user, wanted('a list of users'))
    .min(1, wanted('at least one user'))
    .max(USERS_MAX, wanted(`at most ${USERS_MAX} users`)),
  roles: z.record(z.string(), weight, wanted('weights by role, such as { eng: 2 }')).optional(),
  placement: oneOf('first-fit', 'best-fit', 'worst-fit').optional(),
  tieBreak: z.array(name, wanted('names of users')).optional(),
  slotsPerNode: wholeNumber(1, 1_000_000).optional(),
  stop: oneOf('lowest-blocked', 'skip').optional(),
  divisible: z.boolean(wanted('true or false')).optional(),
});
