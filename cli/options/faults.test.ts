import { describe, expect, it } from 'vitest';

import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { FAULT_PRESETS } from '../../sim/scenario/presets.ts';
import { parsePreset, withFaults } from './faults.ts';

describe('--faults', () => {
  const calm = sampleExperiment();

  it('names the nearest preset to one that there is not', () => {
    expect(() => parsePreset('chronos', '--faults')).toThrow(
      /^--faults: found "chronos", wanted one of agent-churn, .*, chronos-2015/,
    );
    expect(() => parsePreset('agent-chrun', '--faults')).toThrow('did you mean "agent-churn"?');
  });

  it('leaves an experiment alone without a preset', () => {
    expect(withFaults(calm, undefined)).toBe(calm);
  });

  it.each(FAULT_PRESETS)(
    '$name brings its faults, and masters where they need an election',
    (one) => {
      const { faults, masters, ...rest } = withFaults(calm, parsePreset(one.name, '--faults'));
      expect(faults.length).toBeGreaterThan(0);
      expect(masters).toEqual(one.election ? { count: 3, zookeeperServers: 3 } : undefined);
      const { faults: none, ...same } = calm;
      expect(none).toEqual([]);
      expect(rest).toEqual(same);
    },
  );
});
