import { describe, expect, it } from 'vitest';
import { JsonObjectSplitter } from './json-object-splitter.ts';

const SHAPE = { members: new Set(['id', 'p']), lists: new Set(['list']) };

function eventsOf(chunks: readonly string[], maxLength?: number): string[] {
  const events: string[] = [];
  const splitter = new JsonObjectSplitter(
    SHAPE,
    {
      begin: (line) => events.push(`${line} begin`),
      member: (name, text, line) => events.push(`${line} ${name}=${text}`),
      element: (name, text, line) => events.push(`${line} ${name}[]=${text}`),
      end: () => events.push('end'),
      broken: (line, reason) => events.push(`${line} ${reason}`),
    },
    maxLength,
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return events;
}

/** Identifiers of the objects that came whole. */
function whole(text: string): string[] {
  const ids: string[] = [];
  let id = '';
  for (const event of eventsOf([text])) {
    if (event.includes(' id=')) id = event.slice(event.indexOf('=') + 1);
    if (event === 'end') ids.push(id);
  }
  return ids;
}

describe('JsonObjectSplitter', () => {
  it('gives out wanted members and elements of wanted lists', () => {
    const text = '{ "id" : 1, "skip": {"id": [2]}, "list": [ {"a":[1]}, 2, "x" ], "p": {"q":"}"} }';
    const wanted = ['1 begin', '1 id=1', '1 list[]={"a":[1]}', '1 list[]=2', '1 list[]="x"'];
    expect(eventsOf([text])).toEqual([...wanted, '1 p={"q":"}"}', 'end']);
    expect(eventsOf([...text])).toEqual([...wanted, '1 p={"q":"}"}', 'end']);
  });

  it.each([
    ['behind each other', '{"id":1}{"id":2} {"id":3}'],
    ['one a line', '{"id":1}\n{"id":2}\n\n{"id":3}\n'],
    ['in a list', '[{"id":1},\n{"id":2},{"id":3}]'],
    ['indented, with blanks before', '{\n  "id" : 1\n}\n {\n  "id" : 2\n}\n {\n  "id" : 3\n}'],
    ['indented in a list', '[\n  {\n    "id": 1\n  },\n  {\n    "id": 2\n  },\n  {"id": 3}\n]'],
    ['with CRLF and a byte order mark', '\uFEFF{\r\n "id": 1\r\n}\r\n{"id":2}\r\n{"id":3}'],
    ['not indented', '{\n"id":1,\n"list":[\n{\n"a":1\n},\n{\n"a":2\n}\n]\n}\n{"id":2}\n{"id":3}'],
    ['with escapes', '{"id":1,"x":"\\"}\\\\"}{"x":["\\"]"],"id":2}{"id":3}'],
    ['empty parts', '{"id":1,"list":[],"p":{}}{"list":[ ],"id":2}{"id":3}'],
  ])('reads objects %s', (_, text) => {
    expect(whole(text)).toEqual(['1', '2', '3']);
  });

  it.each([
    ['{"id":1}{"id":2', 'found the end of the file in the middle of an object', ['1']],
    ['{"id":1}x{"id":2}\n{"id":3}', 'found "x", wanted an object', ['1', '3']],
    ['{"id":1 "p":2}\n{"id":3}', 'found "\\"", wanted "," or "}"', ['3']],
    ['{"id" 1}\n{"id":3}', 'found "1", wanted ":"', ['3']],
    ['{"p":1 {"id":3}', 'found "{", wanted "," or "}"', ['3']],
    ['[\n  {\n    "id" 1\n  },\n  {\n    "id": 3\n  }\n]', 'found "1", wanted', ['3']],
    ['{"id":}\n{"id":3}', 'found "}", wanted a value', ['3']],
    ['{id:1}\n{"id":3}', 'found "i", wanted a name or "}"', ['3']],
    ['{"id":1,}\n{"id":3}', 'found "}", wanted a name', ['3']],
    ['{"id":1,"list":[1 2]}\n{"id":3}', 'found "2", wanted "," or "]"', ['3']],
    ['{"id":1,"list":[,]}\n{"id":3}', 'found ",", wanted a value', ['3']],
    [
      '{"id":"1\n"}\n{"id":3}',
      'found the end of a line in a text, wanted its closing quote',
      ['3'],
    ],
    ['{"id":1,"list":[{"a":1}\n{"id":3}', 'found the beginning of an object in the middle', ['3']],
    ['{"id":1,"p":[[\n{"id":3}', 'found the beginning of an object in the middle', ['3']],
    ['{\n  "id": 1,\n  "p": {\n {\n  "id": 3\n}', 'found the beginning of an object', ['3']],
  ])('loses of %j only what is damaged', (text, reason, ids) => {
    expect(whole(text)).toEqual(ids);
    expect(eventsOf([text]).join('\n')).toContain(reason);
  });

  it('names the line', () => {
    expect(eventsOf(['{\n "id": 1\n}\n\n{ "p": 5,\n "q" }'])).toContain('6 found "}", wanted ":"');
  });

  it('does not keep what is too long', () => {
    const events = eventsOf(['{"id":"', 'x'.repeat(9), 'y'.repeat(9), '"}\n{"id":2}'], 12);
    expect(events).toEqual([
      '1 begin',
      '1 found a value above 12 characters',
      '2 begin',
      '2 id=2',
      'end',
    ]);
  });
});
