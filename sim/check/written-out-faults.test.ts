import { describe, expect, it } from 'vitest';

import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { checkScenario } from './check-scenario.ts';
import { countFaults } from './scenario-lists.ts';
import { swarmScenario } from './swarm.ts';
import { writeOutFaults } from './written-out-faults.ts';

const END_US = 7_200_000_000;

function hashOf(document: ScenarioDocument): string {
  const outcome = checkScenario(document, new Map(), []);
  if (outcome.kind !== 'passed') throw new Error(JSON.stringify(outcome));
  return `${outcome.result.hash} ${outcome.result.faults.agentOutages}`;
}

const CHURN: ScenarioDocument = {
  ...swarmScenario('written out', { agents: 4, frameworks: 2, minutes: 5 }),
  masters: 3,
  faults: [
    { kind: 'agent-crash', rate: '1 per 1m per agent', for: '20s' },
    { kind: 'master-crash', rate: '1 per 2m per master', for: '10s' },
    { kind: 'scheduler-disconnect', rate: '1 per 1m per framework', for: '5s' },
    { kind: 'rack-outage', rate: '1 per 2m per rack', for: '15s' },
    { kind: 'clock-step', at: '90s', by: '-2s', agents: [1] },
    { kind: 'straggler', ratio: '1/5', factor: 3 },
  ],
};

describe('faults written out', () => {
  it('strike when and whom they struck before', () => {
    const written = writeOutFaults(CHURN, END_US);
    if (written === null) throw new Error('found nothing to write out');
    expect(countFaults(written)).toBeGreaterThan(12);
    const { faults = [] } = written;
    for (const fault of faults) expect(fault).not.toHaveProperty('rate');
    expect(hashOf(written)).toBe(hashOf(CHURN));
  });

  it('leaves out what comes later, and losses of the network', () => {
    const early = writeOutFaults({ ...CHURN, network: { drop: '1/100' } }, 60_000_000);
    if (early === null) throw new Error('found nothing to write out');
    expect(early.network).toEqual({ drop: '1/100' });
    const { faults = [] } = early;
    expect(faults).not.toContainEqual(expect.objectContaining({ kind: 'message-loss' }));
    expect(faults).not.toContainEqual(expect.objectContaining({ kind: 'clock-step' }));
    expect(countFaults(early)).toBeLessThan(countFaults(writeOutFaults(CHURN, END_US) ?? early));
  });

  it('lets too many stand, and none', () => {
    const often: ScenarioDocument = {
      ...CHURN,
      faults: [{ kind: 'agent-crash', rate: '10 per 1s per agent', for: '1ms' }],
      heal: undefined,
    };
    expect(writeOutFaults(often, END_US)).toBeNull();
    expect(writeOutFaults({ ...CHURN, faults: [] }, END_US)).toBeNull();
    expect(writeOutFaults({ ...CHURN, policy: 'no such policy' }, END_US)).toBeNull();
  });
});
