import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

import { DEFAULT_FACEBOOK_DAY } from '../../traces/generate/facebook-day.ts';
import { facebookDayText } from './trace-generate.ts';

const SAMPLES = join(import.meta.dirname, '../../traces/samples');

// The commands are in traces/README.md.

it('makes the sample of a day again, byte for byte', () => {
  const sample = gunzipSync(readFileSync(join(SAMPLES, 'facebook-like-day.tsv.gz'))).toString();
  const day = { ...DEFAULT_FACEBOOK_DAY, scale: 1.9, maxMaps: 20_000 };
  expect(facebookDayText(day, '7')).toBe(sample);
});

it('makes the sample of an hour again, byte for byte', () => {
  const sample = readFileSync(join(SAMPLES, 'facebook-like-hour.tsv'), 'utf8');
  const hour = { jobs: 60, seconds: 3600, scale: 1, maxMaps: 400 };
  expect(facebookDayText(hour, '4')).toBe(sample);
});
