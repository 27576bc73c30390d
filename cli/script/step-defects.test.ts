import { describe, expect, it } from 'vitest';

import { random } from '../../core/allocation/policies/random.ts';
import { failuresOf, failuresOfSteps, smallScript } from '../../test/support/script-runs.ts';
import { ScriptDefect } from './run-script.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const onA = { framework: 'f', role: 'web', agent: 'a' };
const ALL_OF_A = 'cpus:4;mem:4096';
const GOT_A = [ADD_F, ADD_A, { expect: { offers: [{ ...onA, resources: ALL_OF_A }] } }];
const RESERVED = { name: 'cpus', value: 1, reservations: [{ type: 'DYNAMIC', role: 'web' }] };

describe('steps that cannot be done', () => {
  const answer = { do: 'inverse_response', framework: 'f', agent: 'a', status: 'ACCEPT' };
  const launch = { do: 'launch', ...onA, resources: 'cpus:1' };
  const stated = { ...ADD_F, used: [{ agent: 'a', role: 'web', resources: 'cpus:1' }] };
  const defects: [what: string, steps: object[], path: PropertyKey[], message: string][] = [
    [
      'a decline of nothing',
      [ADD_A, { ...ADD_F, active: false }, { do: 'decline', ...onA, filter_seconds: 1 }],
      ['steps', 2],
      'found nothing held by f under web on a, wanted something to give back',
    ],
    [
      'a recovery of more than is held',
      [...GOT_A, { do: 'recover', ...onA, resources: 'cpus:5' }],
      ['steps', 3, 'resources'],
      'found cpus:5, wanted some of cpus:4;mem:4096 held by f under web on a',
    ],
    [
      'a launch of what is used already',
      [...GOT_A, { ...launch, resources: 'cpus:4' }, launch],
      ['steps', 4, 'resources'],
      'found cpus:1, wanted some of mem:4096 held by f under web on a',
    ],
    [
      'operations on what is not held',
      [...GOT_A, { do: 'apply', ...onA, operations: [{ type: 'UNRESERVE', resources: RESERVED }] }],
      ['steps', 3, 'operations', 0],
      'UNRESERVE: found cpus:4;mem:4096, wanted',
    ],
    [
      'an answer to no question',
      [...GOT_A, { ...answer, filter_seconds: 1 }],
      ['steps', 3],
      'found no inverse offer of a to f, wanted one that was made and not answered yet',
    ],
    [
      'an answer to a question that maintenance no longer asks',
      [
        ...GOT_A,
        { do: 'unavailability', agent: 'a', start_in: 60 },
        { expect: { inverse_offers: [{ framework: 'f', agent: 'a' }] } },
        { do: 'unavailability', agent: 'a', start_in: null },
        { ...answer, filter_seconds: 1 },
      ],
      ['steps', 6],
      'found no inverse offer of a to f',
    ],
    [
      'a use that the agent knows nothing of',
      [ADD_A, stated],
      ['steps', 1, 'used', 0, 'resources'],
      'found cpus:1, wanted what a was added with for f under web: nothing',
    ],
    [
      'a step inside coalesce',
      [ADD_A, { ...ADD_F, active: false }, { do: 'coalesce', steps: [{ do: 'recover', ...onA }] }],
      ['steps', 2, 'steps', 0],
      'found nothing held by f under web on a',
    ],
  ];

  it.each(defects)('end the run: %s', (_what, steps, path, message) => {
    let thrown: unknown;
    try {
      failuresOfSteps(...steps);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ScriptDefect);
    expect(thrown).toMatchObject({ path, message: expect.stringContaining(message) });
  });

  it('are failures like others under a policy the script was not written for', () => {
    const steps = [ADD_A, { ...ADD_F, active: false }, { do: 'recover', ...onA }];
    expect(failuresOf(smallScript(steps), '1', random)).toEqual([
      {
        step: 2,
        expected: 'something to give back',
        found: 'nothing held by f under web on a',
      },
    ]);
  });

  it('are failures like others once something has failed, and the run goes on', () => {
    const failures = failuresOfSteps(
      { expect: { allocation_runs: 7 } },
      ADD_A,
      { ...ADD_F, active: false },
      { do: 'recover', ...onA },
      { expect: { allocation_runs: 8 } },
    );
    expect(failures.map(({ step }) => step)).toEqual([0, 3, 4]);
    expect(failures[1]).toEqual({
      step: 3,
      expected: 'something to give back',
      found: 'nothing held by f under web on a',
    });
  });
});

describe('what is left unchecked', () => {
  it('is a failure at the end: offers and inverse offers', () => {
    const steps = [ADD_A, ADD_F, { do: 'unavailability', agent: 'a', start_in: 60 }];
    expect(failuresOf(smallScript(steps))).toEqual([
      {
        step: 3,
        expected: { offers: [] },
        found: { offers: [{ ...onA, resources: ALL_OF_A }] },
      },
      {
        step: 3,
        expected: { inverse_offers: [] },
        found: { inverse_offers: [{ framework: 'f', agent: 'a' }] },
      },
    ]);
  });
});
