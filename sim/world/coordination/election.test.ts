import { describe, expect, it } from 'vitest';
import { Fence } from '../../../core/election/fence.ts';
import { ElectionWorld } from '../../../test/support/election-world.ts';

/** What happened after a time to masters and observers, as lines. */
function happened(world: ElectionWorld, fromUs: number): string[] {
  return world.history
    .filter((event) => event.atUs >= fromUs && event.what !== 'written')
    .map((event) => {
      const { atUs, who, what } = event;
      const rest = 'epoch' in event ? (event.epoch ?? 'nobody') : '';
      const why = 'reason' in event ? event.reason : '';
      return `${(atUs / 1e6).toFixed(1)} s ${who} ${what} ${rest}${why}`.trimEnd();
    });
}

function settled(): { world: ElectionWorld; leader: number } {
  const world = new ElectionWorld({ seed: 'a', servers: 3, masters: 3, observers: 1 });
  world.run(5e6);
  const [leader] = world.leaders();
  return { world, leader: leader.who };
}

describe('when the leader', () => {
  it('crashes, the next leads as soon as its session is over', () => {
    const { world, leader } = settled();
    world.crash(leader);
    world.run(30e6);
    expect(happened(world, 5e6)).toMatchInlineSnapshot(`
      [
        "6.0 s 2 detected 0",
        "14.0 s 0 detected 1",
        "14.0 s 1 detected 1",
        "14.0 s 1 elected 1",
        "14.0 s 3 detected 1",
        "14.0 s 1 claimed",
        "14.0 s 2 detected 1",
      ]
    `);
  });

  it('is paused for long, it still believes to lead, and can do no harm', () => {
    const { world, leader } = settled();
    const [{ epoch: old }] = world.leaders();
    world.pause(leader, 20e6);
    const fence = new Fence();
    world.run(24.9e6);
    const epochs = world.leaders().map(({ epoch }) => epoch);
    expect(epochs).toHaveLength(2);
    const [newest] = epochs.toSorted((a, b) => b - a);
    expect([fence.admits(newest), fence.admits(old)]).toEqual([true, false]);
    world.run(40e6);
    expect(happened(world, 5e6)).toMatchInlineSnapshot(`
      [
        "14.0 s 3 detected 1",
        "14.0 s 0 detected 1",
        "14.0 s 1 detected 1",
        "14.0 s 1 elected 1",
        "14.0 s 1 claimed",
        "25.0 s 2 lost the session is over",
        "26.0 s 2 detected 1",
      ]
    `);
    expect(world.leaders().map(({ epoch }) => epoch)).toEqual([newest]);
  });

  it('is cut off from every server, it stops leading by its own clock', () => {
    const { world, leader } = settled();
    world.zookeeper.inject({ kind: 'cut-client', client: leader, server: null });
    world.run(40e6);
    const lost = world.history.find((event) => event.what === 'lost');
    expect(lost).toMatchObject({ who: leader, reason: 'the session is over' });
    // Silence is noticed after two thirds of the timeout, and borne for another.
    expect(lost?.atUs).toBeGreaterThan(5e6 + 10e6);
    expect(lost?.atUs).toBeLessThan(5e6 + 17e6);
  });

  it('has its session ended, it says so at once', () => {
    const { world, leader } = settled();
    world.zookeeper.inject({ kind: 'expire-session', client: leader });
    world.run(5.5e6);
    expect(happened(world, 5e6)).toMatchInlineSnapshot(`
      [
        "5.0 s 2 lost the candidate has vanished",
        "5.0 s 3 detected 1",
        "5.0 s 0 detected 1",
        "5.0 s 1 detected 1",
        "5.0 s 1 elected 1",
        "5.0 s 1 claimed",
      ]
    `);
  });
});

describe('while ZooKeeper has no quorum', () => {
  it('nobody leads; afterwards the leader of before is lost, and another elected', () => {
    const { world } = settled();
    world.inject(6e6, { kind: 'server-down', server: 0 });
    world.inject(6e6, { kind: 'server-down', server: 1 });
    world.run(60e6);
    expect(world.leaders()).toEqual([]);
    expect(new Set(world.beliefs())).toEqual(new Set([null]));
    world.zookeeper.inject({ kind: 'heal' });
    world.run(90e6);
    expect(world.leaders()).toHaveLength(1);
    expect(new Set(world.beliefs()).size).toBe(1);
  });

  it('for less than the timeout, the leader goes on', () => {
    const { world, leader } = settled();
    world.inject(6e6, { kind: 'server-down', server: 0 });
    world.inject(6e6, { kind: 'server-down', server: 1 });
    world.inject(12e6, { kind: 'heal' });
    world.run(40e6);
    expect(happened(world, 6e6)).toEqual([]);
    expect(world.leaders().map(({ who }) => who)).toEqual([leader]);
  });
});

it('one seed gives one run, and another seed another', () => {
  const run = (seed: string): string => {
    const world = new ElectionWorld({ seed, servers: 5, masters: 4, observers: 3 });
    world.inject(3e6, { kind: 'cut-client', client: 0, server: null });
    world.inject(9e6, { kind: 'server-down', server: 4 });
    world.inject(30e6, { kind: 'heal' });
    return JSON.stringify(world.run(60e6).history);
  };
  expect(run('a')).toBe(run('a'));
  expect(run('a')).not.toBe(run('b'));
});
