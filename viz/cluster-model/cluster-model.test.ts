import { describe, expect, it } from 'vitest';

import type { ClusterChange } from '../../core/feed/cluster-change.ts';
import type { Frame } from '../../sim/session/session-frame.ts';
import { AGENT_STATES } from '../../sim/session/session-frame.ts';
import { TASK_STATES } from '../../sim/session/session-pages.ts';
import { TestLife, usualLife } from '../../test/support/master-life.ts';
import { LiveSource } from '../live-view/live-source.ts';
import { ClusterModel, LIVE_BOUNDS } from './cluster-model.ts';

function modelOf(changes: readonly ClusterChange[]): ClusterModel {
  const model = new ClusterModel(LIVE_BOUNDS);
  for (const change of changes) model.apply(change);
  return model;
}

function stood({ feed }: TestLife, model: ClusterModel = new ClusterModel(LIVE_BOUNDS)) {
  model.beginStanding();
  for (const change of feed.standing()) model.apply(change);
  model.endStanding();
  return model;
}

function frameOf(model: ClusterModel): Frame {
  const source = new LiveSource(model, () => null);
  return source.frameNow({ agents: true, frameworks: true, roles: true, masters: true });
}

const ALL = { offset: 0, limit: 100 };

describe('a cluster told by its changes', () => {
  it('has who holds what', () => {
    const model = modelOf(usualLife().changes);
    const { agents, frameworks, roles } = frameOf(model);
    // 8 CPUs, and one task of each on an agent of its own.
    expect(frameworks?.dominantShare).toEqual(Float64Array.of(1 / 8, 1 / 8));
    expect(frameworks?.running).toEqual(Int32Array.of(1, 1));
    expect(frameworks?.tasksFailed).toEqual(Float64Array.of(1, 0));
    expect(Array.from(agents?.state ?? [], (state) => AGENT_STATES[state])).toEqual([
      'up',
      'disconnected',
    ]);
    expect(agents?.allocated.filter((_, at) => at % 4 === 0)).toEqual(Float64Array.of(1000, 1000));
    expect(model.directory.roles.map(({ path, parent }) => [path, parent])).toEqual([
      ['ads', -1],
      ['eng', -1],
      ['eng/web', 1],
    ]);
    expect(roles?.dominantShare).toEqual(Float64Array.of(1 / 8, 1 / 8, 1 / 8));
  });

  it('is the same when it is told as what stands', () => {
    const life = usualLife();
    const whole = frameOf(modelOf(life.changes));
    const later = frameOf(stood(life));
    expect(later.agents).toEqual(whole.agents);
    expect(later.roles).toEqual(whole.roles);
    const { allocated, offered, running, openOffers } = later.frameworks ?? {};
    expect({ allocated, offered, running, openOffers }).toEqual({
      allocated: whole.frameworks?.allocated,
      offered: whole.frameworks?.offered,
      running: whole.frameworks?.running,
      openOffers: whole.frameworks?.openOffers,
    });
  });

  it('lists tasks and offers with their ends', () => {
    const { directory, tasks, offers } = modelOf(usualLife().changes);
    const page = tasks.page({ ...ALL, search: 'WORK-1' }, directory);
    expect(page.id).toEqual(['work-101', 'work-102']);
    expect(Array.from(page.state, (state) => TASK_STATES[state])).toEqual(['running', 'failed']);
    expect(page.endedUs[1] - page.startedUs[1]).toBe(200_000);
    const made = offers.page({ fromUs: 0, toUs: 1e9, limit: 9 }, directory);
    expect([made.count, ...made.tasks]).toEqual([3, 1, 2, 0]);
    expect(Array.from(made.end)).toEqual([1, 1, 0]);
  });

  it('tells what happened, the latest first, and of faults', () => {
    const model = modelOf(usualLife().changes);
    const { eventKinds } = new LiveSource(model, () => null).summary;
    const page = model.events.page({ from: -1, backward: true, limit: 100 }, model.directory);
    const kinds = Array.from(page.kind, (kind) => eventKinds[kind]);
    expect(kinds.filter(({ fault }) => fault).map(({ name }) => name)).toEqual([
      'MASTER_ELECTED',
      'AGENT_DISCONNECTED',
    ]);
    expect(page.agent[kinds.findIndex(({ name }) => name === 'AGENT_DISCONNECTED')]).toBe(1);
    expect(kinds.at(-1)?.name).toBe('TIMER');
  });

  it('drops what a new master does not tell of, and takes it back when it does', () => {
    const life = usualLife();
    const model = modelOf(life.changes);
    const next = new TestLife();
    next.nowUs = life.nowUs + 1e6;
    next.feeds({ type: 'START', leadership: { epoch: 2, registry: '' } }, { type: 'STORED' });
    stood(next, model);
    expect(frameOf(model).frameworks?.dominantShare).toEqual(Float64Array.of(0, 0));
    expect(Array.from(frameOf(model).agents?.state ?? [], (one) => AGENT_STATES[one])).toEqual([
      'unregistered',
      'unregistered',
    ]);
    const lost = model.tasks.page({ ...ALL, states: ['lost'] }, model.directory);
    expect(lost.count).toBe(2);
    stood(life, model);
    expect(frameOf(model).frameworks?.dominantShare).toEqual(Float64Array.of(1 / 8, 1 / 8));
    const running = model.tasks.page({ ...ALL, states: ['running'] }, model.directory);
    expect(running.count).toBe(2);
  });

  it('ends an offer that nobody answered in time as expired', () => {
    const life = new TestLife();
    life.agent(1, 'n1');
    life.framework(11, 'web');
    life.allocate();
    const [offer] = life.master.offers.values();
    life.nowUs += 5e6;
    life.feeds({ type: 'TIMER', timer: 'OFFER_TIMEOUT', subject: offer.id });
    const { offers, directory } = modelOf(life.changes);
    expect(Array.from(offers.page({ fromUs: 0, toUs: 1e9, limit: 9 }, directory).end)).toEqual([4]);
  });

  it('forgets frameworks that left, and renumbers the others', () => {
    const life = new TestLife();
    life.agent(1, 'n1');
    for (let number = 0; number < 30; number++) {
      life.framework(100 + number, `f${number}`);
      if (number < 29) life.feeds({ type: 'TEARDOWN', framework: number });
    }
    const { directory } = modelOf(life.changes);
    expect(directory.frameworks.length).toBeLessThan(30);
    expect(directory.frameworks.at(-1)?.name).toBe('f29');
    expect(directory.frameworkPlace(29)).toBe(directory.frameworks.length - 1);
  });
});
