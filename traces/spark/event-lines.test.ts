import { expect, it } from 'vitest';
import { EventLines } from './event-lines.ts';
import { encodeUtf8 } from '../reading/utf8-encoder.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What the lines of some chunks are taken for; events of kind `Wanted` are looked at. */
function linesOf(chunks: readonly string[], maxBytes?: number): string[] {
  const found: string[] = [];
  const lines = new EventLines(
    {
      wants: (kind) => kind === 'Wanted',
      line: (bytes, number, ended) =>
        found.push(`${number}:${decoder.decode(bytes)}${ended ? '' : '<cut>'}`),
      passed: (kind, number, whole) => found.push(`${number}:${kind} ${whole ? 'whole' : 'cut'}`),
      tooLong: (number) => found.push(`${number}:too long`),
    },
    maxBytes,
  );
  for (const chunk of chunks) lines.push(encodeUtf8(chunk));
  lines.endFile();
  return found;
}

const LONG = 'x'.repeat(2000);

it('lets kinds by that nobody wants', () => {
  expect(linesOf(['{"Event":"Wanted","a":1}\n{"Event":"Other"}\n'])).toEqual([
    '1:{"Event":"Wanted","a":1}',
    '2:Other whole',
  ]);
});

it('takes CRLF, blank lines, blanks between the tokens and a missing end', () => {
  expect(
    linesOf(['{"Event":"Other"}\r\n\r\n  \n { "Event" : "Other" } \n{"Event":"Wanted"}']),
  ).toEqual(['1:Other whole', '4:Other whole', '5:{"Event":"Wanted"}<cut>']);
});

it('drops a byte order mark on the first line only', () => {
  expect(linesOf(['\uFEFF{"Event":"Other"}\n\uFEFF{"Event":"Other"}\n'])).toEqual([
    '1:Other whole',
    '2:\uFEFF{"Event":"Other"}',
  ]);
  expect(linesOf(['\uFEFF', '\n\uFEFF'])).toEqual(['2:\uFEFF<cut>']);
});

it('gives out what does not begin as an event', () => {
  const strange = ['{"a":1,"Event":"Other"}', '[1]', '{"Event":7}', '{"Event":"Ot\\u0068er"}'];
  expect(linesOf([strange.join('\n')])).toEqual(
    strange.map((line, i) => `${i + 1}:${line}${i === 3 ? '<cut>' : ''}`),
  );
  const longName = `{"Event":"${LONG}"}`;
  expect(linesOf([longName])).toEqual([`1:${longName}<cut>`]);
});

it('says whether a line let by ends as an object does', () => {
  expect(linesOf(['{"Event":"Other","a":\n{"Event":"Other"}  \r\n{"Event":"Oth'])).toEqual([
    '1:Other cut',
    '2:Other whole',
    '3:{"Event":"Oth<cut>',
  ]);
  expect(linesOf([`{"Event":"Other","a":"${LONG}`, `${LONG}"`, '}', '  \n'])).toEqual([
    '1:Other whole',
  ]);
  expect(linesOf([`{"Event":"Other","a":"${LONG}`, LONG])).toEqual(['1:Other cut']);
});

it('drops wanted lines that are too long, and no others', () => {
  const long = `"a":"${LONG}"}`;
  const all = `{"Event":"Wanted",${long}\n{"Event":"Other",${long}\n{"Event":"Wanted"}\n`;
  const wanted = ['1:too long', '2:Other whole', '3:{"Event":"Wanted"}'];
  expect(linesOf([all], 1000)).toEqual(wanted);
  expect(linesOf([...all], 1000)).toEqual(wanted);
});

it('begins each file at line 1', () => {
  const numbers: number[] = [];
  const lines = new EventLines({
    wants: () => true,
    line: (_, number) => numbers.push(number),
    passed: () => {},
    tooLong: () => {},
  });
  lines.push(encodeUtf8('{}\n{}'));
  lines.endFile();
  lines.push(encodeUtf8('\uFEFF{}\n'));
  lines.endFile();
  expect(numbers).toEqual([1, 2, 1]);
});
