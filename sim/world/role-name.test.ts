import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOfRole } from '../../core/protocol/roles.ts';
import { roleOf } from './role-name.ts';

describe('roleOf', () => {
  it('leaves a plain name as it is', () => {
    expect(roleOf('aggregate-2.b')).toBe('aggregate-2.b');
  });

  it('writes what a role cannot have as numbers', () => {
    expect(roleOf('a/b c')).toBe('a%002fb%0020c');
    expect(roleOf('..')).toBe('%002e%002e');
    expect(roleOf('')).toBe('%');
  });

  it('gives valid roles, different ones for different names', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(problemOfRole(roleOf(a))).toBeNull();
        expect(roleOf(a) === roleOf(b)).toBe(a === b);
      }),
    );
    expect(roleOf('a/b')).not.toBe(roleOf('a-b'));
  });
});
