import { describe, expect, it } from 'vitest';

import { parseJson } from './json-source.ts';

describe('parseJson', () => {
  it('reads JSON, with or without a byte order mark; of a key given twice the last counts', () => {
    expect(parseJson('{"a": [1, "x", null, true]}', 'f.json')).toEqual({ a: [1, 'x', null, true] });
    expect(parseJson('\ufeff[]', 'f.json')).toEqual([]);
    expect(parseJson('{"a": 1, "a": 2}', 'f.json')).toEqual({ a: 2 });
  });

  it.each([
    ['', '1:1: found the end of the file, wanted a JSON value'],
    ['yes', '1:1: found "y", wanted a JSON value'],
    ['[1, NaN]', '1:5: found "N", wanted a JSON value'],
    ['[1,\n 2 3]', '2:4: found "3", wanted "," or "]"'],
    ['[1,]', '1:4: found "]", wanted a JSON value'],
    ['{"a" 1}', '1:6: found "1", wanted ":"'],
    ["{'a': 1}", `1:2: found "'", wanted a name in double quotes`],
    ['{"a": 1,}', '1:9: found "}", wanted a name in double quotes'],
    ['{"a": [{}, {"b": {}}, x]}', '1:23: found "x", wanted a JSON value'],
    ['{"a": 1]', '1:8: found "]", wanted "," or "}"'],
    ['{} {}', '1:4: found "{", wanted nothing after the JSON value'],
    ['[01]', '1:3: found "1", wanted "," or "]"'],
    ['[-]', '1:2: found "-", wanted a JSON value'],
    ['["a\nb"]', '1:4: found "\ufffd", wanted the end of the text (")'],
    ['["a', '1:4: found the end of the file, wanted the end of the text (")'],
    ['["\\x"]', '1:3: found "\\", wanted an escape such as \\n'],
    ['"\\u00e9" 1', '1:10: found "1", wanted nothing after the JSON value'],
    ['[1.5e+3, -0.25, "\\"", tru]', '1:23: found "t", wanted a JSON value'],
    ['😀', '1:1: found "😀", wanted a JSON value'],
  ])('says where %j is not JSON', (text, message) => {
    expect(() => parseJson(text, 'f.json')).toThrow(`f.json:${message}`);
  });

  it('refuses what is nested too deeply, however deep', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(60), 'f.json')).toBeDefined();
    for (const depth of [80, 1_000_000]) {
      expect(() => parseJson(nested(depth), 'f.json')).toThrow(
        'f.json: found lists and objects nested more than 64 deep, wanted scripts',
      );
    }
  });
});
