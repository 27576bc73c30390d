import { describe, expect, it } from 'vitest';

import { agentAt, focusMoved } from './agent-at.ts';
import { type ClusterLayout, layoutCluster } from './cluster-layout.ts';
import { levelFor } from './level-of-detail.ts';

function racked(count: number, racks: number, width = 800, height = 500): ClusterLayout {
  const rackOf = Int32Array.from({ length: count }, (_, agent) => agent % racks);
  const rackNames = Array.from({ length: racks }, (_, rack) => `r${rack}`);
  return layoutCluster({ rackOf, rackNames, width, height });
}

describe('the level of detail', () => {
  it('has names to 200 agents, cells to 2,000, and a raster beyond', () => {
    expect([1, 200, 201, 2000, 2001, 50_000].map(levelFor)).toEqual([
      ...['boxes', 'boxes', 'cells', 'cells', 'raster', 'raster'],
    ]);
  });
});

describe('the layout of a cluster', () => {
  it.each([
    [1, 1],
    [7, 3],
    [200, 4],
    [1999, 17],
    [10_000, 50],
  ])('gives each of %i agents in %i racks a place of its own, inside', (count, racks) => {
    const layout = racked(count, racks);
    const places = new Set(Array.from(layout.x, (x, agent) => `${x} ${layout.y[agent]}`));
    expect(places.size).toBe(count);
    expect(Math.max(...layout.x) + layout.cellWidth).toBeLessThanOrEqual(layout.width + 0.01);
    expect(Math.max(...layout.y) + layout.cellHeight).toBeLessThanOrEqual(layout.height + 0.01);
    expect([...layout.order].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, k) => k),
    );
  });

  it('has cells as large as fit', () => {
    expect(racked(40, 4).cellWidth).toBeGreaterThan(racked(160, 4).cellWidth);
    expect(racked(90, 4).height).toBeLessThanOrEqual(500);
    // No room at all: it keeps the least size and gets higher.
    expect(racked(160, 4, 300, 100).height).toBeGreaterThan(100);
  });

  it('keeps the agents of a rack together', () => {
    const { racks, order } = racked(30, 3);
    expect(racks.map(({ name, count }) => [name, count])).toEqual([
      ['r0', 10],
      ['r1', 10],
      ['r2', 10],
    ]);
    expect([...order.slice(racks[1].first, racks[1].first + 10)].map((agent) => agent % 3)).toEqual(
      Array.from({ length: 10 }, () => 1),
    );
  });

  it('has no heading above agents without racks', () => {
    const rackOf = new Int32Array(5).fill(-1);
    const layout = layoutCluster({ rackOf, rackNames: [], width: 800, height: 500 });
    expect(layout.heading).toBe(0);
    expect(Math.min(...layout.y)).toBe(0);
  });
});

describe('the agent at a point', () => {
  const layout = racked(100, 5);

  it('is the one whose cell is there', () => {
    for (let agent = 0; agent < 100; agent++) {
      const [x, y] = [layout.x[agent], layout.y[agent]];
      expect(agentAt(layout, x + 1, y + 1)).toBe(agent);
      expect(agentAt(layout, x + layout.cellWidth - 1, y + layout.cellHeight - 1)).toBe(agent);
    }
  });

  it('is none between cells and outside', () => {
    expect(agentAt(layout, layout.x[0] + layout.cellWidth + 1, layout.y[0] + 1)).toBe(-1);
    expect(agentAt(layout, -1, 10)).toBe(-1);
    expect(agentAt(layout, 10_000, 10_000)).toBe(-1);
  });
});

describe('the focus', () => {
  const layout = racked(23, 2);

  it('reaches every agent by each pair of keys', () => {
    const walk = (key: 'ArrowRight' | 'ArrowLeft', from: number): number[] => {
      const seen = [from];
      for (let at = focusMoved(layout, from, key); at !== seen.at(-1); ) {
        seen.push(at);
        at = focusMoved(layout, at, key);
      }
      return seen;
    };
    expect(walk('ArrowRight', focusMoved(layout, -1, 'ArrowRight'))).toEqual([...layout.order]);
    expect(walk('ArrowLeft', focusMoved(layout, 0, 'End'))).toEqual([...layout.order].toReversed());
  });

  it('moves up and down by rows, and ends at the edge', () => {
    const { order, racks } = layout;
    const below = focusMoved(layout, order[0], 'ArrowDown');
    expect(layout.x[below]).toBe(layout.x[order[0]]);
    expect(layout.y[below]).toBeGreaterThan(layout.y[order[0]]);
    expect(focusMoved(layout, below, 'ArrowUp')).toBe(order[0]);
    expect(focusMoved(layout, order[0], 'ArrowUp')).toBe(order[0]);
    const last = order[order.length - 1];
    expect(focusMoved(layout, last, 'ArrowDown')).toBe(last);
    // From the first rack's last row into the second rack.
    const end = order[racks[1].first - 1];
    expect(layout.placeOf[focusMoved(layout, end, 'ArrowDown')]).toBeGreaterThanOrEqual(
      racks[1].first,
    );
  });
});
