import { describe, expect, it } from 'vitest';

import {
  CheckFailed,
  Interrupted,
  UsageError,
  describeError,
  exitCodeOf,
  fileProblem,
} from './errors.ts';

describe('errors', () => {
  it('have the exit codes of the promise', () => {
    expect(exitCodeOf(new UsageError('x'))).toBe(2);
    expect(exitCodeOf(new CheckFailed('x'))).toBe(1);
    expect(exitCodeOf(new Interrupted('x'))).toBe(130);
    expect(exitCodeOf(new TypeError('x'))).toBe(1);
  });

  it('are one line, without a stack unless it is asked for', () => {
    expect(describeError(new UsageError('a\n  b'), false)).toBe('error: a b');
    expect(describeError(new UsageError('a'), true)).toMatch(/^error: UsageError: a\n {4}at /);
    expect(describeError(new TypeError('a'), false)).toBe(
      'error: a (unexpected; --debug shows where)',
    );
    expect(describeError('text', false)).toBe('error: text');
  });

  it('say in words what the system said', () => {
    const missing = Object.assign(new Error('ENOENT: no such file, open x'), { code: 'ENOENT' });
    expect(fileProblem(missing)).toBe('no such file');
    expect(fileProblem(new Error('other'))).toBe('other');
  });
});
