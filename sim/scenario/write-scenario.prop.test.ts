import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import type { FaultDocument, ScenarioDocument } from './scenario-document.ts';
import { writeScenario } from './write-scenario.ts';

/** Texts that YAML would take for something else, and such as scenarios have. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...['true', 'null', 'no', 'Y', '1', '1.5', '1e3', '0x1f', '0o7', '12:30', '~', '-', '', ' a'],
    ...['.inf', '.nan', '1/1000', '90s', '1 per 6h per agent', '-30s', '/front', 'r{1..4}', 'a: b'],
    ...[
      '#a',
      'a #b',
      '[a]',
      '{a}',
      '&a',
      '*a',
      '!a',
      '|',
      '>',
      '%a',
      '@a',
      '`a',
      '2026-11-21',
      '=',
    ],
    ...['a\nb', 'a\tb', '"', "'", '\\', 'cpus:16;mem:65536', '<<', '? a', '- a', '1_000'],
  ),
);

/** JSON has no negative zero. */
const amount = fc
  .oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((number) => number + 0);

const fault: fc.Arbitrary<FaultDocument> = fc.record(
  {
    kind: fc.constantFrom('agent-crash', 'partition', 'straggler'),
    at: text,
    agents: fc.array(fc.nat(), { maxLength: 60 }),
    frameworks: fc.array(text, { maxLength: 4 }),
    factor: amount,
  },
  { requiredKeys: ['kind'] },
);

const scenario: fc.Arbitrary<ScenarioDocument> = fc.record(
  {
    name: text,
    cluster: fc.record({
      agents: fc.array(
        fc.record({
          count: fc.nat(),
          resources: fc.oneof(text, fc.dictionary(text, amount, { noNullPrototype: true })),
        }),
        { maxLength: 4 },
      ),
    }),
    roles: fc.dictionary(text, fc.record({ weight: amount }), { noNullPrototype: true }),
    frameworks: fc.array(
      fc.record(
        {
          name: text,
          kind: fc.constantFrom('mapreduce', 'service'),
          // Two that have no place of their own in the order.
          checkpoint: fc.boolean(),
          partitionAware: fc.boolean(),
          jobs: fc.array(
            fc.record({
              tasks: fc.nat(),
              stages: fc.array(fc.record({ tasks: fc.nat(), duration: text }), { maxLength: 4 }),
            }),
            { maxLength: 4 },
          ),
        },
        { requiredKeys: ['name', 'kind'] },
      ),
      { maxLength: 4 },
    ),
    faults: fc.oneof(
      text,
      fc.array(fc.oneof(fault, fc.record({ preset: text })), { maxLength: 4 }),
    ),
    seed: fc.oneof(text, fc.integer()),
    until: text,
  },
  { requiredKeys: ['cluster', 'frameworks'] },
);

/** The same values with all fields the other way round. */
function reversed(value: unknown, of = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => reversed(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, reversed(part, name)]);
  // Names of roles and resources have an order of their own.
  const free = ['roles', 'resources'].includes(of);
  return Object.fromEntries(free ? entries : entries.reverse());
}

describe('a scenario as text', () => {
  it('reads back as the same document', () => {
    fc.assert(
      fc.property(scenario, (document) => {
        expect(parse(writeScenario(document))).toEqual(document);
      }),
    );
  });

  it('is the same text whatever the order of its fields', () => {
    fc.assert(
      fc.property(scenario, (document) => {
        const other = reversed(document) as ScenarioDocument;
        expect(writeScenario(other)).toBe(writeScenario(document));
      }),
    );
  });
});
