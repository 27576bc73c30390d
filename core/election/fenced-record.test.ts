import { describe, expect, it } from 'vitest';
import { ElectionScript, electionLines } from '../../test/support/election-scripts.ts';
import { FencedRecord, type FencedRecordInput } from './fenced-record.ts';
import { Session } from './session.ts';

/** A record claimed for epoch 5; its session is connected. */
function claiming(): { script: ElectionScript<FencedRecordInput>; record: FencedRecord } {
  const session = new Session(10e6);
  const record = new FencedRecord('/mesos/registry', session);
  const script = new ElectionScript<FencedRecordInput>({
    step: (now, input, out) => {
      if (input.type !== 'SESSION') return record.step(now, input, out);
      const heard = session.step(now, input, out);
      if (heard !== null) record.step(now, heard, out);
    },
  });
  session.open(electionLines([]));
  script.connected();
  script.step({ type: 'CLAIM', epoch: 5 });
  return { script, record };
}

/** The same with epoch 4's content taken over, at version 8. */
function claimed(): ReturnType<typeof claiming> {
  const both = claiming();
  both.script.data(0, '4\nagents', 7);
  both.script.dataSet(1, 8);
  return both;
}

describe('a claim', () => {
  it('puts the epoch before what stands there', () => {
    const { script } = claiming();
    expect(script.data(0, '4\nagents', 7)).toMatchInlineSnapshot(`
      [
        "request 1 SET_DATA /mesos/registry version 7 "5\\nagents"",
      ]
    `);
    expect(script.dataSet(1, 8)).toMatchInlineSnapshot(`
      [
        "claimed "agents"",
      ]
    `);
  });

  it('makes the record where there is none', () => {
    const { script } = claiming();
    expect(script.error(0, 'NO_NODE')).toMatchInlineSnapshot(`
      [
        "request 1 CREATE /mesos/registry PERSISTENT "5\\n"",
      ]
    `);
    expect(script.created(1, '/mesos/registry')).toMatchInlineSnapshot(`
      [
        "claimed """,
      ]
    `);
    expect(script.step({ type: 'WRITE', content: 'x' })).toMatchInlineSnapshot(`
      [
        "request 2 SET_DATA /mesos/registry version 0 "5\\nx"",
      ]
    `);
  });

  it('looks again where an earlier leader was faster', () => {
    const { script } = claiming();
    script.error(0, 'NO_NODE');
    expect(script.error(1, 'NODE_EXISTS')).toMatchInlineSnapshot(`
      [
        "request 2 GET_DATA /mesos/registry",
      ]
    `);
    script.data(2, '3\n', 0);
    expect(script.error(3, 'BAD_VERSION')).toMatchInlineSnapshot(`
      [
        "request 4 GET_DATA /mesos/registry",
      ]
    `);
    expect(script.data(4, '4\nagents', 1)).toMatchInlineSnapshot(`
      [
        "request 5 SET_DATA /mesos/registry version 1 "5\\nagents"",
      ]
    `);
  });

  it('is refused where a later leader was faster', () => {
    const { script, record } = claiming();
    expect(script.data(0, '6\nagents', 7)).toEqual([]);
    expect(record.fencedBecause).toBe('epoch 6 has claimed the record');
    expect(script.step({ type: 'WRITE', content: 'x' })).toMatchInlineSnapshot(`
      [
        "complain: written when FENCED, wanted CLAIMED",
      ]
    `);
  });

  it('is refused where the record is none', () => {
    const { script, record } = claiming();
    expect(script.data(0, 'somebody else’s notes', 7)).toEqual([]);
    expect(record.fencedBecause).toMatchInlineSnapshot(
      `"the record begins "somebody else’s note", wanted an epoch and a line break"`,
    );
  });

  it('that was not answered is found to be done', () => {
    const { script } = claiming();
    script.data(0, '4\nagents', 7);
    expect(script.error(1, 'CONNECTION_LOSS')).toEqual(['timer RECORD_RETRY 2 s']);
    expect(script.timer('RECORD_RETRY', 2e6)).toHaveLength(1);
    expect(script.data(2, '5\nagents', 8)).toEqual(['claimed "agents"']);
    expect(script.step({ type: 'WRITE', content: 'x' })).toMatchInlineSnapshot(`
      [
        "request 3 SET_DATA /mesos/registry version 8 "5\\nx"",
      ]
    `);
  });
});

describe('a write', () => {
  it('names the version that the last one left', () => {
    const { script } = claimed();
    expect(script.step({ type: 'WRITE', content: 'a\nb' })).toMatchInlineSnapshot(`
      [
        "request 2 SET_DATA /mesos/registry version 8 "5\\na\\nb"",
      ]
    `);
    expect(script.dataSet(2, 9)).toEqual(['written']);
    expect(script.step({ type: 'WRITE', content: 'c' })).toMatchInlineSnapshot(`
      [
        "request 3 SET_DATA /mesos/registry version 9 "5\\nc"",
      ]
    `);
  });

  it('fails once a later leader has claimed the record', () => {
    const { script, record } = claimed();
    script.step({ type: 'WRITE', content: 'a' });
    expect(script.error(2, 'BAD_VERSION')).toMatchInlineSnapshot(`
      [
        "request 3 GET_DATA /mesos/registry",
      ]
    `);
    expect(script.data(3, '6\nagents', 9)).toEqual([]);
    expect(record.fencedBecause).toBe('epoch 6 has claimed the record');
  });

  it('that was not answered is looked for, and done again where it was not done', () => {
    const { script } = claimed();
    script.step({ type: 'WRITE', content: 'a' });
    script.error(2, 'CONNECTION_LOSS');
    script.disconnected();
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 3 GET_DATA /mesos/registry",
      ]
    `);
    expect(script.data(3, '5\nagents', 8)).toMatchInlineSnapshot(`
      [
        "request 4 SET_DATA /mesos/registry version 8 "5\\na"",
      ]
    `);
    // The first was on its way after all.
    expect(script.error(4, 'BAD_VERSION')).toHaveLength(1);
    expect(script.data(5, '5\na', 9)).toEqual(['written']);
  });

  it('is refused before the claim and while another is on its way', () => {
    const { script } = claiming();
    expect(script.step({ type: 'WRITE', content: 'a' })).toMatchInlineSnapshot(`
      [
        "complain: written when CLAIMING, wanted CLAIMED",
      ]
    `);
    script.data(0, '4\nagents', 7);
    script.dataSet(1, 8);
    script.step({ type: 'WRITE', content: 'a' });
    expect(script.step({ type: 'WRITE', content: 'b' })).toMatchInlineSnapshot(`
      [
        "complain: written when WRITING, wanted CLAIMED",
      ]
    `);
  });

  it('is over with the session', () => {
    const { script, record } = claimed();
    script.step({ type: 'WRITE', content: 'a' });
    script.expired();
    expect(record.fencedBecause).toBe('the session is over');
    expect(script.dataSet(2, 9)).toEqual([]);
  });

  it('is over when the record is deleted', () => {
    const { script, record } = claimed();
    script.step({ type: 'WRITE', content: 'a' });
    script.error(2, 'NO_NODE');
    expect(record.fencedBecause).toBe('the record was deleted');
  });
});
