import { describe, expect, it } from 'vitest';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import { type EventRecord, runWithRecords } from '../../test/support/event-records.ts';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import type { FaultSpec } from '../faults/fault-spec.ts';
import type { FrameworkSpec } from './experiment.ts';
import { workloadOf } from './job-list.ts';

const SECOND = 1e6;

/** Five minutes of one framework with one app of three instances, one an agent. */
function run(more: Partial<AppSpec>, faults: readonly FaultSpec[] = []): EventRecord[] {
  const app: AppSpec = { id: '/a', instances: 3, resources: resourcesOf({ cpus: 1 }), ...more };
  const workload = workloadOf({ name: 'service', frameworks: ['web'], demands: [], jobs: [] });
  const frameworks = new Map([
    ['web', { kind: 'service', apps: [app], checkpoint: true } satisfies FrameworkSpec],
  ]);
  const changes = { frameworks, faults, untilUs: 300 * SECOND };
  return runWithRecords(plainExperiment(workload, [agentsOf(3, { cpus: 1 })], changes)).records;
}

/** Seconds from the start of each instance to each of the updates its scheduler got of it. */
function updatesOf(records: readonly EventRecord[]): number[][] {
  const started = records.filter(({ kind }) => kind === 'CONTAINER_RUNNING');
  return started.map(({ subject, timeUs: startUs }) =>
    records
      .filter(({ kind, subject: task }) => kind === 'UPDATE' && task === subject)
      .map(({ timeUs }) => (timeUs - startUs) / SECOND),
  );
}

describe('a service with a health check', () => {
  it('hears that each instance is well when its first check has succeeded', () => {
    expect(updatesOf(run({}))).toEqual([[0], [0], [0]]);
    expect(updatesOf(run({ health: {} }))).toEqual([
      [0, 15],
      [0, 15],
      [0, 15],
    ]);
  });

  it('hears it also of an instance whose agent was away for the first check', () => {
    const faults: FaultSpec[] = [
      { kind: 'agent-restart', targets: [0], when: { atUs: 10 * SECOND }, forUs: 20 * SECOND },
    ];
    const updates = updatesOf(run({ health: {} }, faults));
    const late = updates.filter(([, well]) => well > 15);
    expect(updates).toHaveLength(3);
    expect(late).toHaveLength(1);
    expect(late[0][1]).toBeLessThan(35);
  });
});
