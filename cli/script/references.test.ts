import { expect, it } from 'vitest';

import { smallScript } from '../../test/support/script-runs.ts';
import { scriptsOf } from './read-scripts.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_B = { do: 'add_agent', agent: 'b' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const ADD_G = { do: 'add_framework', framework: 'g' };
const held = { framework: 'f', role: 'web', agent: 'a' };

it.each<[what: string, steps: object[], message: string]>([
  [
    'an agent nobody defined',
    [{ do: 'add_agent', agent: 'z' }],
    'steps[0].agent: found "z", wanted an agent that is defined: a, b',
  ],
  [
    'an agent added twice',
    [ADD_A, ADD_A],
    'steps[1].agent: found "a", which was added before, wanted an agent that is not there',
  ],
  [
    'an agent that is not there',
    [{ do: 'remove_agent', agent: 'a' }],
    'steps[0].agent: found "a", wanted an agent that is there: there is none',
  ],
  [
    'an agent that has left',
    [ADD_A, { do: 'remove_agent', agent: 'a' }, { do: 'activate_agent', agent: 'a' }],
    'steps[2].agent: found "a", wanted an agent that is there',
  ],
  [
    'a framework nobody defined',
    [{ do: 'add_framework', framework: 'z' }],
    'steps[0].framework: found "z", wanted a framework that is defined: f, g',
  ],
  [
    'a framework added twice',
    [ADD_F, ADD_F],
    'steps[1].framework: found "f", which was added before',
  ],
  [
    'a framework that has left',
    [ADD_F, { do: 'remove_framework', framework: 'f' }, { do: 'suppress', framework: 'f' }],
    'steps[2].framework: found "f", wanted a framework that is there: there is none',
  ],
  [
    'a role nobody has',
    [ADD_A, ADD_F, { do: 'recover', ...held, role: 'x' }],
    'steps[2].role: found "x", wanted a role of f: web',
  ],
  [
    'a decline of an agent not there',
    [ADD_F, { do: 'decline', ...held, filter_seconds: 1 }],
    'steps[1].agent: found "a", wanted an agent that is there',
  ],
  [
    'a suppressed role it is not in',
    [{ ...ADD_F, suppressed_roles: ['batch'] }],
    'steps[0].suppressed_roles[0]: found "batch", wanted a role f is in: web',
  ],
  [
    'a revived role it has left',
    [
      ADD_G,
      { do: 'update_framework', framework: 'g', roles: ['batch'] },
      { do: 'revive', framework: 'g', roles: ['batch/nightly'] },
    ],
    'steps[2].roles[0]: found "batch/nightly", wanted a role g is in: batch',
  ],
  [
    'constraints of a role it is not in',
    [ADD_F, { do: 'update_framework', framework: 'f', min_allocatable: { x: [] } }],
    'steps[1].min_allocatable.x: found "x", wanted a role f is in: web',
  ],
  [
    'a user nobody defined',
    [{ ...ADD_A, used: [{ framework: 'z', role: 'web', resources: 'cpus:1' }] }],
    'steps[0].used[0].framework: found "z"',
  ],
  [
    'a use on an agent nobody defined',
    [{ ...ADD_F, used: [{ agent: 'z', role: 'web', resources: 'cpus:1' }] }],
    'steps[0].used[0].agent: found "z"',
  ],
  [
    'an expected offer of nobody',
    [{ expect: { offers: [{ ...held, agent: 'z', resources: '' }] } }],
    'steps[0].expect.offers[0].agent: found "z"',
  ],
  [
    'an alternative of nobody',
    [{ expect: { offers_one_of: [[], [{ ...held, framework: 'z', resources: '' }]] } }],
    'steps[0].expect.offers_one_of[1][0].framework: found "z"',
  ],
  [
    'totals of nobody',
    [{ expect: { offer_totals: { z: {} } } }],
    'steps[0].expect.offer_totals.z: found "z"',
  ],
  [
    'an expected agent nobody defined',
    [{ expect: { offer_agents: ['a', 'z'] } }],
    'steps[0].expect.offer_agents[1]: found "z"',
  ],
  [
    'counts since no mark',
    [{ expect: { count_per_framework: { since: 'm', counts: {} } } }],
    'steps[0].expect.count_per_framework.since: found "m", wanted a mark set before: there is none',
  ],
  [
    'a mark set twice',
    [
      { expect: {}, mark: 'm' },
      { expect: {}, mark: 'm' },
    ],
    'steps[1].mark: found "m", which was set before',
  ],
  [
    'holdings on agents nobody defined',
    [{ expect: { held: { f: { agents: ['z'] } } } }],
    'steps[0].expect.held.f.agents[0]: found "z"',
  ],
  [
    'an inverse offer of nobody',
    [{ expect: { inverse_offers: [{ framework: 'f', agent: 'z' }] } }],
    'steps[0].expect.inverse_offers[0].agent: found "z"',
  ],
  [
    'an answer of nobody',
    [{ expect: { inverse_statuses: { a: { z: 'ACCEPT' } } } }],
    'steps[0].expect.inverse_statuses.a.z: found "z"',
  ],
  [
    'a step inside coalesce',
    [{ do: 'coalesce', steps: [ADD_A, ADD_A] }],
    'steps[0].steps[1].agent: found "a", which was added before',
  ],
  [
    'what was there before the leader changed',
    [ADD_A, { do: 'master_recover', expected_agents: 1 }, { do: 'remove_agent', agent: 'a' }],
    'steps[2].agent: found "a", wanted an agent that is there',
  ],
  [
    'more time than can be simulated',
    [
      { do: 'advance', seconds: 999_999 },
      { do: 'advance', seconds: 2 },
    ],
    'steps[1].seconds: found 1000001 seconds so far, wanted at most 1000000 seconds in all',
  ],
])('refuses %s', (_what, steps, message) => {
  expect(() => scriptsOf(smallScript(steps), 's.json')).toThrow(`s.json: ${message}`);
});

it('refuses definitions by a role the framework is never in', () => {
  const frameworks = { f: { roles: ['web'], min_allocatable: { x: [] } } };
  expect(() => scriptsOf(smallScript([], { frameworks }), 's.json')).toThrow(
    's.json: frameworks.f.min_allocatable.x: found "x", wanted a role of f: web',
  );
});

it('takes what can happen: leaving and coming back, roles joined later, agents named early', () => {
  const steps = [
    ADD_A,
    { do: 'remove_agent', agent: 'a' },
    ADD_A,
    { ...ADD_F, used: [{ agent: 'b', role: 'web', resources: 'cpus:1' }] },
    { do: 'update_framework', framework: 'f', roles: ['web', 'late'] },
    { do: 'suppress', framework: 'f', roles: ['late'] },
    { do: 'remove_framework', framework: 'f' },
    ADD_F,
    { ...ADD_B, used: [{ framework: 'f', role: 'left', resources: 'cpus:1' }] },
    { do: 'recover', ...held, agent: 'b', role: 'left' },
    { do: 'set_weight', role: 'nobody/knows', weight: 2 },
    { expect: { offers: [] }, mark: 'm' },
    { expect: { count_per_framework: { since: 'm', counts: { f: 0 } } } },
  ];
  expect(scriptsOf(smallScript(steps), 's.json')).toHaveLength(1);
});
