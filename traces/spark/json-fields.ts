import { quoted } from '../reading/fields.ts';

/** 2^53 microseconds. */
const MAX_TIME_MS = 9_007_199_254_740;

/** Notes that a row had a value which could not be used. */
export interface FieldProblems {
  leftOut: boolean;
}

/**
 * An object out of a log, by its fields. A value of the wrong type, or a number that is not whole
 * or not exact (2^53 and more), counts as absent and is noted; so does a negative one, of which
 * -1 is how Spark says unknown.
 */
export class JsonFields {
  private readonly object: Readonly<Record<string, unknown>>;
  private readonly problems: FieldProblems;

  private constructor(object: object, problems: FieldProblems) {
    this.object = object as Readonly<Record<string, unknown>>;
    this.problems = problems;
  }

  /** The fields of a value, or null when it is no object. */
  static of(value: unknown, problems: FieldProblems): JsonFields | null {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new JsonFields(value, problems) : null;
  }

  /** A whole number from 0 to 2^53 - 1. */
  whole(name: string): number | null {
    const value = this.present(name);
    if (value === undefined || value === -1) return null;
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    return this.leaveOut();
  }

  /** Milliseconds of the epoch, few enough to be whole microseconds; 0 says that there is none. */
  time(name: string): number | null {
    const ms = this.whole(name);
    if (ms === null || ms === 0) return null;
    return ms <= MAX_TIME_MS ? ms : this.leaveOut();
  }

  /** A number from 0, maybe with a fraction. */
  amount(name: string): number | null {
    const value = this.present(name);
    if (value === undefined || value === -1) return null;
    if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
    return this.leaveOut();
  }

  text(name: string): string | null {
    const value = this.present(name);
    if (value === undefined || typeof value === 'string') return value ?? null;
    return this.leaveOut();
  }

  flag(name: string): boolean {
    const value = this.present(name);
    if (value === undefined || typeof value === 'boolean') return value ?? false;
    this.leaveOut();
    return false;
  }

  fields(name: string): JsonFields | null {
    const value = this.present(name);
    if (value === undefined) return null;
    return JsonFields.of(value, this.problems) ?? this.leaveOut();
  }

  /** The objects of a list; other elements are left out. */
  list(name: string): JsonFields[] {
    return this.values(name).flatMap((value) => {
      const fields = JsonFields.of(value, this.problems);
      if (fields === null) this.leaveOut();
      return fields ?? [];
    });
  }

  /** The whole numbers of a list, or null where there is no list; other elements are left out. */
  wholes(name: string): number[] | null {
    if (this.present(name) === undefined) return null;
    return this.values(name).flatMap((value) => {
      if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
      this.leaveOut();
      return [];
    });
  }

  names(): string[] {
    return Object.keys(this.object);
  }

  /** Words for a field that is needed and cannot be used: `found Task ID "x", wanted …`. */
  wanted(name: string, what: string): string {
    const value = this.present(name);
    if (value === undefined) return `found no ${name}, wanted ${what}`;
    return `found ${name} ${shown(value)}, wanted ${what}`;
  }

  /** The value of an own field; an absent one and `null` are the same. */
  private present(name: string): unknown {
    return Object.hasOwn(this.object, name) ? (this.object[name] ?? undefined) : undefined;
  }

  private values(name: string): readonly unknown[] {
    const value = this.present(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.leaveOut();
    return [];
  }

  private leaveOut(): null {
    this.problems.leftOut = true;
    return null;
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value);
}
