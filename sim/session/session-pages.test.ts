import { describe, expect, it } from 'vitest';
import { SMALL_SCENARIO } from '../../test/support/small-scenario.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { JOB_STATES, OFFER_ENDS, TASK_STATES } from './session-pages.ts';
import { Session } from './session.ts';

function at(seconds: number, changes: Partial<ScenarioDocument> = {}): Session {
  const session = new Session();
  const document = { ...SMALL_SCENARIO, ...changes };
  expect(session.open({ source: { kind: 'document', document } })).toMatchObject({ ok: true });
  session.advance({ to: 'time', timeUs: seconds * 1e6 });
  return session;
}

describe('the list of events', () => {
  it('can be read forth and back, a page at a time', () => {
    const session = at(30);
    const { seq } = session.position();
    const forth: number[] = [];
    for (let from: number | null = 0; from !== null; ) {
      const page = session.events({ from, limit: 37 });
      forth.push(...page.seq);
      from = page.next;
    }
    expect(forth).toEqual(Array.from({ length: seq }, (_, i) => i));
    const last = session.events({ from: seq - 1, limit: 4, backward: true });
    expect([...last.seq]).toEqual([seq - 4, seq - 3, seq - 2, seq - 1]);
    expect(last.next).toBe(seq - 5);
  });

  it('shows what is asked for, in words', () => {
    const session = at(30);
    const summary = session.open({
      source: session.recipe().source,
      cursor: session.position().cursor,
    });
    if (!summary.ok) expect.fail('it was open before');
    const kinds = summary.summary.eventKinds.map(({ name }) => name);
    const accepts = session.events({
      ...{ from: 0, limit: 4, framework: 1 },
      kinds: [kinds.indexOf('ACCEPT'), kinds.indexOf('CONTAINER_RUNNING')],
    });
    expect(new Set(accepts.framework)).toEqual(new Set([1]));
    const shown = [...accepts.kind].map((kind) => kinds[kind]);
    expect(new Set(shown)).toEqual(new Set(['ACCEPT', 'CONTAINER_RUNNING']));
    expect(accepts.text[shown.indexOf('ACCEPT')]).toMatch(/^offer \d+, \d+ tasks?$/);
    expect(accepts.text[shown.indexOf('CONTAINER_RUNNING')]).toMatch(/^task \d+, job \d web:sort$/);
  });
});

describe('the tasks', () => {
  it('are counted as frames count them', () => {
    const session = at(18);
    const running = session.tasks({ offset: 0, limit: 100, states: ['running'] });
    const { frameworks } = session.frame({ frameworks: true });
    for (const framework of [0, 1]) {
      const own = [...running.framework].filter((one) => one === framework).length;
      expect(own).toBe(frameworks?.running[framework]);
    }
    expect(running.count).toBe(running.matching);
  });

  it('are found, sorted and shown in part', () => {
    const session = at(300);
    const all = session.tasks({ offset: 0, limit: 100 });
    expect(all.count).toBe(22);
    expect([...all.state].every((state) => TASK_STATES[state] === 'finished')).toBe(true);
    const search = { search: 'SORT', sort: 'duration', descending: true } as const;
    const page = session.tasks({ offset: 2, limit: 3, ...search });
    expect(page).toMatchObject({ count: 3, matching: 8 });
    const times = Array.from(page.endedUs, (ended, row) => ended - page.startedUs[row]);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('that a machine takes with it are lost', () => {
    const session = at(60, {
      faults: [{ kind: 'agent-crash', at: '12s', for: '10m', agents: [0] }],
    });
    const lost = session.tasks({ offset: 0, limit: 100, agent: 0, states: ['lost'] });
    expect(lost.count).toBeGreaterThan(0);
    expect([...lost.endedUs].every((us) => us > 12e6)).toBe(true);
  });
});

describe('the jobs', () => {
  it('come, wait, run and finish', () => {
    const states = (seconds: number): string[] =>
      [...at(seconds).jobs({ offset: 0, limit: 10 }).state].map((state) => JOB_STATES[state]);
    expect(states(0)).toEqual(['to come', 'to come', 'to come']);
    expect(states(12)).toEqual(['running', 'running', 'to come']);
    expect(states(100)).toEqual(['finished', 'finished', 'to come']);
    expect(states(300)).toEqual(['finished', 'finished', 'finished']);
  });

  it('are found by name and state', () => {
    const session = at(12);
    expect(session.jobs({ offset: 0, limit: 9, search: 'ort' }).name).toEqual(['web:sort']);
    expect(session.jobs({ offset: 0, limit: 9, states: ['to come'] }).name).toEqual(['web:late']);
    const sorted = session.jobs({ offset: 0, limit: 9, sort: 'tasks' });
    expect([...sorted.tasks]).toEqual([2, 8, 12]);
    expect(sorted.running[2] + sorted.finished[2]).toBeGreaterThan(0);
  });
});

describe('the offers', () => {
  it('end once each, as the counts of frames say', () => {
    const session = at(40);
    const offers = session.offers({ fromUs: 0, toUs: 40e6, limit: 10_000 });
    const { frameworks } = session.frame({ frameworks: true });
    const count = (framework: number, end: string): number =>
      [...offers.end].filter(
        (one, row) => OFFER_ENDS[one] === end && offers.framework[row] === framework,
      ).length;
    for (const framework of [0, 1]) {
      expect(count(framework, 'accepted')).toBe(frameworks?.offersAccepted[framework]);
      expect(count(framework, 'declined')).toBe(frameworks?.offersDeclined[framework]);
      expect(count(framework, 'open')).toBe(frameworks?.openOffers[framework]);
    }
    const refused = [...offers.end].findIndex((end) => OFFER_ENDS[end] === 'declined');
    expect(offers.filterUntilUs[refused]).toBe(offers.endedUs[refused] + 5e6);
    const late = session.offers({ fromUs: 8e6, toUs: 9e6, limit: 3 });
    expect(late.matching).toBeGreaterThan(0);
    expect(late.matching).toBeLessThan(offers.matching);
    expect([...late.madeUs].every((us) => us <= 9e6)).toBe(true);
  });

  it('expire where they are taken back after a time', () => {
    const session = at(60, {
      master: { offerTimeout: '2s' },
      faults: [{ kind: 'scheduler-partition', at: '4s', for: '50s', frameworks: ['web'] }],
    });
    const { end } = session.offers({ fromUs: 0, toUs: 60e6, limit: 1000 });
    expect([...end].map((one) => OFFER_ENDS[one])).toContain('expired');
  });
});

describe('an inspection', () => {
  it('says what is known of each thing', () => {
    const session = at(18);
    const valueOf = (target: Parameters<Session['inspect']>[0], label: string): unknown =>
      session.inspect(target).rows.find((row) => row.label === label)?.value;
    expect(valueOf({ kind: 'agent', agent: 2 }, 'total')).toBe('cpus:2;mem:8192');
    expect(valueOf({ kind: 'agent', agent: 2 }, 'rack')).toBe('r2');
    expect(valueOf({ kind: 'framework', framework: 0 }, 'role')).toBe('eng/ads');
    expect(valueOf({ kind: 'framework', framework: 0 }, 'dominant share')).toMatch(
      /^\d\/10 \(cpus\)/,
    );
    expect(valueOf({ kind: 'job', job: 0 }, 'submitted')).toBe('3 s');
    expect(valueOf({ kind: 'master', master: 0 }, 'agents connected')).toBe('3');
    const [link] = session.inspect({ kind: 'agent', agent: 0 }).links;
    expect(session.inspect(link.target).rows[0]).toEqual({ label: 'state', value: 'running' });
    const { offer } = session.offers({ fromUs: 0, toUs: 18e6, limit: 1 });
    expect(session.inspect({ kind: 'offer', offer: offer[0] }).rows.length).toBeGreaterThan(3);
    expect(session.inspect({ kind: 'agent', agent: 99 }).rows).toEqual([]);
    expect(session.inspect({ kind: 'task', framework: 0, task: 999 }).rows).toEqual([]);
  });
});

describe('why', () => {
  /** Agents of one task each; at 11 s the tasks of A are over and their agents free. */
  const paper: Partial<ScenarioDocument> = {
    cluster: { agents: [{ count: 9, resources: 'cpus:1;mem:2048' }] },
    roles: {},
    network: { latency: '1us' },
    frameworks: [
      {
        name: 'A',
        kind: 'mapreduce',
        jobs: [{ at: '3s', tasks: 50, duration: '7s', resources: 'cpus:1;mem:2048' }],
      },
      {
        name: 'B',
        kind: 'mapreduce',
        jobs: [{ at: '3s', tasks: 50, duration: '4s', resources: 'cpus:1;mem:512' }],
      },
    ],
  };

  it('tells who came first, and by which numbers', () => {
    const session = at(11, paper);
    const why = session.why({ limit: 20 });
    const sentences = why?.visits.map(({ sentence }) => sentence) ?? [];
    expect(sentences.length).toBeGreaterThan(3);
    expect(sentences).toContainEqual(
      expect.stringMatching(/^(A|B) next: dominant share \S+( \(\w+\))? is below (A|B)'s \d\/\d+ /),
    );
    for (const sentence of sentences) {
      const match = /share (\d+)\/(\d+) .* is below .'s (\d+)\/(\d+)/.exec(sentence);
      if (match === null) continue;
      const [own, all, other, total] = match.slice(1).map(Number);
      expect(own / all).toBeLessThan(other / total);
    }
    expect(why?.text[0]).toMatch(/^\S+ s: (periodic cycle|cycle after an event) \d+$/);
  });

  it('is about whom one asks for, with the rule that passed it over', () => {
    const session = at(18);
    const why = session.why({ limit: 5, framework: 1 });
    expect(why).not.toBeNull();
    const about = why?.visits.flatMap(({ candidates }) => candidates) ?? [];
    const left = why?.leftOut.map(({ framework }) => framework) ?? [];
    expect([...about.map(({ framework }) => framework), ...left]).toContain(1);
    const agents = session.why({ limit: 5, agent: 2 })?.visits.map(({ agent }) => agent) ?? [];
    expect(new Set(agents).size).toBeLessThanOrEqual(1);
    expect(session.why({ limit: 5, seq: 0 })).toBeNull();
  });

  it('changes nothing', () => {
    const session = at(18);
    const before = session.position();
    session.why({ limit: 5 });
    expect(session.position()).toEqual(before);
    expect(session.why({ limit: 5 })).toEqual(session.why({ limit: 5 }));
  });
});
