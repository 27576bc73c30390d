import { expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';

const ROW = 'job0\t1\t1\t10\t20\t30';

it.each([
  ['a row', `${ROW}\n`],
  ['a byte order mark, blank lines, CRLF', `\uFEFF\r\n\r\n${ROW}\r\n`],
  ['a good row after bad ones', `what\nis\nthis\n${ROW}`],
  ['a bad row of the right shape', 'job0\t1\t1\t-10\t20\t30'],
  ['a row cut short', 'job0\t1\t1\t10'],
])('knows SWIM by %s', (_, text) => {
  expect(detectFormat(text)).toEqual({ format: 'swim' });
});

it.each([
  ['', 'no text'],
  [' \n\r\n', 'no text'],
  ['a\0b', 'binary data'],
  ['Avro-Json\n{', 'a Hadoop .jhist file'],
  ['Meta VERSION="1" .\n', 'a Hadoop job history file'],
  ['{"Event":"SparkListenerLogStart"}', 'a Spark event log'],
  ['{\n "jobID": 1', 'JSON'],
  ['<html>', 'XML or HTML'],
  ['; Version: 2\n1 0 0', 'a Standard Workload Format file'],
  ['0,,3418314,0,3938719206', 'comma-separated values'],
  ['hello\tworld', 'text beginning "hello\\tworld"'],
  [`\u001b[31m${'x'.repeat(99)}`, `text beginning "\\u001b[31m${'x'.repeat(35)}…"`],
])('names %j', (text, found) => {
  expect(detectFormat(text)).toEqual({ format: null, found });
});
