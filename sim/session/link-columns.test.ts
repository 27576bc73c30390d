import { expect, it } from 'vitest';
import { SMALL_SCENARIO } from '../../test/support/small-scenario.ts';
import type { FaultDocument } from '../scenario/scenario-document.ts';
import { LINK_STATES, type LinkState } from './session-frame.ts';
import { Session } from './session.ts';

function linksWith(faults: readonly FaultDocument[], seconds: number) {
  const session = new Session();
  const document = { ...SMALL_SCENARIO, masters: 3, until: '60s', faults };
  expect(session.open({ source: { kind: 'document', document } })).toMatchObject({ ok: true });
  session.advance({ to: 'time', timeUs: seconds * 1e6 });
  const { links } = session.frame({ links: true });
  if (links === null || links === undefined) throw new Error('found no links, wanted their states');
  const named = (states: Uint8Array): LinkState[] => [...states].map((one) => LINK_STATES[one]);
  return {
    agents: named(links.agents),
    frameworks: named(links.frameworks),
    masters: named(links.masters),
  };
}

const at = { at: '10s', for: '20s' } as const;
const BROKEN: readonly FaultDocument[] = [
  { kind: 'clog', agents: [0], ...at },
  { kind: 'message-loss', agents: [0, 1], ratio: '1/10', ...at },
  { kind: 'scheduler-partition', frameworks: ['web'], ...at },
  { kind: 'master-partition', masters: [2], ...at },
];

it('says of each link how it is, the worst where more than one thing is wrong', () => {
  const { agents, frameworks, masters } = linksWith(BROKEN, 12);
  expect(agents.slice(0, 3)).toEqual(['clogged', 'troubled', 'sound']);
  expect(frameworks.filter((state) => state === 'cut')).toHaveLength(1);
  expect(masters).toEqual(['sound', 'sound', 'cut']);
});

it.each([
  ['partition', 'cut'],
  ['partition-in', 'cut in'],
  ['partition-out', 'cut out'],
] as const)('tells %s from the others', (kind, state) => {
  expect(linksWith([{ kind, agents: [1], ...at }], 12).agents[1]).toBe(state);
});

it('is well again when the faults are over', () => {
  const { agents, frameworks, masters } = linksWith(BROKEN, 31);
  expect(new Set([...agents, ...frameworks, ...masters])).toEqual(new Set(['sound']));
});
