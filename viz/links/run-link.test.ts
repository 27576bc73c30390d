import { describe, expect, it } from 'vitest';

import { Session } from '../../sim/session/session.ts';
import { fileInWords } from './linked-file.ts';
import { type LinkAnswer, otherVersionText, readLink, writeLink } from './run-link.ts';
import { readShortLink } from './short-link.ts';

const LINK = {
  version: '0.1.0',
  scenario: {
    name: 'two users',
    cluster: { agents: [{ count: 1, resources: 'cpus:9;mem:18432' }] },
    frameworks: [{ name: 'A', kind: 'mapreduce' as const, jobs: [{ tasks: 5, duration: '9s' }] }],
  },
  policy: 'drf',
  seed: '42',
  faults: [{ kind: 'agent-crash' as const, at: '10s', agents: [0] }],
  cursor: { at: 'event' as const, seq: 37 },
};

function messageOf(answer: LinkAnswer): string {
  return answer.ok ? 'read' : answer.message;
}

describe('a packed link', () => {
  it('gives back what went in', async () => {
    const text = await writeLink(LINK);
    expect(text).toMatch(/^~1[\w-]+$/);
    expect(await readLink(text, '0.1.0')).toEqual({ ok: true, link: LINK, otherVersion: null });
  });

  it('names files that it cannot hold', async () => {
    const file = { path: 'jobs.tsv', bytes: 1234, sha256: '0123456789abcdef' };
    const link = { ...LINK, files: [file] };
    const text = await writeLink(link);
    expect(await readLink(text, '0.1.0')).toEqual({ ok: true, link, otherVersion: null });
    expect(fileInWords(file)).toBe('jobs.tsv (1,234 bytes, SHA-256 0123456789abcdef…)');
    const wrong = await writeLink({ ...LINK, files: [{ ...file, sha256: 'none' }] });
    expect(messageOf(await readLink(wrong, '0.1.0'))).toContain('not a run');
  });

  it('says when another version made it', async () => {
    const answer = await readLink(await writeLink(LINK), '0.2.0');
    expect(answer).toMatchObject({ ok: true, otherVersion: '0.1.0' });
    expect(otherVersionText('0.1.0', '0.2.0')).toContain('version 0.1.0, and this is 0.2.0');
  });

  it('says what is wrong with it', async () => {
    const whole = await writeLink(LINK);
    const read = async (text: string): Promise<string> => messageOf(await readLink(text, '0.1.0'));
    expect(await read(whole.slice(0, -30))).toContain('was its end cut off?');
    expect(await read(`${whole}!`)).toContain('characters that no link has');
    expect(await read(`~2${whole.slice(2)}`)).toContain('found the form "~2", wanted ~1');
    expect(await read(`~1${'A'.repeat(200_000)}`)).toContain('wanted at most 100000');
    const noRun = await writeLink({ ...LINK, cursor: { at: 'event', seq: -1 } });
    expect(await read(noRun)).toContain('not a run');
  });
});

describe('a short link', () => {
  it('is the paper’s two users on one agent', () => {
    const answer = readShortLink('drf:9c18g,s42@37');
    expect(answer).toMatchObject({
      ok: true,
      link: { policy: 'drf', seed: '42', cursor: { at: 'event', seq: 37 }, version: null },
    });
    if (!answer.ok) throw new Error(answer.message);
    const { cluster, frameworks } = answer.link.scenario;
    expect(cluster.agents).toEqual([{ count: 1, resources: 'cpus:9;mem:18432' }]);
    expect(frameworks.map(({ name, jobs }) => [name, jobs?.[0].resources])).toEqual([
      ['A', 'cpus:1;mem:4096'],
      ['B', 'cpus:3;mem:1024'],
    ]);
  });

  /** Who got a task, one after the other, in the first 20 seconds. */
  function turns(text: string): string {
    const answer = readShortLink(text);
    if (!answer.ok) throw new Error(answer.message);
    const { scenario, policy, seed } = answer.link;
    const session = new Session();
    const opened = session.open({
      source: { kind: 'document', document: scenario },
      ...(policy !== null && { policy }),
      ...(seed !== null && { seed }),
    });
    if (!opened.ok) throw new Error(opened.problems[0].message);
    session.advance({ to: 'time', timeUs: 20_000_000 });
    const { framework } = session.tasks({ offset: 0, limit: 50, sort: 'started' });
    return [...framework].map((one) => opened.summary.frameworks[one].name).join('');
  }

  it.each([
    // Table 1 of the DRF paper, whatever the seed.
    ['drf:9c18g', 'BAABA'],
    ['drf:9c18g,s42@37', 'BAABA'],
    ['drf:9c18g,1c4g,3c1g,s7', 'BAABA'],
    ['drf:18c36g', 'BAABABAABA'],
    ['maxmin:cpus:9c18g', 'BAAAB'],
    ['fifo:9c18g', 'BBB'],
  ])('%s gives tasks in the order %s', (text, order) => {
    expect(turns(text)).toBe(order);
  });

  it('takes a count of agents, users of its own, and a policy with a colon', () => {
    const answer = readShortLink('maxmin:cpus:10x4c16g,0.5c2g');
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.link.policy).toBe('maxmin:cpus');
    expect(answer.link.scenario.cluster.agents[0].count).toBe(10);
    expect(answer.link.scenario.frameworks).toHaveLength(1);
    expect(answer.link.seed).toBeNull();
  });

  it.each([
    ['fair:9c18g', 'found the policy "fair", wanted one of drf'],
    ['drf:9', 'found "9" for the agents, wanted such as 9c18g'],
    ['drf:9c18g,2c', 'found "2c" for a task, wanted such as 1c4g'],
    ['drf:9c18g,s1,s2', 'found 2 seeds, wanted at most one'],
    ['hello', 'found "hello", wanted drf:9c18g,s42@37'],
  ])('%s is refused in words', (text, words) => {
    expect(messageOf(readShortLink(text))).toContain(words);
  });
});
