import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { EVENT_KINDS } from '../../sim/log/event-kinds.ts';
import { eventSchema } from './event-json-schema.ts';
import { EventNdjson } from './event-ndjson.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Definitions = Readonly<Record<string, { readonly properties: object }>>;

const schema = eventSchema() as unknown as Schema & { readonly $defs: Definitions };
const line = z.fromJSONSchema(schema);

function golden(): string[] {
  let text = '';
  const experiment = { ...goldenExperiment(), untilUs: 60_000_000 };
  const title = { version: '1', scenario: 's', policy: 'drf', seed: '1' };
  const sink = new EventNdjson(title, eventNamesOf(experiment), (piece) => (text += piece));
  sink.end(runExperiment(experiment, { events: (chunk) => sink.chunk(chunk) }));
  return text.trimEnd().split('\n');
}

describe('the schema of the event log', () => {
  const lines = golden();

  it('holds for every line of a run', () => {
    const wrong = lines.filter((text) => !line.safeParse(JSON.parse(text)).success);
    expect(wrong).toEqual([]);
    expect(lines.length).toBeGreaterThan(1000);
  });

  it('names every field that a line has', () => {
    for (const text of lines.slice(1, -1)) {
      const record = JSON.parse(text) as { readonly kind: string };
      const known = Object.keys(schema.$defs[record.kind].properties);
      expect(known).toEqual(expect.arrayContaining(Object.keys(record)));
    }
  });

  it('describes every kind', () => {
    expect(Object.keys(schema.$defs)).toEqual(['header', 'record', 'end', ...EVENT_KINDS]);
  });

  it.each([
    ['a kind that is none', { seq: 0, t: 0, kind: 'ECLIPSE' }],
    ['a record without a time', { seq: 0, kind: 'TIMER' }],
    ['time below zero', { seq: 0, t: -1, kind: 'TIMER' }],
    ['half an offer', { seq: 0, t: 0, kind: 'OFFER', offer: 0.5 }],
    ['a framework by number', { seq: 0, t: 0, kind: 'REVIVE', framework: 3 }],
    ['a hash that is none', { events: 0, t: 0, hash: 'x' }],
  ])('does not hold for %s', (_, value) => {
    expect(line.safeParse(value).success).toBe(false);
  });
});
