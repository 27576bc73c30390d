import { describe, expect, it } from 'vitest';

import { CHECKERS } from '../../sim/checkers/index.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { FailoverWatch, USUAL_LOAD, failoverExperiment } from '../bench/models/failover.ts';

describe('the leading master of a thousand agents crashes under load', () => {
  it('and no task is lost or run twice, and offers come again within the session timeout', () => {
    const watch = new FailoverWatch();
    const experiment = failoverExperiment(USUAL_LOAD);
    const result = runExperiment(experiment, { events: watch.read, checkers: CHECKERS });
    expect(result.violation).toBeNull();
    expect(result.complete).toBe(true);
    expect(result.tasksFinished).toBe(2 * USUAL_LOAD.tasks);
    const times = watch.times();
    expect(times).toMatchObject({
      ...{ agentsBack: USUAL_LOAD.agents, containersLost: 0, runTwice: 0 },
    });
    // ZooKeeper's session timeout of 10 s, its tick of 2 s, the random second of a registration.
    expect(times.leader).toBeLessThan(13);
    expect(times.agents).toBeLessThan(16);
    expect(times.offers).toBeLessThan(16);
  });
});
