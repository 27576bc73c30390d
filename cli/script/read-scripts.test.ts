import { describe, expect, it } from 'vitest';

import { smallScript } from '../../test/support/script-runs.ts';
import { parseJson } from './json-source.ts';
import { scriptsOf } from './read-scripts.ts';

/** The message with which a document is refused. */
function refusalOf(document: unknown): string {
  try {
    scriptsOf(document, 's.json');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'read';
}

const step = (one: object): object => smallScript([one]);
const added = (one: object): object =>
  smallScript([{ do: 'add_agent', agent: 'a' }, { do: 'add_framework', framework: 'f' }, one]);

describe('scripts', () => {
  it('are one in a file, or an array', () => {
    const script = smallScript([]);
    expect(scriptsOf(script, 's.json').map(({ path }) => path)).toEqual([[]]);
    expect(scriptsOf([script, script], 's.json').map(({ path }) => path)).toEqual([[0], [1]]);
    expect(scriptsOf([], 's.json')).toEqual([]);
  });

  it('have the defaults of the language', () => {
    const [{ script }] = scriptsOf(smallScript([]), 's.json');
    expect(script).toMatchObject({
      area: '',
      config: {
        allocation_interval: 1,
        min_allocatable: [new Map([['cpus', 10]]), new Map([['mem', 32_000]])],
        fairness_exclude: [],
        filter_gpu: true,
        master_domain: null,
      },
    });
    if (script.kind !== 'allocator') throw new Error('an allocator script');
    expect(script.agents.get('a')).toMatchObject({
      attributes: [],
      capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
      domain: null,
    });
    expect(script.frameworks.get('f')).toMatchObject({ capabilities: ['MULTI_ROLE'] });
  });

  it('may carry notes, and names that objects have by themselves', () => {
    const agents = JSON.parse(
      '{"__proto__": {"resources": "cpus:1"}, "constructor": {"resources": ""}}',
    );
    const steps = [
      { do: 'add_agent', agent: '__proto__', note: 'why' },
      { do: 'add_agent', agent: 'constructor' },
    ];
    const more = { agents, note: 'n', source_test: 't', derived: true, area: 'x' };
    expect(refusalOf(smallScript(steps, more))).toBe('read');
    const unknown = smallScript([{ do: 'add_agent', agent: 'toString' }], { agents });
    expect(refusalOf(unknown)).toContain('found "toString", wanted an agent that is defined');
  });
});

describe('malformed scripts', () => {
  it.each<[what: string, document: unknown, message: string]>([
    ['no script', 7, 's.json: found 7, wanted a script: {"name", "kind", …}'],
    ['nothing', null, 's.json: found null, wanted a script'],
    [
      'an unknown kind',
      [{ name: 'x', kind: 'x' }],
      's.json: [0].kind: found "x", wanted one of allocator, sorter, resources, constraints',
    ],
    ['no kind', { name: 'x' }, 's.json: kind: found nothing, wanted one of allocator'],
    ['no name', { kind: 'allocator', steps: [] }, 's.json: name: found nothing, wanted a name'],
    [
      'no steps',
      { name: 'x', kind: 'allocator' },
      's.json: steps: found nothing, wanted a list of steps',
    ],
    [
      'an unknown field',
      smallScript([], { stepz: 1 }),
      's.json: found the field "stepz", wanted one of name, area, kind',
    ],
    [
      'an unknown field of config',
      smallScript([], { config: { interval: 1 } }),
      's.json: config: found the field "interval", wanted one of allocation_interval',
    ],
    [
      'no interval',
      smallScript([], { config: { allocation_interval: 0 } }),
      's.json: config.allocation_interval: found 0, wanted at least 0.001 seconds',
    ],
    [
      'agents as a list',
      smallScript([], { agents: [] }),
      's.json: agents: found [], wanted agents by id',
    ],
    [
      'an agent without resources',
      smallScript([], { agents: { a: {} } }),
      's.json: agents.a.resources: found nothing, wanted resources such as',
    ],
    [
      'an unknown capability',
      smallScript([], { frameworks: { f: { roles: [], capabilities: ['GPU'] } } }),
      's.json: frameworks.f.capabilities[0]: found "GPU", wanted one of REVOCABLE_RESOURCES',
    ],
    [
      'a bad role',
      smallScript([], { frameworks: { f: { roles: ['a//b'] } } }),
      's.json: frameworks.f.roles[0]: found "a//b", wanted a role: role "a//b" has an empty part',
    ],
    [
      'a role twice',
      smallScript([], { frameworks: { f: { roles: ['a', 'a'] } } }),
      's.json: frameworks.f.roles[1]: found "a", wanted each of roles once',
    ],
    [
      'bad constraints',
      smallScript([], {
        frameworks: {
          f: {
            roles: ['web'],
            offer_constraints: { web: [[{ selector: {}, predicate: { exists: true } }]] },
          },
        },
      }),
      's.json: frameworks.f.offer_constraints.web[0][0].selector: found {}, wanted',
    ],
    [
      'bad attributes',
      smallScript([], { agents: { a: { resources: '', attributes: 'rack' } } }),
      's.json: agents.a.attributes: found attribute "rack", wanted name:value',
    ],
    [
      'a step that is none',
      step([]),
      's.json: steps[0]: found [], wanted {"do": …} or {"expect": …}',
    ],
    [
      'an unknown step',
      step({ do: 'add_agnet' }),
      's.json: steps[0].do: found "add_agnet", wanted one of add_agent, remove_agent',
    ],
    [
      'a step of no name',
      step({ agent: 'a' }),
      's.json: steps[0].do: found nothing, wanted one of add_agent',
    ],
    [
      'a step of an object’s own name',
      step({ do: 'toString' }),
      's.json: steps[0].do: found "toString", wanted one of',
    ],
    [
      'do and expect at once',
      step({ do: 'recover_all', expect: {} }),
      's.json: steps[0]: found the field "expect", wanted one of do, note',
    ],
    [
      'an unknown expectation',
      step({ expect: { offer: [] } }),
      's.json: steps[0].expect: found the field "offer", wanted one of offers, offers_one_of',
    ],
    [
      'an expectation of nothing',
      step({ expect: {} }),
      's.json: steps[0].expect: found {}, wanted one of offers',
    ],
    [
      'a field of another step',
      step({ do: 'add_agent', agent: 'a', filter_seconds: 1 }),
      's.json: steps[0]: found the field "filter_seconds", wanted one of do, agent, used',
    ],
    [
      'a missing field',
      step({ do: 'advance' }),
      's.json: steps[0].seconds: found nothing, wanted seconds from 0',
    ],
    [
      'a wrong type',
      step({ do: 'advance', seconds: '1' }),
      's.json: steps[0].seconds: found "1", wanted seconds from 0',
    ],
    [
      'time that runs backwards',
      step({ do: 'advance', seconds: -1 }),
      's.json: steps[0].seconds: found -1, wanted seconds from 0',
    ],
    [
      'a weight of zero',
      step({ do: 'set_weight', role: 'a', weight: 0 }),
      's.json: steps[0].weight: found 0, wanted a weight above 0',
    ],
    [
      'quota of a nested role',
      step({ do: 'set_quota', role: 'a/b' }),
      's.json: steps[0].role: found "a/b", wanted a top-level role',
    ],
    [
      'a negative guarantee',
      step({ do: 'set_quota', role: 'a', guarantees: { cpus: -1 } }),
      's.json: steps[0].guarantees.cpus: found -1, wanted a number from 0',
    ],
    [
      'a limit that is no number',
      step({ do: 'set_quota', role: 'a', limits: { cpus: 'x' } }),
      's.json: steps[0].limits.cpus: found "x", wanted a number',
    ],
    [
      'negative resources',
      added({ do: 'launch', framework: 'f', role: 'web', agent: 'a', resources: 'cpus:-1' }),
      's.json: steps[2].resources: column 6: "cpus": found -1, wanted a number from 0',
    ],
    [
      'resources that are not a number',
      added({ do: 'launch', framework: 'f', role: 'web', agent: 'a', resources: 'cpus:NaN' }),
      's.json: steps[2].resources: column 6: found "NaN"',
    ],
    [
      'a bad object among resources',
      added({
        do: 'launch',
        framework: 'f',
        role: 'web',
        agent: 'a',
        resources: ['cpus:1', { name: 'ports', ranges: [[5, 1]] }],
      }),
      's.json: steps[2].resources[1].ranges[0]: found',
    ],
    [
      'an unknown operation',
      added({
        do: 'apply',
        framework: 'f',
        role: 'web',
        agent: 'a',
        operations: [{ type: 'GROW', resources: '' }],
      }),
      's.json: steps[2].operations[0].type: found "GROW", wanted one of RESERVE',
    ],
    [
      'a wrong step inside coalesce',
      step({ do: 'coalesce', steps: [{ do: 'x' }] }),
      's.json: steps[0].steps[0].do: found "x", wanted one of',
    ],
    [
      'whole agents in parts',
      step({ expect: { offer_totals: { f: { agents: 1.5 } } } }),
      's.json: steps[0].expect.offer_totals.f.agents: found 1.5, wanted a whole number',
    ],
    [
      'an unknown answer',
      step({ expect: { inverse_statuses: { a: { f: 'YES' } } } }),
      's.json: steps[0].expect.inverse_statuses.a.f: found "YES", wanted one of ACCEPT, DECLINE',
    ],
  ])('are refused: %s', (_what, document, message) => {
    expect(refusalOf(document)).toContain(message);
  });

  it('are refused in one short line, whatever they hold', () => {
    const huge = JSON.stringify(step({ do: 'advance', seconds: 0 })).replace(
      '"seconds":0',
      `"seconds":${'9'.repeat(10_000_000)}`,
    );
    expect(refusalOf(parseJson(huge, 's.json'))).toBe(
      's.json: steps[0].seconds: found Infinity, wanted seconds from 0 to 1000000000',
    );
    const long = refusalOf(step({ do: 'x'.repeat(10_000_000) }));
    expect(long.length).toBeLessThan(1000);
    const control = refusalOf(step({ do: 'add_agent', agent: '\u001b[31m' }));
    expect(control).not.toMatch(/[\u0000-\u001f]/);
  });

  it('are named by their place in the array, and others counted', () => {
    const bad = smallScript([{ do: 'x' }, { do: 'y' }]);
    expect(refusalOf([smallScript([]), bad])).toMatch(
      /^s\.json: \[1\]\.steps\[0\]\.do: found "x", wanted one of .* \(and 1 more\)$/,
    );
  });
});
