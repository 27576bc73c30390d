import { expect, it } from 'vitest';
import { MasterScript } from '../../test/support/machine-scripts.ts';
import type { OperatorCall } from '../protocol/operator-api.ts';
import { decodeRegistry } from './registry-record.ts';

const NODE0 = { hostname: 'node0', ip: '' };
const WINDOW = { machines: [NODE0], unavailability: { startUs: 5e6, durationUs: null } };

const CALLS: readonly OperatorCall[] = [
  {
    ...{ type: 'UPDATE_QUOTA', force: true },
    configs: [{ role: 'a', guarantees: new Map([['cpus', 1000]]), limits: new Map() }],
  },
  { type: 'SET_QUOTA', role: 'b', guarantee: new Map([['mem', 64_000]]), force: true },
  { type: 'REMOVE_QUOTA', role: 'b' },
  { type: 'UPDATE_WEIGHTS', weights: [{ role: 'a', weight: 2 }] },
  { type: 'UPDATE_MAINTENANCE_SCHEDULE', schedule: [WINDOW] },
  { type: 'START_MAINTENANCE', machines: [NODE0] },
];

/** A master elected over what was stored, ready; what it stores last is remembered. */
class ElectedScript extends MasterScript {
  stored = '';

  constructor(epoch: number, registry: string) {
    super();
    this.keep(this.step({ type: 'START', leadership: { epoch, registry } }));
    this.keep(this.step({ type: 'STORED' }));
  }

  keep(lines: readonly string[]): void {
    for (const line of lines) if (line.startsWith('store ')) this.stored = line.slice(6);
  }
}

it('what operators set takes effect once it is stored, and holds for the next leader', () => {
  const first = new ElectedScript(1, '');
  const plain = first.stored;
  for (const call of CALLS) {
    const before = first.master.quotaConfigs().length;
    first.keep(first.step(call));
    expect(first.master.quotaConfigs()).toHaveLength(before);
    first.keep(first.step({ type: 'STORED' }));
  }
  const next = new ElectedScript(2, first.stored);
  expect(next.master.quotaConfigs()).toEqual([
    { role: 'a', guarantees: new Map([['cpus', 1000]]), limits: new Map() },
  ]);
  const { tree } = next.master.allocator;
  expect(tree.weight[tree.findRole('a')]).toBe(2);
  expect(next.master.maintenanceStatus()).toEqual({ draining: [], down: [NODE0] });
  expect(next.register(10, 'node0', 'cpus:4;mem:4096')).toEqual([
    'to 10: SHUTDOWN_AGENT machine node0 is down for maintenance',
  ]);
  next.keep(next.step({ type: 'STOP_MAINTENANCE', machines: [NODE0] }));
  next.keep(next.step({ type: 'STORED' }));
  const last = new ElectedScript(3, next.stored);
  expect(last.master.maintenance.schedule).toEqual([]);
  expect(last.master.quotaConfigs()).toHaveLength(1);
  next.keep(next.step({ type: 'SWITCH_HOSTS', hosts: ['node1', 'node2'], on: false }));
  next.keep(next.step({ type: 'STORED' }));
  next.keep(next.step({ type: 'SWITCH_HOSTS', hosts: ['node2', 'node3'], on: true }));
  next.keep(next.step({ type: 'STORED' }));
  const { settings } = new ElectedScript(4, next.stored).master.registry;
  expect(settings.off).toEqual(['node1']);
  // Who sets nothing stores nothing of it.
  expect(plain).not.toContain('settings');
});

it('settings that are none of ours are refused with the registry', () => {
  const found = { nextAgent: 0, nextFramework: 0, admitted: [], unreachable: [], gone: [] };
  const text = JSON.stringify({ ...found, settings: { quotas: 7 } });
  expect(decodeRegistry(text)).toBe('the registry has not the fields of settings');
});
