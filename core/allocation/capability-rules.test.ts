import { describe, expect, it } from 'vitest';
import { readResources, writeResources } from '../resources/resource-notation.ts';
import {
  type AgentCapability,
  type AgentFacts,
  type FrameworkCapability,
  USUAL_AGENT,
} from './agent-facts.ts';
import { barText, barsOf, capableTraits, stripped, traitsOf } from './capability-rules.ts';

const EVERYTHING: readonly FrameworkCapability[] = [
  'MULTI_ROLE',
  'GPU_RESOURCES',
  'REGION_AWARE',
  'SHARED_RESOURCES',
  'REVOCABLE_RESOURCES',
  'RESERVATION_REFINEMENT',
];

function without(capability: FrameworkCapability): FrameworkCapability[] {
  return EVERYTHING.filter((one) => one !== capability);
}

function agent(facts: Partial<AgentFacts>, gpus = false): number {
  return barsOf({ ...USUAL_AGENT, ...facts }, gpus, { region: 'near', zone: 'z' });
}

function agentWithout(capability: AgentCapability): number {
  return agent({ capabilities: USUAL_AGENT.capabilities.filter((one) => one !== capability) });
}

const far = agent({ domain: { region: 'far', zone: 'z' } });

describe('an agent is not for', () => {
  it.each([
    ['MULTI_ROLE frameworks without it', agentWithout('MULTI_ROLE'), 'a', EVERYTHING],
    ['nested roles without HIERARCHICAL_ROLE', agentWithout('HIERARCHICAL_ROLE'), 'a/b', []],
    [
      'those without GPU_RESOURCES when it has GPUs',
      agent({}, true),
      'a',
      without('GPU_RESOURCES'),
    ],
    ['those without REGION_AWARE when it is remote', far, 'a', without('REGION_AWARE')],
  ])('%s', (_, bars, role, capabilities) => {
    expect(bars & traitsOf(role, capabilities)).not.toBe(0);
  });
});

describe('an agent is for', () => {
  it.each([
    ['frameworks of one role without MULTI_ROLE', agentWithout('MULTI_ROLE'), 'a', []],
    ['top-level roles without HIERARCHICAL_ROLE', agentWithout('HIERARCHICAL_ROLE'), 'a', []],
    ['those with GPU_RESOURCES when it has GPUs', agent({}, true), 'a', EVERYTHING],
    ['those with REGION_AWARE when it is remote', far, 'a', EVERYTHING],
    ['all of its region', agent({ domain: { region: 'near', zone: 'other' } }), 'a', []],
    ['all when it says no domain', agent({ domain: null }), 'a/b', []],
    ['all when it can do everything', agent({}), 'a/b', EVERYTHING],
  ])('%s', (_, bars, role, capabilities) => {
    expect(bars & traitsOf(role, capabilities)).toBe(0);
  });
});

it('no agent is remote from a master without a domain', () => {
  expect(barsOf({ ...USUAL_AGENT, domain: { region: 'far', zone: 'z' } }, false, null)).toBe(0);
});

it.each(['a', 'a/b'])(
  'one who can do everything in %s has the traits of all capabilities',
  (role) => {
    expect(capableTraits(role)).toBe(traitsOf(role, EVERYTHING));
  },
);

it('the reason names the capability', () => {
  const reasons = [
    [agentWithout('MULTI_ROLE'), 'a', EVERYTHING],
    [agentWithout('HIERARCHICAL_ROLE'), 'a/b', []],
    [agent({}, true), 'a', []],
    [far, 'a', []],
  ] as const;
  expect(reasons.map(([bars, role, can]) => barText(bars & traitsOf(role, can)))).toEqual([
    'MULTI_ROLE framework, agent without it',
    'nested role, agent without HIERARCHICAL_ROLE',
    'agent with GPUs, framework without GPU_RESOURCES',
    'agent in another region, framework without REGION_AWARE',
  ]);
});

describe('what a framework cannot understand is left out', () => {
  const STATIC = { type: 'STATIC', role: 'a' };
  const shared = {
    ...{ name: 'disk', value: 10, reservations: [STATIC] },
    ...{ disk: { persistence: 'v' }, shared: true },
  };
  const refined = {
    name: 'mem',
    value: 8,
    reservations: [STATIC, { type: 'DYNAMIC', role: 'a/b' }],
  };
  const revocable = { name: 'cpus', value: 2, revocable: true };
  const rest = readResources(['ports:[1-2];mem(a):4', shared, refined, revocable]);

  it.each([
    ['SHARED_RESOURCES', [shared]],
    ['REVOCABLE_RESOURCES', [revocable]],
    ['RESERVATION_REFINEMENT', [refined]],
  ] as const)('without %s', (capability, missing) => {
    const left = stripped(rest, traitsOf('a/b', without(capability)));
    expect(writeResources(left)).toBe(writeResources(rest.minus(readResources(missing))));
    expect(left.size).toBe(rest.size - 1);
  });

  it('and all of it without any of them', () => {
    const left = stripped(rest, traitsOf('a', []));
    expect(writeResources(left)).toBe('mem(a):4;ports:[1-2]');
  });

  it('and nothing, not even copied, of what it does', () => {
    expect(stripped(rest, traitsOf('a', EVERYTHING))).toBe(rest);
    const usual = readResources('ports:[1-2];mem(a):4');
    expect(stripped(usual, traitsOf('a', []))).toBe(usual);
  });
});
