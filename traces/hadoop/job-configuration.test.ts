import { expect, it } from 'vitest';
import {
  JOB_CONFIGURATION_FORMAT,
  type JobConfiguration,
  JobConfigurationReader,
} from './job-configuration.ts';

function read(text: string): JobConfiguration {
  const reader = new JobConfigurationReader();
  reader.push(text);
  return reader.end();
}

const property = (name: string, value: string): string =>
  `<property><name>${name}</name><value>${value}</value><source>job.xml</source></property>`;

it('reads properties, several on a line or one over several', () => {
  const text = [
    '<?xml version="1.0"?><configuration>',
    property('a', '1') + property('b', 'x &lt;&amp;gt; &other;'),
    `${property('c', '')}<property>`,
    '  <name>d</name>',
    '  <final>true</final>',
    `  <value>two\nlines</value></property>${property('a', '2')}`,
    '<property><name>e</name></property></configuration>',
  ].join('\n');
  const { properties, report, counts } = read(text);
  expect([...properties]).toEqual([
    ['a', '2'],
    ['b', 'x <&gt; &other;'],
    ['c', ''],
    ['d', 'two\nlines'],
    ['e', ''],
  ]);
  expect(report).toMatchObject({ rowsRead: 6, rowsRefused: 0 });
  expect(counts).toMatchObject({ jobs: null, facts: { properties: 5, queue: null } });
});

it('says what job it is of', () => {
  const text = property('mapreduce.job.name', 'sort') + property('mapreduce.map.memory.mb', '1536');
  const configuration = read(text);
  expect(configuration.counts.facts).toMatchObject({ jobName: 'sort', mapMemoryMb: '1536' });
  expect(configuration.toWorkload()).toContain('wanted its history');
});

it('refuses what is cut, endless or nameless', () => {
  const endless = `<property><name>z</name>\n${'x\n'.repeat(40_000)}`;
  const { properties, report } = read(
    `<property><value>1</value></property>\n${endless}${property('a', '1')}\n<property><name>b</na`,
  );
  expect([...properties.keys()]).toEqual(['a']);
  expect(report.problems.map(({ line, reason }) => `${line} ${reason.slice(0, 40)}`)).toEqual([
    '1 found a property without a name',
    '2 found no </property> up to line 32759',
    '40004 found the end of the file, wanted </prop',
  ]);
  expect(report.rowsRead).toBe(4);
});

it.each([
  ['<?xml version="1.0" encoding="UTF-8"?><configuration>\n', true],
  ['<configuration>', true],
  ['<html>', false],
])('knows %j: %s', (text, known) => {
  expect(JOB_CONFIGURATION_FORMAT.detect({ text, lines: [text] })).toBe(known);
});
