import { describe, expect, it } from 'vitest';
import { ZooKeeperWorld } from '../../../test/support/zookeeper-world.ts';
import type { CoordinationRequest } from '../../../core/election/coordination.ts';
import { VirtualZooKeeper } from './virtual-zookeeper.ts';

const SESSION_US = 10e6;

function create(path: string, ephemeral = false): CoordinationRequest {
  return { op: 'CREATE', path, data: 'x', mode: ephemeral ? 'EPHEMERAL' : 'PERSISTENT' };
}
const children = (path: string): CoordinationRequest => ({ op: 'GET_CHILDREN', path, watch: true });
const exists = (path: string): CoordinationRequest => ({ op: 'EXISTS', path, watch: false });

/** A world with so many clients, all connected. */
function connected(servers: number, clients: number): ZooKeeperWorld {
  const world = new ZooKeeperWorld({ servers });
  for (let client = 0; client < clients; client++) world.port(client).openSession(SESSION_US);
  world.run(1);
  return world;
}

/** The server that a client turns to first: the one whose end the client hears of. */
function serverOf(world: ZooKeeperWorld, client: number, servers: number): number {
  for (let server = 0; server < servers; server++) {
    const probe = connected(servers, client + 1);
    probe.inject({ kind: 'server-down', server });
    const heard = probe.run(1).some((line) => line.includes(`client ${client}: DISCONNECTED`));
    if (heard && server !== world.zookeeper.leader) return server;
  }
  return world.zookeeper.leader ?? -1;
}

/** A client on a server that follows, in an ensemble of three. */
function onFollower(clients: number): { world: ZooKeeperWorld; client: number; server: number } {
  const world = connected(3, clients);
  for (let client = 0; client < clients; client++) {
    const server = serverOf(world, client, 3);
    if (server !== world.zookeeper.leader) return { world, client, server };
  }
  return expect.fail('all clients are connected to the leader');
}

describe('a session', () => {
  it('is granted from 2 to 20 ticks', () => {
    const world = new ZooKeeperWorld({ servers: 1 });
    [1e6, 10e6, 1e9].forEach((timeoutUs, client) => world.port(client).openSession(timeoutUs));
    expect(world.run(1)).toMatchInlineSnapshot(`
      [
        "0.002 s client 0: SYNC_CONNECTED for 4 s",
        "0.002 s client 1: SYNC_CONNECTED for 10 s",
        "0.002 s client 2: SYNC_CONNECTED for 40 s",
      ]
    `);
  });

  it('outlives its client by its timeout and at most a ping and a tick; its nodes with it', () => {
    const world = connected(3, 2);
    world.request(0, create('/a', true));
    world.run(4);
    world.zookeeper.crashClient(0);
    world.request(1, children('/'));
    expect(world.run(30)).toMatchInlineSnapshot(`
      [
        "5.002 s client 1: result 1 [a]",
        "14.004 s client 1: watch NODE_CHILDREN_CHANGED /",
      ]
    `);
    expect(world.zookeeper.agreed.ephemerals()).toEqual([]);
  });

  it('expires though its client crashes while it turns to another server', () => {
    for (let client = 0; client < 4; client++) {
      for (let afterUs = 0; afterUs <= 6000; afterUs += 500) {
        const server = serverOf(connected(3, 4), client, 3);
        const world = connected(3, 4);
        world.request(client, create('/a', true));
        world.run(1);
        world.inject({ kind: 'server-down', server });
        world.run(afterUs / 1e6);
        world.zookeeper.crashClient(client);
        world.run(30);
        expect(world.zookeeper.agreed.ephemerals()).toEqual([]);
      }
    }
  });

  it('that is closed takes its nodes with it at once', () => {
    const world = connected(3, 2);
    world.request(0, create('/a', true));
    world.run(1);
    world.request(1, children('/'));
    world.run(1);
    world.port(0).closeSession();
    expect(world.run(1)).toMatchInlineSnapshot(`
      [
        "3.005 s client 1: watch NODE_CHILDREN_CHANGED /",
      ]
    `);
  });

  it('moves to another server, with its watches, when its own goes down', () => {
    const { world, client, server } = onFollower(4);
    const other = client === 0 ? 1 : 0;
    world.request(client, create('/a', true));
    world.request(client, children('/'));
    world.run(1);
    world.inject({ kind: 'server-down', server });
    const heard = world.run(1).filter((line) => line.includes(`client ${client}:`));
    expect(heard.map((line) => line.split(': ')[1])).toEqual([
      'DISCONNECTED',
      'SYNC_CONNECTED for 10 s',
    ]);
    world.request(other, create('/b'));
    expect(world.run(1).join()).toContain(`client ${client}: watch NODE_CHILDREN_CHANGED /`);
    expect(world.zookeeper.agreed.ephemerals()).toHaveLength(1);
  });

  it('that has moved is not written for by the server it left', () => {
    const { world, client, server } = onFollower(4);
    const links = [0, 1, 2]
      .filter((id) => id !== server)
      .map((other): [number, number] => [server, other]);
    for (const servers of links) world.inject({ kind: 'cut-servers', servers });
    world.request(client, create('/late'));
    world.run(0.1);
    world.inject({ kind: 'cut-client', client, server });
    expect(world.run(8.5).join()).toContain(`client ${client}: SYNC_CONNECTED`);
    for (const servers of links) world.inject({ kind: 'heal-servers', servers });
    world.run(5);
    expect(world.zookeeper.agreed.changedAt('/late', 'data')).toBeNull();
  });

  it('hears of what its watches missed while it was cut off', () => {
    const world = connected(3, 2);
    world.request(0, children('/'));
    world.run(1);
    world.inject({ kind: 'cut-client', client: 0, server: null });
    world.request(1, create('/b'));
    world.run(8);
    world.inject({ kind: 'heal-client', client: 0, server: null });
    const heard = world.run(5).filter((line) => line.includes('client 0'));
    expect(heard.map((line) => line.split(': ')[1])).toEqual([
      'SYNC_CONNECTED for 10 s',
      'watch NODE_CHILDREN_CHANGED /',
    ]);
  });

  it('is over for a client that was cut off too long, which learns it when it is back', () => {
    const world = connected(3, 1);
    world.request(0, create('/a', true));
    world.run(1);
    world.inject({ kind: 'cut-client', client: 0, server: null });
    expect(world.run(20)).toMatchInlineSnapshot(`
      [
        "6.670 s client 0: DISCONNECTED",
      ]
    `);
    expect(world.zookeeper.agreed.ephemerals()).toEqual([]);
    world.inject({ kind: 'heal-client', client: 0, server: null });
    expect(world.run(5).map((line) => line.split(': ')[1])).toEqual(['EXPIRED']);
  });

  it('can be ended by the ensemble while it is in use', () => {
    const world = connected(3, 1);
    world.request(0, create('/a', true));
    world.run(1);
    world.inject({ kind: 'expire-session', client: 0 });
    expect(world.run(1).map((line) => line.split(': ')[1])).toEqual(['DISCONNECTED', 'EXPIRED']);
    expect(world.zookeeper.agreed.ephemerals()).toEqual([]);
  });

  it('costs no events while nothing happens', () => {
    const world = connected(5, 100);
    // Deadlines set before the sessions were served, and time limits of their attempts.
    world.run(20);
    const { handled } = world.kernel;
    world.run(100_000);
    expect(world.kernel.handled).toBe(handled);
  });
});

describe('a quorum', () => {
  it('that is lost takes all connections with it; sessions go on when it is back', () => {
    const world = connected(3, 1);
    world.request(0, create('/a', true));
    world.run(1);
    for (const server of [0, 1]) world.inject({ kind: 'server-down', server });
    world.run(1);
    const write = world.request(0, create('/b'));
    world.run(58);
    expect(world.answer(0, write)).toEqual({ op: 'ERROR', error: 'CONNECTION_LOSS' });
    expect(world.zookeeper.leader).toBeNull();
    world.inject({ kind: 'server-up', server: 0 });
    expect(world.run(5).map((line) => line.split(': ')[1])).toEqual(['SYNC_CONNECTED for 10 s']);
    expect(world.zookeeper.agreed.ephemerals()).toHaveLength(1);
  });

  it('that is cut in two serves on the side of the majority', () => {
    const { world, client, server } = onFollower(4);
    for (const other of [0, 1, 2].filter((id) => id !== server)) {
      world.inject({ kind: 'cut-servers', servers: [server, other] });
    }
    const write = world.request(client, create('/minority'));
    expect(world.run(9)).toEqual([]);
    world.run(5);
    expect(world.answer(client, write)).toEqual({ op: 'ERROR', error: 'CONNECTION_LOSS' });
    const again = world.request(client, create('/majority'));
    world.run(1);
    expect(world.answer(client, again)).toEqual({ op: 'CREATE', path: '/majority' });
  });

  it('that is slow answers writes late, and reads as ever', () => {
    const world = connected(3, 1);
    world.inject({ kind: 'slow-quorum', factor: 1000 });
    const write = world.request(0, create('/slow'));
    expect(world.run(1.9)).toEqual([]);
    world.run(0.2);
    expect(world.answer(0, write)).toEqual({ op: 'CREATE', path: '/slow' });
    const read = world.request(0, exists('/slow'));
    world.run(0.002);
    expect(world.answer(0, read)).toMatchObject({ op: 'EXISTS' });
  });

  it('elects another leader where its own goes down, and keeps what it agreed on', () => {
    const world = connected(3, 2);
    world.request(0, create('/a'));
    world.run(1);
    const { leader } = world.zookeeper;
    world.inject({ kind: 'server-down', server: leader ?? 0 });
    world.run(3);
    expect(world.zookeeper.leader).not.toBe(leader);
    expect(world.zookeeper.leader).not.toBeNull();
    const read = world.request(1, exists('/a'));
    world.run(1);
    expect(world.answer(1, read)).toMatchObject({ op: 'EXISTS' });
  });
});

describe('a server', () => {
  it('that is cut off from the others answers reads from what it has', () => {
    const { world, client, server } = onFollower(4);
    const others = [0, 1, 2].filter((id) => id !== server);
    for (const other of others) world.inject({ kind: 'cut-servers', servers: [server, other] });
    const elsewhere = [0, 1, 2, 3].find((id) => serverOf(world, id, 3) !== server);
    if (elsewhere === undefined) expect.fail('all clients are on one server');
    world.request(elsewhere, create('/new'));
    world.run(1);
    const stale = world.request(client, exists('/new'));
    const fresh = world.request(elsewhere, exists('/new'));
    world.run(1);
    expect(world.answer(client, stale)).toEqual({ op: 'ERROR', error: 'NO_NODE' });
    expect(world.answer(elsewhere, fresh)).toMatchObject({ op: 'EXISTS' });
    world.inject({ kind: 'heal' });
    const healed = world.run(1);
    expect(healed).toEqual([]);
    const again = world.request(client, exists('/new'));
    world.run(1);
    expect(world.answer(client, again)).toMatchObject({ op: 'EXISTS' });
  });

  it('that is behind what a client has seen does not serve it', () => {
    const { world, client, server } = onFollower(4);
    const behind = [0, 1, 2].find((id) => id !== server && id !== world.zookeeper.leader) ?? -1;
    const others = [0, 1, 2].filter((id) => id !== behind);
    for (const other of others) world.inject({ kind: 'cut-servers', servers: [behind, other] });
    const write = world.request(client, create('/new'));
    world.run(0.1);
    expect(world.answer(client, write)).toEqual({ op: 'CREATE', path: '/new' });
    for (const other of others) world.inject({ kind: 'cut-client', client, server: other });
    // All the time the server that it still reaches answers others.
    const heard = world.run(9).filter((line) => line.includes(`client ${client}:`));
    expect(heard.map((line) => line.split(': ')[1])).toEqual(['DISCONNECTED']);
    world.inject({ kind: 'heal' });
    const again = world.run(5).filter((line) => line.includes(`client ${client}:`));
    expect(again.map((line) => line.split(': ')[1])).toEqual(['SYNC_CONNECTED for 10 s']);
  });

  it('tells a late watch before anything that shows the change', () => {
    const world = connected(3, 2);
    world.inject({ kind: 'late-watches', delayUs: 5e6 });
    world.request(0, children('/'));
    world.run(1);
    world.request(1, create('/b'));
    world.run(1);
    world.request(0, children('/'));
    expect(world.run(10)).toMatchInlineSnapshot(`
      [
        "7.005 s client 0: watch NODE_CHILDREN_CHANGED /",
        "7.005 s client 0: result 2 [b]",
      ]
    `);
  });

  it('answers the writes of a client before the reads that follow them', () => {
    const world = connected(5, 1);
    world.request(0, create('/a'));
    world.request(0, exists('/a'));
    world.request(0, { op: 'SET_DATA', path: '/a', data: 'y', version: 0 });
    world.request(0, { op: 'GET_DATA', path: '/a', watch: false });
    world.request(0, { op: 'SET_DATA', path: '/a', data: 'z', version: 0 });
    world.request(0, { op: 'DELETE', path: '/a', version: 1 });
    world.request(0, exists('/a'));
    expect(world.run(1)).toMatchInlineSnapshot(`
      [
        "1.006 s client 0: result 0 /a",
        "1.006 s client 0: result 1 version 0",
        "1.006 s client 0: result 2 version 1",
        "1.006 s client 0: result 3 "y" version 1",
        "1.006 s client 0: result 4 BAD_VERSION",
        "1.006 s client 0: result 5 deleted",
        "1.006 s client 0: result 6 NO_NODE",
      ]
    `);
  });
});

it('an ensemble has 1 to 7 servers', () => {
  const world = new ZooKeeperWorld({ servers: 7 });
  for (const servers of [0, 8, 1.5]) {
    const make = (): VirtualZooKeeper => new ZooKeeperWorld({ servers }).zookeeper;
    expect(make).toThrow(`an ensemble has 1 to 7 servers, found ${servers}`);
  }
  expect(world.zookeeper.leader).toBe(6);
});
