import { describe, expect, it } from 'vitest';
import { SMALL_SCENARIO } from '../../test/support/small-scenario.ts';
import { plainExperiment, agentsOf, resourcesOf } from '../../test/support/plain-experiment.ts';
import { goldenExperiment } from '../experiment/golden-run.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { ControlledRun } from './controlled-run.ts';
import type { OpenAnswer, RunSummary } from './session-api.ts';
import type { AgentColumns } from './session-frame.ts';
import { Session } from './session.ts';

const CRASH = { kind: 'agent-crash', agents: [1], for: '15s' } as const;

function opened(changes: Partial<ScenarioDocument> = {}): Session {
  const session = new Session();
  const document = { ...SMALL_SCENARIO, ...changes };
  const answer = session.open({ source: { kind: 'document', document } });
  expect(answer).toMatchObject({ ok: true });
  return session;
}

function summaryOf(answer: OpenAnswer): RunSummary {
  if (!answer.ok) throw new Error(answer.problems.map(({ message }) => message).join('; '));
  return answer.summary;
}

describe('a session', () => {
  it.each([
    ['plain', {}],
    ['until a time at which more than one thing happens', { until: '4s' }],
    ['with faults', { faults: [{ ...CRASH, at: '12s' }] }],
    ['of several masters', { masters: 3, until: '40s' }],
    ['under slots', { policy: 'slots' }],
  ])('comes to the end of a run without pauses: %s', (_, changes: Partial<ScenarioDocument>) => {
    const session = opened(changes);
    const wanted = runExperiment(session.experiment());
    for (let i = 0; i < 20; i++) session.advance({ to: 'event' });
    session.advance({ to: 'cycle', count: 3 });
    session.advance({ to: 'time', timeUs: 14_000_000 });
    const { hash, events, jobs } = session.finish();
    expect({ hash, events }).toEqual({ hash: wanted.hash, events: wanted.events });
    expect(jobs).toEqual(wanted.jobs);
    expect(session.position().ended?.kind).toBe(
      changes.until === undefined ? 'jobs finished' : 'time over',
    );
  });

  it('does little at a time, however much its events do', () => {
    const run = new ControlledRun(goldenExperiment());
    const goal = run.goalOf({ to: 'end' });
    let most = 0;
    for (let [before, more] = [0, true]; more; before = run.seq) {
      more = run.slice(goal);
      most = Math.max(most, run.seq - before);
    }
    // What an event writes is not divided.
    expect(most).toBeGreaterThan(400);
    expect(most).toBeLessThan(550);
  });

  it('says that a run is stuck instead of throwing', () => {
    const stage = { tasks: 1, demand: 0, taskUs: 1_000_000 };
    const workload = workloadOf({
      name: 'w',
      frameworks: ['big', 'small'],
      demands: [resourcesOf({ cpus: 4, mem: 1024 }), resourcesOf({ cpus: 1, mem: 512 })],
      jobs: [
        { submitUs: 0, framework: 0, stages: [stage] },
        { submitUs: 0, framework: 1, stages: [{ ...stage, demand: 1 }] },
      ],
    });
    const agents = [agentsOf(1, { cpus: 4, mem: 4096 }), agentsOf(1, { cpus: 1, mem: 1024 })];
    const ends = ['0', '1', '2'].map((seed) => {
      const session = new Session();
      const experiment = plainExperiment(workload, agents, { policy: 'static', seed });
      session.open({ source: { kind: 'experiment', experiment, name: 'unequal' } });
      return session.advance({ to: 'end' }).ended;
    });
    const message = expect.stringMatching(/^stuck at 1200 s: 1 jobs wait/);
    expect(ends).toContainEqual({ kind: 'stuck', message });
    expect(ends).toContainEqual({ kind: 'jobs finished' });
  });

  it('stops at events, cycles, times and faults', () => {
    const session = opened({ faults: [{ ...CRASH, at: '12s' }] });
    expect(session.position()).toMatchObject({ seq: 0, timeUs: 0, cycles: 0 });
    const first = session.advance({ to: 'event' });
    expect(first.seq).toBeGreaterThan(0);
    expect(session.advance({ to: 'cycle', count: 2 }).cycles).toBe(2);
    const at = session.advance({ to: 'time', timeUs: 9_500_000 });
    expect(at).toMatchObject({ timeUs: 9_500_000, cursor: { at: 'time', timeUs: 9_500_000 } });
    const struck = session.advance({ to: 'fault' });
    expect(struck.timeUs).toBe(12_000_000);
    const kinds = session.events({ from: -6, limit: 6 }).kind;
    const { eventKinds } = summaryOf(session.open({ source: session.recipe().source }));
    expect([...kinds].map((kind) => eventKinds[kind].name)).toContain('AGENT_DOWN');
  });

  it('goes back and forth to the same', () => {
    const session = opened();
    const places = [1, 7, 7, 40, 3].map((count) => session.advance({ to: 'event', count }));
    const end = session.advance({ to: 'end' });
    for (const place of [...places.toReversed(), ...places]) {
      const there = session.seek(place.cursor);
      const { hash, seq, timeUs } = place;
      expect(there).toMatchObject({ hash, seq, timeUs, knownEvents: end.seq });
    }
    const behind = session.events({ from: end.seq - 1, limit: 1, known: true });
    expect(behind.seq[0]).toBe(end.seq - 1);
    expect(session.events({ from: end.seq - 1, limit: 1 }).count).toBe(0);
  });

  it('goes back a step at a time to the beginning', () => {
    const session = opened();
    const forth: number[] = [];
    while (session.position().seq < 90) forth.push(session.advance({ to: 'event' }).seq);
    expect(forth.length).toBeLessThan(90);
    for (const seq of [0, ...forth].toReversed().slice(1)) {
      expect(session.seek({ at: 'event', seq: session.position().seq - 1 }).seq).toBe(seq);
    }
  });

  it('finds a time again at which nothing happens', () => {
    const session = opened();
    const { cursor, hash } = session.advance({ to: 'time', timeUs: 14_300_001 });
    session.advance({ to: 'end' });
    expect(session.seek(cursor)).toMatchObject({ timeUs: 14_300_001, hash });
  });

  it('stays where it was when a way back is given up', () => {
    const session = opened();
    const there = session.advance({ to: 'end' });
    const work = session.seeking({ at: 'event', seq: 2 });
    work.return(there);
    expect(session.position()).toEqual(there);
  });
});

describe('a branch', () => {
  it('with a fault is its parent up to the cursor', () => {
    const session = opened();
    for (const timeUs of [3_000_000, 17_123_456]) {
      session.select(0);
      const before = session.seek({ at: 'time', timeUs });
      const answer = session.inject(CRASH);
      if (!answer.ok) expect.fail(answer.problems[0].message);
      const { hash, seq } = answer.position;
      expect({ hash, seq }).toEqual({ hash: before.hash, seq: before.seq });
      expect(answer.branch.label).toMatch(/^agent-crash of agent 1 at \d+us for 15s$/);
      expect(answer.summary.faults).toHaveLength(1);
      const struck = session.advance({ to: 'fault' });
      expect(struck.timeUs).toBe(timeUs + 1);
      expect(session.frame({ agents: true }).agents?.state[1]).toBe(4);
      expect(session.finish().hash).toBe(runExperiment(session.experiment()).hash);
    }
    expect(session.branches().map(({ parent }) => parent)).toEqual([-1, 0, 0]);
    expect(session.select(0)).toMatchObject({ branch: 0, timeUs: 17_123_456 });
  });

  it('is its parent where schedulers would say things again if anything could be lost', () => {
    const session = new Session();
    const experiment = goldenExperiment();
    session.open({ source: { kind: 'experiment', experiment, name: 'golden' } });
    const before = session.seek({ at: 'event', seq: 2500 });
    const answer = session.inject({ kind: 'partition', agents: [2, 3], for: '20s' });
    expect(answer).toMatchObject({ ok: true, position: { hash: before.hash, seq: before.seq } });
  });

  it('in the middle of a moment is its parent too', () => {
    const session = opened();
    const before = session.seek({ at: 'event', seq: 60 });
    const answer = session.inject({ kind: 'partition', rack: 'r1', for: '20s' });
    expect(answer).toMatchObject({ ok: true, position: { hash: before.hash, seq: before.seq } });
  });

  it('can be made again from its recipe', () => {
    const session = opened();
    session.seek({ at: 'time', timeUs: 8_000_000 });
    session.inject(CRASH);
    session.seek({ at: 'time', timeUs: 11_000_000 });
    session.inject({ kind: 'scheduler-crash', frameworks: ['web'], for: '5s' });
    const { document, source, faults, policy, seed, cursor } = session.recipe();
    const { hash } = session.position();
    const again = new Session();
    again.open({ source, faults, policy, seed, cursor });
    expect(again.position()).toMatchObject({ hash });
    const written = new Session();
    if (document === null) expect.fail('there is a document');
    written.open({ source: { kind: 'document', document } });
    const wanted = session.finish().hash;
    expect(again.finish().hash).toBe(wanted);
    expect(written.finish().hash).toBe(wanted);
  });

  it('may be another policy, seed or scenario, and says where it parts', () => {
    const session = opened();
    const at = session.advance({ to: 'event', count: 30 }).cursor;
    expect(session.fork(at, { kind: 'policy', policy: 'fifo' })).toMatchObject({ ok: true });
    session.select(0);
    expect(session.fork(at, { kind: 'seed', seed: 'other' })).toMatchObject({ ok: true });
    const document = { ...SMALL_SCENARIO, until: '10s' };
    expect(session.fork(at, { kind: 'edit', document })).toMatchObject({ ok: true });
    expect(session.branches().map(({ label }) => label)).toEqual([
      ...['small', 'policy fifo', 'seed other', 'edited'],
    ]);
    expect(session.experiment()).toMatchObject({ seed: 'other', untilUs: 10_000_000 });
    const parting = session.firstDifference(0, 1, 'offer');
    expect(parting?.events[0]).toMatch(/^OFFER, framework/);
    expect(parting?.events[0]).not.toBe(parting?.events[1]);
    expect(session.firstDifference(0, 0, 'event')).toBeNull();
  });

  it('that cannot be is refused, and nothing changes', () => {
    const session = opened();
    session.advance({ to: 'event', count: 5 });
    const before = session.position();
    const answer = session.inject({ kind: 'agent-crash', agents: [7], for: '1s' });
    expect(answer).toMatchObject({ ok: false, problems: [{ path: ['faults', 0, 'agents', 0] }] });
    expect(session.fork(before.cursor, { kind: 'policy', policy: 'nice' })).toMatchObject({
      problems: [{ message: expect.stringContaining('found "nice"') }],
    });
    expect(session.position()).toEqual(before);
    expect(session.branches()).toHaveLength(1);
  });

  it('is marked where it stands', () => {
    const session = opened();
    session.advance({ to: 'event', count: 9 });
    const mark = session.addBookmark('first offers');
    expect(session.bookmarks()).toEqual([mark]);
    session.advance({ to: 'end' });
    expect(session.seek(mark.cursor).seq).toBe(mark.seq);
    session.removeBookmark(mark.id);
    expect(session.bookmarks()).toEqual([]);
  });
});

describe('opening', () => {
  it('says what is wrong and where', () => {
    const session = new Session();
    const document = { ...SMALL_SCENARIO, policy: 'nice' };
    expect(session.open({ source: { kind: 'document', document } })).toMatchObject({
      ok: false,
      problems: [{ path: ['policy'] }],
    });
  });

  it('says which traces are missing', () => {
    const session = new Session();
    const frameworks = [{ name: 'a', kind: 'mapreduce', trace: 'day.tsv' }] as const;
    const document = { ...SMALL_SCENARIO, frameworks, roles: {} };
    expect(session.open({ source: { kind: 'document', document } })).toMatchObject({
      ok: false,
      missingTraces: ['day.tsv'],
    });
  });

  it('tells what there is', () => {
    const session = new Session();
    const source = { kind: 'document', document: SMALL_SCENARIO } as const;
    const summary = summaryOf(session.open({ source }));
    expect(summary).toMatchObject({
      ...{
        name: 'small',
        policy: 'drf',
        seed: '1',
        resources: ['cpus', 'mem'],
        jobs: 3,
        tasks: 22,
      },
      ...{ agents: ['agent0', 'agent1', 'agent2'], racks: ['r1', 'r2'], masters: 1 },
    });
    expect([...summary.capacity]).toEqual([10_000, 24_576_000]);
    expect([...summary.agentRack]).toEqual([0, 0, 1]);
    expect(summary.roles.map(({ path, parent, weight }) => [path, parent, weight])).toEqual([
      ['eng', -1, 1],
      ['eng/ads', 0, 2],
      ['web', -1, 1],
    ]);
    expect(summary.frameworks.map(({ role, jobs }) => [role, jobs])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
});

/** Agents of which the books do not add up. */
function unbalanced(agents: AgentColumns, { agentTotals, resources }: RunSummary): number[] {
  const wrong: number[] = [];
  for (let at = 0; at < agentTotals.length; at++) {
    const agent = Math.floor(at / resources.length);
    // Of agents that the master does not know nothing is known.
    if (agents.state[agent] !== 0) continue;
    const sum = agents.free[at] + agents.offered[at] + agents.allocated[at];
    if (sum !== agentTotals[at]) wrong.push(agent);
  }
  return wrong;
}

describe('a frame', () => {
  it.each([
    ['without faults', {}],
    ['with faults', { faults: 'agent-churn', until: '5m' }],
    ['with masters that fail', { masters: 3, faults: 'master-failover', until: '5m' }],
  ])('has every resource once: %s', (_, changes: Partial<ScenarioDocument>) => {
    const session = new Session();
    const document = { ...SMALL_SCENARIO, ...changes };
    const summary = summaryOf(session.open({ source: { kind: 'document', document } }));
    let offered = 0;
    while (session.position().ended === null) {
      session.advance({ to: 'event', count: 7 });
      const { agents, frameworks } = session.frame({ agents: true, frameworks: true });
      if (agents === null || frameworks === null) expect.fail('both were asked for');
      expect(unbalanced(agents, summary)).toEqual([]);
      const inAgents = agents.allocated.reduce((sum, amount) => sum + amount, 0);
      expect(frameworks.allocated.reduce((sum, amount) => sum + amount, 0)).toBe(inAgents);
      offered += agents.offered.reduce((sum, amount) => sum + amount, 0);
    }
    expect(offered).toBeGreaterThan(0);
  });

  it('shows shares, roles, masters and history', () => {
    const session = opened();
    session.advance({ to: 'time', timeUs: 18_000_000 });
    const request = { frameworks: true, roles: true, masters: true, history: 10 };
    const { agents, frameworks, roles, masters, history } = session.frame(request);
    expect(agents).toBeNull();
    if (frameworks === null || roles === null || history === null) expect.fail('asked for');
    const [ads, web] = frameworks.dominantShare;
    expect(ads).toBeGreaterThan(0);
    expect([...roles.dominantShare]).toEqual([ads, ads, web]);
    expect([...frameworks.connected]).toEqual([1, 1]);
    expect(frameworks.running[0] + frameworks.waiting[0] + frameworks.tasksFinished[0]).toBe(12);
    expect(masters).toMatchObject({ leader: 0 });
    expect(history.count).toBeLessThanOrEqual(10);
    expect(history.dominantShare).toHaveLength(2);
  });
});

describe('fairness in a frame', () => {
  it('tells of the same books as the frameworks’ columns, and of roles over time', () => {
    const roles = { eng: { weight: 2 } };
    const frameworks = SMALL_SCENARIO.frameworks.map((one) => ({ ...one, role: 'eng' }));
    const session = opened({ roles, frameworks });
    session.advance({ to: 'time', timeUs: 14_000_000 });
    const frame = session.frame({ frameworks: true, roles: true, fairness: true, history: 100 });
    const { fairness, frameworks: columns, history } = frame;
    if (!fairness || columns === null || history === null || fairness.history === null) {
      throw new Error('found no fairness in the frame');
    }
    expect(fairness.allocated).toEqual(columns.allocated);
    expect(fairness.tasks.some((tasks) => tasks > 0)).toBe(true);
    // All frameworks share one role: each is guaranteed its part of it.
    const { count } = fairness;
    expect([...fairness.over].map((part, f) => part / fairness.under[f])).toEqual(
      Array.from({ length: count }, () => 1 / count),
    );
    const { roleShare, guaranteed } = fairness.history;
    expect(roleShare).toHaveLength(1);
    expect(roleShare[0]).toHaveLength(history.count);
    for (const [at, share] of roleShare[0].entries()) {
      const parts = history.dominantShare.map((values) => values[at]);
      expect(share).toBeLessThanOrEqual(parts.reduce((sum, part) => sum + part, 0) + 1e-9);
      expect(share).toBeGreaterThanOrEqual(Math.max(...parts) - 1e-9);
    }
    for (const part of guaranteed) if (!Number.isNaN(part)) expect(part).toBeLessThanOrEqual(1);
    expect(session.frame({ frameworks: true }).fairness).toBeNull();
  });

  it('says what the next task of one takes who waits and holds nothing', () => {
    const [ads, web] = SMALL_SCENARIO.frameworks;
    const jobs = [{ at: '1s', tasks: 99, duration: '20s', resources: 'cpus:1;mem:1024' }];
    const session = opened({ frameworks: [{ ...ads, jobs }, web] });
    session.advance({ to: 'time', timeUs: 8_000_000 });
    const { fairness } = session.frame({ fairness: true });
    if (!fairness) throw new Error('found no fairness in the frame');
    expect(fairness.history).toBeNull();
    expect([...fairness.tasks]).toEqual([10, 0]);
    expect([...fairness.wanted]).toEqual([99, 8]);
    expect([...fairness.nextTask]).toEqual([0, 0, 500, 3_072_000]);
    // The weight of a role below another counts among its neighbours alone.
    expect([...fairness.over].map((part, f) => part / fairness.under[f])).toEqual([0.5, 0.5]);
  });
});
