import { expect, it } from 'vitest';
import { SMALL_SCENARIO } from '../../test/support/small-scenario.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { AgentBook } from './agent-columns.ts';
import { ControlledRun } from './controlled-run.ts';
import { Session } from './session.ts';

/** Agents that come and go, masters and schedulers that fail over, and what an operator does. */
const TROUBLED: ScenarioDocument = {
  ...SMALL_SCENARIO,
  masters: 3,
  until: '4m',
  faults: [
    { kind: 'agent-crash', agents: [1], at: '9s', for: '20s' },
    { kind: 'master-crash', masters: [0, 1, 2], at: '15s', for: '12s' },
    { kind: 'agent-restart', agents: [0], at: '33s', for: '4s' },
    { kind: 'scheduler-crash', frameworks: ['ads'], at: '40s', for: '5s' },
    { kind: 'partition', agents: [2], at: '50s', for: '100s' },
    { kind: 'agent-wipe', agents: [0], at: '70s', for: '10s' },
    { kind: 'message-loss', agents: [0, 1, 2], ratio: '1/5', at: '80s', for: '60s' },
  ],
};

it.each([
  ['a plain run', SMALL_SCENARIO],
  ['a troubled one', TROUBLED],
  ['one under slots', { ...SMALL_SCENARIO, policy: 'slots' }],
])('has of %s at any time what a look at all agents finds', (_, document) => {
  const session = new Session();
  expect(session.open({ source: { kind: 'document', document } })).toMatchObject({ ok: true });
  const run = new ControlledRun(session.experiment());
  const holdings = new Set<number>();
  // The steps grow: frames are asked for after few and after many events.
  for (let step = 1; run.end === null && step < 400; step++) {
    while (run.slice(run.goalOf({ to: 'event', count: 1 + (step % 7) * (step % 5) })));
    const found = run.agents.columns();
    holdings.add(found.holdings.count);
    const anew = new AgentBook(run).columns();
    if (!deepEqual(found, anew)) expect(found, `after step ${step}`).toEqual(anew);
  }
  expect(holdings.size).toBeGreaterThan(3);
});

/** What `toEqual` says, at a price that can be paid a thousand times. */
function deepEqual(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

it('gives arrays that are the reader’s own', () => {
  const session = new Session();
  session.open({ source: { kind: 'document', document: SMALL_SCENARIO } });
  session.advance({ to: 'time', timeUs: 12e6 });
  const first = session.frame({ agents: true }).agents;
  const before = JSON.stringify(first);
  first?.holdings.allocated.fill(-1);
  first?.allocated.fill(-1);
  first?.first.fill(9);
  expect(JSON.stringify(session.frame({ agents: true }).agents)).toBe(before);
});
