import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { readScenario } from '../../cli/scenario/read-scenario.ts';
import { scenarioWorkloads } from '../../cli/scenario/scenario-experiment.ts';
import { CHECKERS } from '../../sim/checkers/index.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { Session } from '../../sim/session/session.ts';

/** Runs of a few thousand events: faults, a service, and masters that are elected. */
const SCENARIOS = ['lost-launch', 'scheduler-failover', 'paused-master'] as const;

describe('a session of a shipped scenario', () => {
  it.each(SCENARIOS)('%s has the hash that `evenhand run` prints', async (name) => {
    const file = fileURLToPath(new URL(`../../sim/scenarios/${name}.yaml`, import.meta.url));
    const scenario = readScenario(file);
    const { workloads: traces } = await scenarioWorkloads(scenario);
    const session = new Session();
    const source = { kind: 'document', document: scenario.document } as const;
    expect(session.open({ source, traces })).toMatchObject({ ok: true });
    session.advance({ to: 'fault' });
    session.advance({ to: 'cycle', count: 5 });
    const { hash, events } = session.finish();
    const wanted = runExperiment(session.experiment(), { checkers: CHECKERS });
    expect({ hash, events }).toEqual({ hash: wanted.hash, events: wanted.events });
  });
});
