import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ZooKeeperWorld } from '../../../test/support/zookeeper-world.ts';
import type { CoordinationRequest } from '../../../core/election/coordination.ts';
import { inputText } from '../../../test/support/election-scripts.ts';
import { OneMap } from '../../../test/support/one-map-zookeeper.ts';

const CLIENTS = 3;
const LOGNORMAL = { kind: 'lognormal', meanUs: 500, p99Us: 5000 } as const;

const path = fc.constantFrom(
  '/a',
  '/b',
  '/a/x',
  '/a/y',
  '/b/x',
  '/a/x/z',
  '/',
  'a',
  '/a//x',
  '/a/',
);
const version = fc.constantFrom(-1, -1, 0, 1, 2);
const watch = fc.boolean();
const request: fc.Arbitrary<CoordinationRequest> = fc.oneof(
  fc.record({
    op: fc.constant('CREATE'),
    path,
    data: fc.string({ maxLength: 2 }),
    mode: fc.constantFrom(
      'PERSISTENT',
      'PERSISTENT',
      'PERSISTENT_SEQUENTIAL',
      'EPHEMERAL',
      'EPHEMERAL_SEQUENTIAL',
    ),
  }),
  fc.record({ op: fc.constant('DELETE'), path, version }),
  fc.record({ op: fc.constant('SET_DATA'), path, data: fc.string({ maxLength: 2 }), version }),
  fc.record({ op: fc.constantFrom('EXISTS', 'GET_DATA', 'GET_CHILDREN'), path, watch }),
) as fc.Arbitrary<CoordinationRequest>;

const command = fc.record({
  client: fc.nat({ max: CLIENTS - 1 }),
  what: fc.oneof(
    { weight: 12, arbitrary: request },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  ),
});

it('without faults answers, and fires watches, as one map would', () => {
  const settings = fc.record({ servers: fc.constantFrom(1, 3, 5), seed: fc.string() });
  fc.assert(
    fc.property(
      settings,
      fc.array(command, { maxLength: 60, size: 'max' }),
      (options, commands) => {
        const world = new ZooKeeperWorld({ ...options, latency: LOGNORMAL });
        const heard: string[] = [];
        world.heard = (client, input) => {
          if (input.type !== 'SESSION') heard.push(`${client}: ${inputText(input)}`);
        };
        const model = new OneMap();
        for (let client = 0; client < CLIENTS; client++) world.port(client).openSession(10e6);
        world.run(1);
        for (const { client, what } of commands) {
          heard.length = 0;
          if (what === 'reopen') {
            world.port(client).closeSession();
            world.run(1);
            world.port(client).openSession(10e6);
            world.run(1);
            expect(heard.toSorted(byClient)).toEqual(model.endSession(client).toSorted(byClient));
          } else {
            const id = world.request(client, what);
            world.run(1);
            const expected = model.request(client, id, what);
            expect(heard.toSorted(byClient)).toEqual(expected.toSorted(byClient));
          }
        }
        for (let server = 0; server < options.servers; server++) {
          const tree = world.zookeeper.treeOf(server);
          expect(tree.lastZxid).toBe(world.zookeeper.agreed.lastZxid);
          expect(tree.ephemerals()).toEqual(world.zookeeper.agreed.ephemerals());
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** Each client hears its own in order; clients have no order between them. */
function byClient(a: string, b: string): number {
  return Number(a[0]) - Number(b[0]);
}

const outage = fc.record({
  atUs: fc.nat({ max: 60e6 }),
  forUs: fc.nat({ max: 20e6 }),
  what: fc.constantFrom('server', 'servers', 'client'),
  which: fc.nat({ max: 2 }),
});

it('a watch fires once, and no change is missed, whatever is cut off and goes down', () => {
  const changes = fc.array(fc.nat({ max: 80e6 }), { minLength: 1, maxLength: 30, size: 'max' });
  fc.assert(
    fc.property(
      fc.string(),
      changes,
      fc.array(outage, { maxLength: 8, size: 'max' }),
      (seed, times, outages) => {
        const world = new ZooKeeperWorld({ servers: 3, seed, latency: LOGNORMAL });
        const list: CoordinationRequest = { op: 'GET_CHILDREN', path: '/', watch: true };
        let armed = false;
        let seen: readonly string[] = [];
        const ask = (): number => world.request(0, list);
        world.heard = (client, input) => {
          if (client !== 0) {
            if (input.type === 'SESSION' && input.state === 'EXPIRED')
              world.port(1).openSession(40e6);
          } else if (input.type === 'WATCH') {
            expect(armed, 'a watch fires after it was set, once').toBe(true);
            armed = false;
            ask();
          } else if (input.type === 'RESULT' && input.answer.op === 'GET_CHILDREN') {
            expect(armed, 'no change is shown before the watch that tells of it').toBe(false);
            armed = true;
            const { children } = input.answer;
            expect(children, 'what is seen never becomes older').toEqual(
              expect.arrayContaining([...seen]),
            );
            seen = children;
          } else if (input.type === 'SESSION' && input.state === 'SYNC_CONNECTED' && !armed) {
            ask();
          } else if (input.type === 'SESSION' && input.state === 'EXPIRED') {
            armed = false;
            world.port(0).openSession(40e6);
          }
        };
        world.port(0).openSession(40e6);
        world.port(1).openSession(40e6);
        times.forEach((atUs, index) => {
          const create = {
            op: 'CREATE',
            path: `/n${index}`,
            data: '',
            mode: 'PERSISTENT',
          } as const;
          world.at(atUs, () => world.request(1, create));
        });
        for (const { atUs, forUs, what, which } of outages)
          breakFor(world, atUs, forUs, what, which);
        world.at(85e6, () => world.inject({ kind: 'heal' }));
        world.run(150);
        expect(armed, 'the watcher watches in the end').toBe(true);
        const truth = world.zookeeper.agreed.read({ op: 'GET_CHILDREN', path: '/', watch: false });
        expect(truth).toEqual({ op: 'GET_CHILDREN', children: seen });
      },
    ),
    { numRuns: 200 },
  );
});

function breakFor(
  world: ZooKeeperWorld,
  atUs: number,
  forUs: number,
  what: 'server' | 'servers' | 'client',
  which: number,
): void {
  const servers: readonly [number, number] = [which, (which + 1) % 3];
  world.at(atUs, () => {
    if (what === 'server') world.inject({ kind: 'server-down', server: which });
    else if (what === 'servers') world.inject({ kind: 'cut-servers', servers });
    else world.inject({ kind: 'cut-client', client: 0, server: which });
  });
  world.at(atUs + forUs, () => {
    if (what === 'server') world.inject({ kind: 'server-up', server: which });
    else if (what === 'servers') world.inject({ kind: 'heal-servers', servers });
    else world.inject({ kind: 'heal-client', client: 0, server: which });
  });
}
