import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { experimentOf } from '../../sim/scenario/scenario-experiment.ts';
import { parseScenario } from '../scenario/read-scenario.ts';
import { runJson } from './document.ts';
import { runText } from './run-text.ts';

const SCENARIO = `name: no jobs
cluster: { agents: [{ count: 2, resources: "cpus:4;mem:4096" }] }
frameworks:
  - { name: web, kind: service, apps: [{ id: /front, instances: 2, resources: "cpus:1;mem:512" }] }
  - name: clock
    kind: cron
    schedule: [{ name: tick, schedule: R/PT0S/PT1M, duration: 10s, resources: "cpus:1;mem:512" }]
faults: [{ at: 3m, kind: agent-crash, agents: [0, 1], for: 1m }]
until: 10m
`;

describe('a run without jobs', () => {
  const { plan } = parseScenario(SCENARIO, 's.yaml');
  const { experiment } = experimentOf(plan, new Map());
  if (experiment === null) throw new Error('the scenario can be run');
  const run = runExperiment(experiment);
  const terminal = { colour: false, width: 100, interactive: false };

  it('is as long as it was to be, and used what it used of that', () => {
    expect(run.makespanSeconds).toBe(600);
    // Two instances of one CPU of eight for nine minutes of ten, and a tick a minute.
    expect(run.cluster.utilization[0]).toBeGreaterThan(0.2);
    expect(run.cluster.utilization[0]).toBeLessThan(0.27);
  });

  it('says how services and crons fared, and nothing of jobs', () => {
    const text = runText(experiment, run, terminal);
    expect(text).toContain('600 s, 9 tasks, 1 service, 1 cron; 2 agents');
    expect(text).toMatch(/^web\/front +2 +2 /m);
    expect(text).toMatch(/^clock tick +10 /m);
    expect(text).not.toMatch(/completion|jobs {2}/);
  });

  it('says it in its JSON', () => {
    expect(runJson(run, false)).toMatchObject({
      apps: [{ framework: 'web', app: '/front', wanted: 2, healthy: 2, shortages: 1 }],
      cronJobs: [{ framework: 'clock', job: 'tick', runs: 10 }],
    });
  });
});
