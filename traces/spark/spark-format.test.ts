import { expect, it } from 'vitest';
import { SPARK_FORMAT } from './spark-format.ts';

const detect = (text: string): boolean =>
  SPARK_FORMAT.detect({ text, lines: text.split('\n').filter((line) => line.trim() !== '') });

it.each([
  '{"Event":"SparkListenerLogStart","Spark Version":"3.5.0"}',
  '{ "Event" : "SparkListenerTaskEnd" }',
  '{"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.2.1"}',
  '{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart"',
  '{"Timestamp":5,"Event":"SparkListenerApplicationEnd"}',
  '#garbage\n\u0000\n{"Event":"SparkListenerLogStart"}',
])('knows %j', (text) => {
  expect(detect(text)).toBe(true);
});

it.each(['', '{"Event":"click"}', '{"jobID":1}', '[{"a":"SparkListenerLogStart"}]', 'Event,Spark'])(
  'does not take %j',
  (text) => {
    expect(detect(text)).toBe(false);
  },
);
