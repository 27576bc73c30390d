import fc from 'fast-check';
import { describe, it } from 'vitest';

import { divideByAll } from './chosen-policies.ts';
import { UsageError } from '../errors.ts';
import { outcomeText } from './outcome-text.ts';
import { parseProblem } from './read-problem.ts';

const NAME = fc.constantFrom('cpus', 'mem', '__proto__', 'constructor', '', 'a b');
const NUMBER = fc.oneof(
  fc.integer({ min: -1, max: 20 }),
  fc.double({ min: 0, max: 100 }),
  fc.constantFrom(1e-300, 1e15, 1e16, 0.1, 1 / 3),
);
const AMOUNTS = fc.oneof(
  fc.dictionary(NAME, NUMBER, { maxKeys: 3 }),
  fc.constantFrom('cpus:4;mem:5', 'cpus:1.5', 'cpus', ';', 'cpus:1;cpus:2'),
);
const USER = fc.record(
  {
    name: fc.constantFrom('A', 'B', 'C', 'D', '__proto__'),
    demand: AMOUNTS,
    weight: fc.oneof(NUMBER, AMOUNTS),
    maxTasks: NUMBER,
    role: fc.constantFrom('a', 'a/b', '/', '__proto__'),
    eligible: fc.array(fc.integer({ min: -1, max: 2 }), { maxLength: 2 }),
  },
  { requiredKeys: ['name', 'demand'] },
);
const FILE = fc.record(
  {
    capacity: AMOUNTS,
    nodes: fc.array(
      fc.record(
        { count: fc.integer({ min: 0, max: 3 }), resources: AMOUNTS },
        { requiredKeys: ['resources'] },
      ),
      { maxLength: 2 },
    ),
    users: fc.array(USER, { maxLength: 3 }),
    roles: fc.dictionary(fc.constantFrom('a', 'a/b', '__proto__'), NUMBER, { maxKeys: 2 }),
    slotsPerNode: fc.integer({ min: 0, max: 4 }),
    divisible: fc.boolean(),
  },
  { requiredKeys: ['users'] },
);

describe('a problem file', () => {
  it('of any content is divided or refused in words', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          FILE,
          fc.json().map((text): unknown => JSON.parse(text)),
        ),
        (file) => {
          let problem;
          try {
            problem = parseProblem(JSON.stringify(file), 'p.json');
          } catch (error) {
            if (error instanceof UsageError && !error.message.includes('\n')) return;
            throw error;
          }
          for (const outcome of divideByAll(problem).outcomes) {
            outcomeText(outcome, { colour: false, width: 80, interactive: false });
          }
        },
      ),
      { numRuns: 3000, seed: 15 },
    );
  });

  it('of any text is refused in words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseProblem(text, 'p.yaml');
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
        }
      }),
      { numRuns: 500, seed: 16 },
    );
  });
});
