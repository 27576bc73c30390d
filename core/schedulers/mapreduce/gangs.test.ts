import { describe, expect, it } from 'vitest';
import { vectorOf } from '../../../test/support/machine-scripts.ts';
import { SmallCluster } from '../../../test/support/small-cluster.ts';
import type { StageSpec } from './job.ts';

const NODE = 'cpus:2;mem:2048';

function stage(tasks: number, together: boolean): StageSpec {
  const demand = vectorOf('cpus:1;mem:512');
  return { stage: 0, tasks, demand, demandClass: 0, slowstart: false, together };
}

function clusterOf(nodes: number, ...frameworks: readonly string[]): SmallCluster {
  const cluster = new SmallCluster();
  for (let node = 0; node < nodes; node++) cluster.addAgent(`node${node}`, NODE);
  for (const name of frameworks) cluster.addFramework({ name });
  return cluster;
}

describe('a gang', () => {
  it('waits until it has room for all, and then works: what it got holds and waits', () => {
    const cluster = clusterOf(2, 'ads');
    // A task of 10 s leaves three slots; the gang of four holds them until it is over.
    cluster.submit('ads', 0, stage(1, false));
    cluster.submit('ads', 1, stage(4, true));
    cluster.runUntil(9);
    expect(cluster.launches).toHaveLength(4);
    expect(cluster.finished).toEqual([]);
    cluster.runUntil(15);
    // None of the four began before the others.
    expect(cluster.held('ads')).toEqual(vectorOf('cpus:4;mem:2048'));
    cluster.runUntil(100);
    expect(cluster.finished).toEqual(['ads 0@10', 'ads 1@20']);
    expect(cluster.held('ads')).toEqual([0, 0]);
  });

  it('gathers alone in its framework; others pass it', () => {
    const cluster = clusterOf(2, 'ads');
    cluster.submit('ads', 0, stage(3, false));
    cluster.submit('ads', 1, stage(4, true));
    cluster.submit('ads', 2, stage(4, true));
    cluster.submit('ads', 3, stage(1, false));
    cluster.runUntil(200);
    expect(cluster.finished.at(0)).toBe('ads 0@10');
    expect(new Set(cluster.finished.map((text) => text.split('@')[0]))).toEqual(
      new Set(['ads 0', 'ads 1', 'ads 2', 'ads 3']),
    );
  });

  it('gives back what it holds when it lacks what the gang of another framework holds', () => {
    const cluster = clusterOf(2, 'ads', 'web');
    // Two slots each: neither could ever start.
    cluster.submit('ads', 0, stage(4, true));
    cluster.submit('web', 1, stage(4, true));
    cluster.runUntil(20);
    expect(cluster.launches.length).toBeGreaterThan(2);
    expect(cluster.finished).toEqual([]);
    cluster.runUntil(300);
    const finished = cluster.finished.map((text) => text.split('@')[0]);
    expect(new Set(finished)).toEqual(new Set(['ads 0', 'web 1']));
    expect([...cluster.held('ads'), ...cluster.held('web')]).toEqual([0, 0, 0, 0]);
  });

  it('that lost tasks once it works has them again alone, each when there is room', () => {
    const cluster = clusterOf(3, 'ads');
    cluster.submit('ads', 0, stage(4, true));
    cluster.runUntil(5);
    cluster.lose('node0');
    cluster.runUntil(100);
    expect(cluster.finished).toHaveLength(1);
    expect(cluster.held('ads')).toEqual([0, 0]);
  });
});
