import { describe, expect, it } from 'vitest';

import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import {
  countFaults,
  countPieces,
  faultsOf,
  frameworksOf,
  piecesOf,
  tidied,
} from './scenario-lists.ts';

const DOCUMENT: ScenarioDocument = {
  cluster: { agents: [{ count: 2, resources: 'cpus:4;mem:8192' }] },
  masters: 3,
  roles: { a: { quota: { limits: 'cpus:9' } }, b: { quota: { guarantees: 'cpus:1' } } },
  frameworks: [
    {
      ...{ name: 'f0', role: 'a/deep', kind: 'mapreduce' },
      jobs: [
        { name: 'j0', tasks: 1, duration: '5s' },
        { name: 'j1', tasks: 2, duration: '5s' },
      ],
    },
    {
      ...{ name: 'f1', role: 'b', kind: 'service' },
      apps: [{ id: '/x', instances: 1, resources: 'cpus:1;mem:64' }],
    },
    { name: 'f2', kind: 'mapreduce', trace: 'a.tsv' },
  ],
  faults: [
    { kind: 'scheduler-crash', at: '1s', for: '1s', frameworks: ['f0', 'f1'] },
    { kind: 'scheduler-disconnect', at: '1s', for: '1s', frameworks: ['f1'] },
    { kind: 'master-crash', at: '2s', for: '1s' },
    { kind: 'agent-crash', at: '3s', for: '1s' },
    { kind: 'zookeeper-crash', at: '4s', for: '1s' },
  ],
  until: '10m',
};

const kindsOf = ({ faults = [] }: ScenarioDocument): string[] =>
  typeof faults === 'string' ? [] : faults.flatMap((one) => ('kind' in one ? [one.kind] : []));

describe('the lists of a scenario', () => {
  it('are counted over all frameworks', () => {
    expect([countPieces(DOCUMENT), countFaults(DOCUMENT)]).toEqual([3, 5]);
    expect(countFaults({ ...DOCUMENT, faults: 'agent-churn' })).toBe(1);
    expect(countFaults({ ...DOCUMENT, faults: undefined })).toBe(0);
  });

  it('lose faults one by one, the list with the last', () => {
    expect(kindsOf(faultsOf(DOCUMENT).keep([1, 3]))).toEqual([
      'scheduler-disconnect',
      'agent-crash',
    ]);
    expect(faultsOf(DOCUMENT).keep([]).faults).toBeUndefined();
  });

  it('lose a framework with the last of what it runs, and what names it', () => {
    const { keep } = piecesOf(DOCUMENT);
    const onlyJob = keep([1]);
    expect(onlyJob.frameworks.map(({ name }) => name)).toEqual(['f0', 'f2']);
    expect(onlyJob.frameworks[0].jobs).toEqual([expect.objectContaining({ name: 'j1' })]);
    expect(Object.keys(onlyJob.roles ?? {})).toEqual(['a']);
    expect(onlyJob.faults).toContainEqual(expect.objectContaining({ frameworks: ['f0'] }));
    expect(kindsOf(onlyJob)).not.toContain('scheduler-disconnect');
    expect(planScenario(onlyJob).problems).toEqual([]);
    // Who runs a trace has no list to lose from, and goes as a whole.
    const [trace] = keep([]).frameworks;
    expect(trace).toEqual(DOCUMENT.frameworks[2]);
    expect(frameworksOf(DOCUMENT).keep([2]).roles).toBeUndefined();
  });

  it('lose what hits masters where there is one at a known address', () => {
    const alone = tidied({ ...DOCUMENT, masters: 1 });
    expect(kindsOf(alone)).toEqual(['scheduler-crash', 'scheduler-disconnect', 'agent-crash']);
    expect(planScenario(alone).problems).toEqual([]);
    expect(kindsOf(tidied(DOCUMENT))).toEqual(kindsOf(DOCUMENT));
  });

  it('lose targets that are not there', () => {
    const crash = { kind: 'agent-crash', at: '3s', for: '1s' } as const;
    const faults = [
      { ...crash, agents: [0, 2] },
      { ...crash, agents: [2, 3] },
      { kind: 'master-crash', at: '3s', for: '1s', masters: [1, 4] } as const,
    ];
    const { faults: left } = tidied({ ...DOCUMENT, faults });
    expect(left).toEqual([
      { ...crash, agents: [0] },
      { ...faults[2], masters: [1] },
    ]);
  });
});
