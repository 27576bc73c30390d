import { describe, expect, it } from 'vitest';
import { type AgentFacts, USUAL_AGENT } from './agent-facts.ts';
import { parseAttributes } from './attributes.ts';
import { OfferConstraintsError, parseOfferConstraints } from './offer-constraints.ts';

function agent(attributes: string, facts: Partial<AgentFacts> = {}): AgentFacts {
  return { ...USUAL_AGENT, hostname: 'h1', attributes: parseAttributes(attributes), ...facts };
}

function constraint(predicate: object, selector: object = { attribute: 'rack' }): object {
  return { selector, predicate };
}

/** Whether an agent may be offered under one constraint. */
function allows(predicate: object, facts: AgentFacts, selector?: object): boolean {
  return !parseOfferConstraints([[constraint(predicate, selector)]]).excludes(facts);
}

describe('a constraint', () => {
  const rows: readonly (readonly [object, string, boolean])[] = [
    [{ exists: true }, 'rack:r1', true],
    [{ exists: true }, 'row:r1', false],
    [{ not_exists: true }, 'rack:r1', false],
    [{ not_exists: true }, 'row:r1', true],
    [{ text_equals: 'r1' }, 'rack:r1', true],
    [{ text_equals: 'r1' }, 'rack:r2', false],
    [{ text_equals: 'r1' }, 'row:r1', false],
    [{ text_not_equals: 'r1' }, 'rack:r1', false],
    [{ text_not_equals: 'r1' }, 'rack:r2', true],
    [{ text_not_equals: 'r1' }, 'row:r1', true],
    [{ text_matches: 'r[12]' }, 'rack:r2', true],
    [{ text_matches: 'r[12]' }, 'rack:r23', false],
    [{ text_matches: 'r[12]' }, 'row:r2', false],
    [{ text_not_matches: 'r[12]' }, 'rack:r2', false],
    [{ text_not_matches: 'r[12]' }, 'rack:r23', true],
    [{ text_not_matches: 'r[12]' }, 'row:r2', true],
    // A value that is no text passes whatever is said of texts.
    [{ text_equals: 'r1' }, 'rack:1', true],
    [{ text_not_equals: '1' }, 'rack:1', true],
    [{ text_matches: 'x' }, 'rack:[1-2]', true],
    [{ text_not_matches: '.*' }, 'rack:[1-2]', true],
    // The first of two counts.
    [{ text_equals: 'r2' }, 'rack:r1;rack:r2', false],
  ];

  it.each(rows)('%j of "%s": %s', (predicate, attributes, allowed) => {
    expect(allows(predicate, agent(attributes))).toBe(allowed);
  });

  it.each([
    ['HOSTNAME', 'h1', true],
    ['HOSTNAME', 'h2', false],
    ['REGION', 'us', true],
    ['REGION', 'east', false],
    ['ZONE', 'east', true],
    ['ZONE', 'us', false],
  ])('may be about %s: equal to %s is %s', (pseudo, wanted, allowed) => {
    const facts = agent('', { domain: { region: 'us', zone: 'east' } });
    expect(allows({ text_equals: wanted }, facts, { pseudo })).toBe(allowed);
  });

  it.each(['REGION', 'ZONE'])('finds no %s where an agent says no domain', (pseudo) => {
    expect(allows({ exists: true }, agent(''), { pseudo })).toBe(false);
    expect(allows({ not_exists: true }, agent(''), { pseudo })).toBe(true);
  });

  it('does not take attributes for what every agent has', () => {
    const facts = agent('HOSTNAME:other');
    expect(allows({ text_equals: 'other' }, facts, { attribute: 'HOSTNAME' })).toBe(true);
    expect(allows({ text_equals: 'other' }, facts, { pseudo: 'HOSTNAME' })).toBe(false);
  });
});

it('one group must hold in all its parts', () => {
  const [r1, r2, ssd] = ['r1', 'r2', 'ssd'].map((text) => ({ text_equals: text }));
  const constraints = parseOfferConstraints([
    [constraint(r1), constraint(ssd, { attribute: 'disk' })],
    [constraint(r2)],
  ]);
  const excluded = [
    'rack:r1;disk:ssd',
    'rack:r1;disk:hdd',
    'rack:r2;disk:hdd',
    'rack:r3;disk:ssd',
  ].map((attributes) => constraints.excludes(agent(attributes)));
  expect(excluded).toEqual([false, true, false, true]);
});

describe('constraints are refused', () => {
  const good = constraint({ exists: true });
  const rows: readonly (readonly [string, unknown, string])[] = [
    ['no list', 'x', ': found "x", wanted a list that is not empty'],
    ['no groups', [], ': found [], wanted a list that is not empty'],
    ['an empty group', [[good], []], '[1]: found [], wanted a list that is not empty'],
    ['no constraint', [[good, 7]], '[0][1]: found 7, wanted selector, predicate'],
    ['no selector', [[{ predicate: {} }]], '[0][0].selector: found nothing'],
    ['no predicate', [[{ selector: { attribute: 'a' } }]], '[0][0].predicate: found nothing'],
    ['an unknown part', [[{ ...good, x: 1 }]], '[0][0]: found "x", wanted selector, predicate'],
    ['two predicates', [[constraint({ exists: true, text_equals: 'a' })]], 'found 2 predicates'],
    ['an unknown predicate', [[constraint({ equals: 'a' })]], '[0][0].predicate: found "equals"'],
    ['a number for a text', [[constraint({ text_equals: 1 })]], 'predicate.text_equals: found 1'],
    ['an unknown pseudo-attribute', [[constraint({ exists: true }, { pseudo: 'RACK' })]], 'RACK'],
    [
      'two selectors',
      [[constraint({}, { attribute: 'a', pseudo: 'ZONE' })]],
      '[0][0].selector: found',
    ],
    [
      'a bad pattern',
      [[constraint({ text_matches: '(' })]],
      'found pattern "(", which RE2 refuses',
    ],
    ['a back reference', [[constraint({ text_matches: '(a)\\1' })]], 'which RE2 refuses'],
    ['a pattern too complex', [[constraint({ text_not_matches: 'a{200}' })]], 'wanted at most 100'],
  ];

  it.each(rows)('%s', (_, groups, message) => {
    expect(() => parseOfferConstraints(groups)).toThrow(OfferConstraintsError);
    expect(() => parseOfferConstraints(groups)).toThrow(message);
  });

  it('and say where', () => {
    const groups = [[constraint({ exists: true })], [constraint({ text_equals: null })]];
    try {
      parseOfferConstraints(groups);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof OfferConstraintsError)) throw error;
      expect(error.path).toBe('[1][0].predicate.text_equals');
    }
  });
});
