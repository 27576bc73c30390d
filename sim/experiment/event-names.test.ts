import { describe, expect, it } from 'vitest';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import { FAULT_NAMES } from '../faults/fault-spec.ts';
import { eventNamesOf } from './event-names.ts';
import { goldenExperiment } from './golden-run.ts';
import type { FrameworkSpec } from './experiment.ts';

describe('the names of a run', () => {
  const experiment = goldenExperiment();

  it('are in the order of the numbers in its log', () => {
    const { frameworks, agents, jobs, faults } = eventNamesOf(experiment);
    expect(frameworks).toEqual(['ads', 'search', 'mail']);
    expect(agents).toEqual([0, 1, 2, 3, 4, 5, 6].map((agent) => `agent${agent}`));
    expect(jobs).toEqual(frameworks.map(() => experiment.workload.jobs.names));
    expect(faults).toEqual(FAULT_NAMES);
  });

  it('are those of its apps for a service, and of its schedule for cron', () => {
    const app: AppSpec = { id: '/front', instances: 1, resources: new Map([['cpus', 1000]]) };
    const specs = new Map<string, FrameworkSpec>([
      ['ads', { kind: 'service', apps: [app, { ...app, id: '/back' }] }],
      ['mail', { kind: 'cron' }],
    ]);
    const { jobs } = eventNamesOf({ ...experiment, frameworks: specs });
    expect(jobs).toEqual([['/front', '/back'], experiment.workload.jobs.names, []]);
  });
});
