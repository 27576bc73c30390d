import { describe, expect, it } from 'vitest';
import { ElectionScript } from '../../test/support/election-scripts.ts';
import { Detection } from './detection.ts';
import type { DetectionInput } from './election-io.ts';

const PATH = '/mesos';
const CHILDREN = 'NODE_CHILDREN_CHANGED';
const node = (epoch: number): string => `json.info_${String(epoch).padStart(10, '0')}`;

function connected(): ElectionScript<DetectionInput> {
  const isReadable = (content: string): boolean => content.startsWith('{');
  const script = new ElectionScript(new Detection({ path: PATH, isReadable }));
  script.step({ type: 'START' });
  script.connected();
  return script;
}

/** Node 2 leads. */
function detected(): ElectionScript<DetectionInput> {
  const script = connected();
  script.children(0, node(3), node(2));
  script.data(1, '{"id":"b"}');
  return script;
}

describe('the leader', () => {
  it('is the smallest of the candidates, whatever else stands under the path', () => {
    const script = connected();
    const others = ['info_0000000000', 'json.info_1', 'json.info_00000000001', 'log_replicas'];
    expect(script.children(0, ...others, node(12), node(9))).toMatchInlineSnapshot(`
      [
        "request 1 GET_DATA /mesos/json.info_0000000009",
      ]
    `);
    expect(script.data(1, '{"id":"b"}')).toMatchInlineSnapshot(`
      [
        "detected epoch 9 {"id":"b"}",
      ]
    `);
  });

  it('is read only when it has changed', () => {
    const script = detected();
    expect(script.watch(CHILDREN, PATH)).toMatchInlineSnapshot(`
      [
        "request 2 GET_CHILDREN /mesos with a watch",
      ]
    `);
    expect(script.children(2, node(2))).toEqual([]);
  });

  it('is nobody where the content cannot be read, until another comes', () => {
    const script = connected();
    script.children(0, node(2));
    expect(script.data(1, 'gibberish')).toEqual([]);
    script.watch(CHILDREN, PATH);
    script.children(2, node(4));
    expect(script.data(3, '{"id":"c"}')).toMatchInlineSnapshot(`
      [
        "detected epoch 4 {"id":"c"}",
      ]
    `);
    script.watch(CHILDREN, PATH);
    script.children(4, node(5));
    expect(script.data(5, '')).toMatchInlineSnapshot(`
      [
        "detected nobody",
      ]
    `);
  });

  it('is nobody when it is gone before it is read; the watch tells more', () => {
    const script = detected();
    script.watch(CHILDREN, PATH);
    script.children(2, node(3));
    expect(script.error(3, 'NO_NODE')).toMatchInlineSnapshot(`
      [
        "detected nobody",
      ]
    `);
    expect(script.watch(CHILDREN, PATH)).toMatchInlineSnapshot(`
      [
        "request 4 GET_CHILDREN /mesos with a watch",
      ]
    `);
    expect(script.children(4)).toEqual([]);
  });

  it('is nobody when the path is deleted, which is watched for then', () => {
    const script = detected();
    expect(script.watch('NODE_DELETED', PATH)).toHaveLength(1);
    expect(script.error(2, 'NO_NODE')).toMatchInlineSnapshot(`
      [
        "request 3 EXISTS /mesos with a watch",
        "detected nobody",
      ]
    `);
    expect(script.exists(3)).toMatchInlineSnapshot(`
      [
        "request 4 GET_CHILDREN /mesos with a watch",
      ]
    `);
  });
});

describe('a watch that fires while an answer is awaited', () => {
  it('leads to another list, once the answer is there', () => {
    const script = connected();
    expect(script.watch(CHILDREN, PATH)).toEqual([]);
    expect(script.children(0, node(2))).toHaveLength(1);
    expect(script.data(1, '{"id":"b"}')).toMatchInlineSnapshot(`
      [
        "request 2 GET_CHILDREN /mesos with a watch",
        "detected epoch 2 {"id":"b"}",
      ]
    `);
    expect(script.children(2, node(2))).toEqual([]);
  });
});

describe('a detector that is cut off', () => {
  it('believes what it knew until the session is over', () => {
    const script = detected();
    expect(script.disconnected()).toMatchInlineSnapshot(`
      [
        "timer SESSION_TIMEOUT 10 s",
      ]
    `);
    expect(script.timer('SESSION_TIMEOUT', 10e6)).toMatchInlineSnapshot(`
      [
        "close session",
        "detected nobody",
        "open session 10 s",
      ]
    `);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 2 GET_CHILDREN /mesos with a watch",
      ]
    `);
  });

  it('asks nothing when it is back in time: its watch is still there', () => {
    const script = detected();
    script.disconnected();
    expect(script.connected()).toEqual([]);
    expect(script.watch(CHILDREN, PATH)).toHaveLength(1);
  });

  it('asks again what was not answered', () => {
    const script = detected();
    script.watch(CHILDREN, PATH);
    expect(script.error(2, 'CONNECTION_LOSS')).toMatchInlineSnapshot(`
      [
        "timer DETECTOR_RETRY 2 s",
      ]
    `);
    script.disconnected();
    expect(script.timer('DETECTOR_RETRY', 2e6)).toEqual([]);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 3 GET_CHILDREN /mesos with a watch",
      ]
    `);
    expect(script.error(3, 'CONNECTION_LOSS')).toHaveLength(1);
    expect(script.timer('DETECTOR_RETRY', 1e6)).toEqual([]);
    expect(script.timer('DETECTOR_RETRY', 1e6)).toHaveLength(1);
  });

  it('starts over when the session expires', () => {
    const script = detected();
    expect(script.expired()).toMatchInlineSnapshot(`
      [
        "detected nobody",
        "open session 10 s",
      ]
    `);
    script.connected();
    script.children(2, node(2));
    expect(script.data(3, '{"id":"b"}')).toEqual(['detected epoch 2 {"id":"b"}']);
  });

  it('says what it may not do, and tries again', () => {
    const script = connected();
    expect(script.error(0, 'NO_AUTH')).toMatchInlineSnapshot(`
      [
        "complain: cannot detect under /mesos: NO_AUTH",
        "timer DETECTOR_RETRY 2 s",
      ]
    `);
    expect(script.timer('DETECTOR_RETRY', 2e6)).toHaveLength(1);
  });
});
