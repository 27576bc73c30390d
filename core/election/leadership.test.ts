import { describe, expect, it } from 'vitest';
import { ElectionScript } from '../../test/support/election-scripts.ts';
import type { LeadershipInput } from './election-io.ts';
import { Leadership } from './leadership.ts';

const PATH = '/cloud/mesos';
const CHILDREN = 'NODE_CHILDREN_CHANGED';
const node = (epoch: number): string => `json.info_${String(epoch).padStart(10, '0')}`;

function scripted(): ElectionScript<LeadershipInput> {
  const isReadable = (content: string): boolean => content.startsWith('{');
  return new ElectionScript(new Leadership({ path: PATH, content: '{"id":"a"}', isReadable }));
}

/** Connected, with node 3 created; its list is awaited. */
function candidate(): ElectionScript<LeadershipInput> {
  const script = scripted();
  script.step({ type: 'START' });
  script.connected();
  script.created(0, `${PATH}/${node(3)}`);
  script.exists(2);
  return script;
}

/** Leading in epoch 3. */
function leading(): ElectionScript<LeadershipInput> {
  const script = candidate();
  script.children(1, node(3));
  script.data(3, '{"id":"a"}');
  return script;
}

describe('an election', () => {
  it('is won by whoever finds the own node first in the list', () => {
    const script = scripted();
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "open session 10 s",
      ]
    `);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 0 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
        "request 1 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
    expect(script.created(0, `${PATH}/${node(3)}`)).toMatchInlineSnapshot(`
      [
        "request 2 EXISTS /cloud/mesos/json.info_0000000003 with a watch",
      ]
    `);
    expect(script.exists(2)).toEqual([]);
    expect(script.children(1, 'log_replicas', node(4), node(3))).toMatchInlineSnapshot(`
      [
        "request 3 GET_DATA /cloud/mesos/json.info_0000000003",
      ]
    `);
    expect(script.data(3, '{"id":"a"}')).toMatchInlineSnapshot(`
      [
        "detected epoch 3 {"id":"a"}",
        "elected epoch 3",
      ]
    `);
  });

  it('makes the path and its parents where they are missing', () => {
    const script = scripted();
    script.step({ type: 'START' });
    script.connected();
    expect(script.error(0, 'NO_NODE')).toMatchInlineSnapshot(`
      [
        "request 2 CREATE /cloud PERSISTENT """,
      ]
    `);
    expect(script.error(1, 'NO_NODE')).toMatchInlineSnapshot(`
      [
        "request 3 EXISTS /cloud/mesos with a watch",
      ]
    `);
    expect(script.error(2, 'NODE_EXISTS')).toMatchInlineSnapshot(`
      [
        "request 4 CREATE /cloud/mesos PERSISTENT """,
      ]
    `);
    expect(script.error(3, 'NO_NODE')).toEqual([]);
    expect(script.created(4, PATH)).toMatchInlineSnapshot(`
      [
        "request 5 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
      ]
    `);
    expect(script.watch('NODE_CREATED', PATH)).toMatchInlineSnapshot(`
      [
        "request 6 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
  });

  it('is followed by those behind: each learns of the next when the first goes', () => {
    const script = candidate();
    expect(script.children(1, node(3), node(2))).toMatchInlineSnapshot(`
      [
        "request 3 GET_DATA /cloud/mesos/json.info_0000000002",
      ]
    `);
    expect(script.data(3, '{"id":"b"}')).toMatchInlineSnapshot(`
      [
        "detected epoch 2 {"id":"b"}",
      ]
    `);
    expect(script.watch(CHILDREN, PATH)).toMatchInlineSnapshot(`
      [
        "request 4 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
    expect(script.children(4, node(3))).toMatchInlineSnapshot(`
      [
        "request 5 GET_DATA /cloud/mesos/json.info_0000000003",
      ]
    `);
    expect(script.data(5, '{"id":"a"}')).toMatchInlineSnapshot(`
      [
        "detected epoch 3 {"id":"a"}",
        "elected epoch 3",
      ]
    `);
  });

  it('is contended for anew by a follower whose node vanished', () => {
    const script = candidate();
    script.children(1, node(3), node(2));
    script.data(3, '{"id":"b"}');
    expect(script.watch('NODE_DELETED', `${PATH}/${node(3)}`)).toMatchInlineSnapshot(`
      [
        "request 4 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
      ]
    `);
    expect(script.created(4, `${PATH}/${node(7)}`)).toMatchInlineSnapshot(`
      [
        "request 5 EXISTS /cloud/mesos/json.info_0000000007 with a watch",
      ]
    `);
  });

  it('is won after another session, where the first expired before', () => {
    const script = candidate();
    expect(script.expired()).toMatchInlineSnapshot(`
      [
        "open session 10 s",
      ]
    `);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 3 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
        "request 4 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
    expect(script.created(3, `${PATH}/${node(5)}`)).toHaveLength(1);
    script.children(4, node(5));
    expect(script.data(6, '{"id":"a"}')).toContain('elected epoch 5');
  });
});

describe('a leader says that it lost, once, and is silent from then on', () => {
  const over = (script: ElectionScript<LeadershipInput>): void => {
    expect(script.expired()).toEqual([]);
    expect(script.connected()).toEqual([]);
    expect(script.step({ type: 'STOP' })).toEqual([]);
    expect(script.step({ type: 'START' })).toEqual([]);
  };

  it('when its session expires', () => {
    const script = leading();
    expect(script.expired()).toMatchInlineSnapshot(`
      [
        "lost: the session is over",
      ]
    `);
    over(script);
  });

  it('when its session must have expired, by its own clock', () => {
    const script = leading();
    script.now = 5e6;
    expect(script.disconnected()).toMatchInlineSnapshot(`
      [
        "timer SESSION_TIMEOUT 10 s",
      ]
    `);
    expect(script.timer('SESSION_TIMEOUT', 9.9e6)).toEqual([]);
    expect(script.timer('SESSION_TIMEOUT', 0.1e6)).toMatchInlineSnapshot(`
      [
        "close session",
        "lost: the session is over",
      ]
    `);
    over(script);
  });

  it('when its node vanishes', () => {
    const script = leading();
    expect(script.watch('NODE_DELETED', `${PATH}/${node(3)}`)).toMatchInlineSnapshot(`
      [
        "lost: the candidate has vanished",
        "close session",
      ]
    `);
    over(script);
  });

  it('when it sees another leader, before it knows who that is', () => {
    const script = leading();
    expect(script.watch(CHILDREN, PATH)).toHaveLength(1);
    expect(script.children(4, node(4))).toMatchInlineSnapshot(`
      [
        "request 5 GET_DATA /cloud/mesos/json.info_0000000004",
        "lost: epoch 4 leads",
        "close session",
      ]
    `);
    over(script);
  });

  it('when nobody is left in the list', () => {
    const script = leading();
    script.watch(CHILDREN, PATH);
    expect(script.children(4, 'log_replicas')).toMatchInlineSnapshot(`
      [
        "lost: there is no candidate",
        "close session",
      ]
    `);
    over(script);
  });

  it('when it is told to stop', () => {
    const script = leading();
    expect(script.step({ type: 'STOP' })).toMatchInlineSnapshot(`
      [
        "lost: stopped",
        "close session",
      ]
    `);
    over(script);
  });
});

describe('a leader goes on', () => {
  it('while others come and go behind it', () => {
    const script = leading();
    expect(script.watch(CHILDREN, PATH)).toMatchInlineSnapshot(`
      [
        "request 4 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
    expect(script.children(4, node(9), node(3))).toEqual([]);
  });

  it('when it is connected again in time; the old timer means nothing then', () => {
    const script = leading();
    script.disconnected();
    script.now += 9e6;
    expect(script.connected()).toEqual([]);
    script.now += 0.5e6;
    expect(script.disconnected()).toEqual(['timer SESSION_TIMEOUT 10 s']);
    expect(script.timer('SESSION_TIMEOUT', 0.5e6)).toEqual([]);
    expect(script.connected()).toEqual([]);
    expect(script.timer('SESSION_TIMEOUT', 9.5e6)).toEqual([]);
  });

  it('by the timeout that the servers granted', () => {
    const script = leading();
    script.disconnected();
    script.connected(4e6);
    expect(script.disconnected()).toEqual(['timer SESSION_TIMEOUT 4 s']);
  });
});

describe('a creation that was not answered', () => {
  it('is undone with its session, once connected again', () => {
    const script = scripted();
    script.step({ type: 'START' });
    script.connected();
    expect(script.error(0, 'CONNECTION_LOSS')).toMatchInlineSnapshot(`
      [
        "timer CONTENDER_RETRY 2 s",
      ]
    `);
    expect(script.error(1, 'CONNECTION_LOSS')).toMatchInlineSnapshot(`
      [
        "timer DETECTOR_RETRY 2 s",
      ]
    `);
    script.disconnected();
    expect(script.timer('CONTENDER_RETRY', 2e6)).toEqual([]);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 2 GET_CHILDREN /cloud/mesos with a watch",
        "close session",
        "open session 10 s",
      ]
    `);
    expect(script.connected()).toMatchInlineSnapshot(`
      [
        "request 3 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
        "request 4 GET_CHILDREN /cloud/mesos with a watch",
      ]
    `);
  });

  it('is undone after 2 s where the connection is not lost', () => {
    const script = scripted();
    script.step({ type: 'START' });
    script.connected();
    script.error(0, 'CONNECTION_LOSS');
    expect(script.timer('CONTENDER_RETRY', 1.9e6)).toEqual([]);
    expect(script.timer('CONTENDER_RETRY', 0.1e6)).toMatchInlineSnapshot(`
      [
        "close session",
        "open session 10 s",
      ]
    `);
  });

  it('is forgotten where the session expires', () => {
    const script = scripted();
    script.step({ type: 'START' });
    script.connected();
    script.error(0, 'CONNECTION_LOSS');
    expect(script.expired()).toEqual(['open session 10 s']);
    expect(script.connected()).toHaveLength(2);
  });
});

describe('what does not work', () => {
  it('is said, and tried again every 2 s', () => {
    const script = scripted();
    script.step({ type: 'START' });
    script.connected();
    expect(script.error(0, 'NO_AUTH')).toMatchInlineSnapshot(`
      [
        "complain: cannot contend under /cloud/mesos: NO_AUTH",
        "timer CONTENDER_RETRY 2 s",
      ]
    `);
    expect(script.timer('CONTENDER_RETRY', 2e6)).toMatchInlineSnapshot(`
      [
        "request 2 CREATE /cloud/mesos/json.info_ EPHEMERAL_SEQUENTIAL "{\\"id\\":\\"a\\"}"",
      ]
    `);
    expect(script.created(2, '/elsewhere')).toMatchInlineSnapshot(`
      [
        "complain: created /elsewhere: wanted json.info_ and ten digits",
        "timer CONTENDER_RETRY 2 s",
      ]
    `);
  });

  it('is ignored where it answers nothing that was asked', () => {
    const script = leading();
    expect(script.created(17, `${PATH}/${node(9)}`)).toEqual([]);
    expect(script.watch('NODE_DELETED', '/elsewhere')).toEqual([]);
    expect(script.step({ type: 'START' })).toEqual([]);
  });
});
