import { expect, it } from 'vitest';

import { differenceInWords } from './line-difference.ts';

const LINE = '{"seq":29,"t":57.24,"kind":"AGENT_DOWN","agent":"agent1"}';

it('says which event it is, when, whose, and what of it differs', () => {
  expect(differenceInWords(LINE, LINE.replace('57.24', '57.240001'))).toBe(
    'event 29 at 57.24 s, AGENT_DOWN, agent agent1: t was 57.24 and is 57.240001',
  );
  expect(
    differenceInWords(LINE, '{"seq":29,"t":57.24,"kind":"OFFER","agent":"agent1","offer":3}'),
  ).toBe(
    'event 29 at 57.24 s, AGENT_DOWN, agent agent1: ' +
      'kind was AGENT_DOWN and is OFFER; offer was nothing and is 3',
  );
});

it.each([[null], ['{"seq":29,"t"'], ['[]'], ['{"events":3}'], ['7']])(
  'says nothing of %s, which is no event',
  (other) => {
    expect(differenceInWords(LINE, other)).toBeNull();
    expect(differenceInWords(other, LINE)).toBeNull();
  },
);
