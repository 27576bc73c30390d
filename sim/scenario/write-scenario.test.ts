import { describe, expect, it } from 'vitest';

import type { ScenarioDocument } from './scenario-document.ts';
import { writeScenario } from './write-scenario.ts';

const DOCUMENT: ScenarioDocument = {
  until: '2h',
  faults: [{ for: '5m', kind: 'rack-outage', at: '10m', rack: 'r2' }, { preset: 'chronos-2015' }],
  frameworks: [
    {
      kind: 'mapreduce',
      name: 'a',
      jobs: [
        { duration: '30s', tasks: 20, at: '10s' },
        { duration: '30s', tasks: 20, resources: { mem: 64, cpus: 1 }, name: 'late', at: '1h' },
      ],
      checkpoint: true,
    },
    { kind: 'mapreduce', name: 'b', trace: 'b.tsv', role: undefined },
  ],
  cluster: { agents: [{ rack: 'r{1..4}', count: 4, resources: 'cpus:16;mem:65536' }] },
  name: 'two',
  seed: '7',
  masters: 3,
};

describe('a scenario as text', () => {
  it('has its fields in the order of the grammar, an entry of a list a line', () => {
    expect(writeScenario(DOCUMENT)).toBe(`name: two
cluster:
  agents:
    - { count: 4, resources: "cpus:16;mem:65536", rack: "r{1..4}" }
masters: 3
seed: "7"
frameworks:
  - name: a
    kind: mapreduce
    jobs:
      - { at: 10s, tasks: 20, duration: 30s }
      - { name: late, at: 1h, tasks: 20, duration: 30s, resources: { mem: 64, cpus: 1 } }
    checkpoint: true
  - { name: b, kind: mapreduce, trace: b.tsv }
faults:
  - { at: 10m, kind: rack-outage, rack: r2, for: 5m }
  - { preset: chronos-2015 }
until: 2h
`);
  });
});
