import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { agentsLines } from '../../test/support/agent-life.ts';
import { usualLife } from '../../test/support/master-life.ts';
import { isLiveRecording, recordingLines } from './recording-lines.ts';
import { RecordingSession } from './recording-session.ts';

const EVERYTHING = { agents: true, frameworks: true, roles: true, history: 50 };

function opened(): RecordingSession {
  const session = new RecordingSession('life', usualLife().lines);
  while (session.live(3));
  return session;
}

describe('a recorded life', () => {
  it('is the same at a place whichever way one came there', () => {
    const session = opened();
    const forth: unknown[] = [];
    const { knownEvents } = session.position();
    for (let seq = 0; seq <= knownEvents; seq++) {
      session.seek({ at: 'event', seq });
      forth.push(session.frame(EVERYTHING));
    }
    for (let seq = knownEvents; seq >= 0; seq -= 7) {
      session.seek({ at: 'event', seq });
      expect(session.frame(EVERYTHING)).toEqual(forth[seq]);
    }
  });

  it('knows all names at its beginning and nothing of what is to come', () => {
    const session = opened();
    expect(session.summary.agents).toEqual(['n1', 'n2']);
    expect(session.summary.frameworks.map(({ name }) => name)).toEqual(['web', 'batch']);
    const { frameworks, agents } = session.frame(EVERYTHING);
    expect(frameworks?.running).toEqual(Int32Array.of(0, 0));
    expect(agents?.allocated).toEqual(new Float64Array(8));
  });

  it('steps by events, cycles and faults, and ends', () => {
    const session = opened();
    expect(session.advance({ to: 'cycle' })).toMatchObject({ cycles: 1, ended: null });
    expect(session.advance({ to: 'event' }).seq).toBe(session.advance({ to: 'event' }).seq - 1);
    const atFault = session.advance({ to: 'fault' });
    const [last] = session.events({ from: -1, backward: true, limit: 1 }).kind;
    expect(session.summary.eventKinds[last].name).toBe('AGENT_DISCONNECTED');
    const end = session.advance({ to: 'end' });
    expect(end.timeUs).toBeGreaterThan(atFault.timeUs);
    expect(end).toMatchObject({ ended: { kind: 'time over' }, cycles: 2 });
    expect(session.cycleBack().cycles).toBe(1);
    expect(session.facts).toMatchObject({ tasks: 3, offers: 3, version: '0' });
  });

  it('is read as far as it was written', async () => {
    const { lines } = usualLife();
    const text = `${lines.join('\n')}\n`;
    const whole = gzipSync(text);
    const flushed = gzipSync(text, { finishFlush: 2 });
    for (const bytes of [whole, flushed]) {
      const file = new Blob([Uint8Array.from(bytes)]);
      expect(await isLiveRecording(file)).toBe(true);
      expect(await recordingLines(file)).toEqual(lines);
    }
    expect(await isLiveRecording(new Blob(['name: scenario']))).toBe(false);
    expect(await isLiveRecording(new Blob([Uint8Array.from(gzipSync('a trace'))]))).toBe(false);
  });

  it('of an election is refused in words', () => {
    const { lines } = usualLife();
    const [header, ...rest] = lines;
    const other = [header.replace('"machine":"master"', '"machine":"election"'), ...rest];
    expect(() => new RecordingSession('a.gz', other)).toThrow(
      'a.gz: found the recording of an election, wanted that of a master or an agent',
    );
  });

  it('of an agent shows what ran on it, forward and back', () => {
    const session = new RecordingSession('agent', agentsLines());
    while (session.live(3));
    const { knownEvents } = session.position();
    const forth = Array.from({ length: knownEvents + 1 }, (_, seq) => {
      session.seek({ at: 'event', seq });
      return session.frame(EVERYTHING);
    });
    const most = Math.max(...forth.map(({ frameworks }) => frameworks?.running[0] ?? 0));
    expect(most).toBe(1);
    for (let seq = knownEvents; seq >= 0; seq -= 3) {
      session.seek({ at: 'event', seq });
      expect(session.frame(EVERYTHING)).toEqual(forth[seq]);
    }
    expect(session.facts).toMatchObject({ machine: 'agent', offers: 0, tasks: 2 });
    expect(session.summary).toMatchObject({ agents: ['n1'], masters: 0 });
    expect(session.summary.capacity).toEqual(Float64Array.of(4000, 8_192_000, 0, 0));
    expect(session.advance({ to: 'end' }).ended).toEqual({ kind: 'time over' });
    const { state, startedUs, endedUs } = session.tasks({ offset: 0, limit: 9 });
    expect([state.length, endedUs[0] - startedUs[0]]).toEqual([2, 200_000]);
  });
});
