import { describe, expect, it } from 'vitest';

import { EngineRun, meanOf } from '../engine-run.ts';
import { fragmentation } from './fragmentation.ts';
import { TWO_FRAMEWORKS, starvation } from './scenarios.ts';

describe('lesson 5', () => {
  it('offers the rest of the agent to the second framework, as figure 3 of the Mesos paper', () => {
    const { session } = new EngineRun(TWO_FRAMEWORKS).until(3);
    const offers = session.offers({ fromUs: 0, toUs: 3e6, limit: 10 });
    const first = [...offers.framework].slice(0, 2);
    expect(first).toEqual([0, 1]);
    expect([...offers.resources].slice(0, 4).map((amount) => amount / 1000)).toEqual([
      4, 4096, 1, 1024,
    ]);
    expect([...offers.tasks].slice(0, 2)).toEqual([2, 1]);
  });

  it('shows short filters starving who could use the offers', () => {
    const seconds = [5, 120].map((refuse) =>
      meanOf(new EngineRun(starvation(refuse)).until(150).jobSeconds('small')),
    );
    expect(seconds[0]).toBeGreaterThan(12);
    expect(seconds[1]).toBeCloseTo(5, 1);
  });

  it('places tasks as in section 7.1 of the DRF paper', () => {
    expect(fragmentation('first-fit')).toEqual({ tasks: [48, 144], parts: ['71.4 %', '75 %'] });
    expect(fragmentation('worst-fit').tasks).toEqual([37, 155]);
  });
});
