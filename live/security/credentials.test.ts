import { describe, expect, it } from 'vitest';

import { KnownCredentials, parseCredential, parseCredentials } from './credentials.ts';

describe('a file of credentials', () => {
  it("is Mesos's JSON, or a line each", () => {
    const both = [
      { principal: 'marathon', secret: 'm-secret' },
      { principal: 'ops', secret: 'o:secret' },
    ];
    expect(parseCredentials(JSON.stringify({ credentials: both }), 'f')).toEqual(both);
    expect(parseCredentials('marathon m-secret\n\n ops\to:secret \n', 'f')).toEqual(both);
    expect(parseCredential('ops o:secret', 'f')).toEqual(both[1]);
    expect(parseCredential(JSON.stringify(both[0]), 'f')).toEqual(both[0]);
  });

  it('says what is wrong, and repeats no secret', () => {
    const problems = ['a b c', 'ops s3cret\nops t', '{"credentials": s3cret}', 'a:b s3cret'];
    const said = problems.map((text) => {
      try {
        return parseCredentials(text, 'file');
      } catch (error) {
        return error instanceof Error ? error.message : error;
      }
    });
    expect(said).toEqual([
      'file:1: found 3 words, wanted a principal and a secret',
      'file: found "ops" twice',
      'file: found what is no JSON, wanted {"credentials": […]}',
      'file: found ":" in "a:b", which HTTP takes for its end',
    ]);
    const missing = JSON.stringify({ credentials: [{ principal: 'ops' }] });
    expect(() => parseCredentials(missing, 'file')).toThrow(/^file: credentials\.0\.secret: /);
    expect(() => parseCredential('', 'file')).toThrow('file: found 0 credentials, wanted one');
  });

  it('is compared with whole, principal and secret', () => {
    const known = new KnownCredentials([{ principal: 'ops', secret: 'right' }]);
    expect(known.isKnown('ops', 'right')).toBe(true);
    for (const [principal, secret] of [
      ...[
        ['ops', 'wrong'],
        ['ops', ''],
        ['ops', 'right '],
      ],
      ...[
        ['', 'right'],
        ['Ops', 'right'],
        ['nobody', 'right'],
      ],
    ]) {
      expect(known.isKnown(principal, secret)).toBe(false);
    }
  });
});
