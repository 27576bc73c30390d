import { describe, expect, it } from 'vitest';
import { experimentOf } from '../../sim/scenario/scenario-experiment.ts';
import { writeScenario } from '../../sim/scenario/write-scenario.ts';
import { parseScenario } from './read-scenario.ts';

const SCENARIO = `cluster: { agents: [{ count: 4, resources: "cpus:8;mem:8192", rack: "r{1..2}", zone: "z{1..2}" }] }
frameworks:
  - { name: a, role: eng/dev, kind: mapreduce, jobs: [{ tasks: 1, duration: 1s }] }
operations:
  - { OPERATION }
`;

function problem(operation: string): string {
  try {
    parseScenario(SCENARIO.replace('OPERATION', operation), 's.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

function planned(operation: string): unknown {
  const { plan } = parseScenario(SCENARIO.replace('OPERATION', operation), 's.yaml');
  expect(experimentOf(plan, new Map()).problems).toEqual([]);
  return plan.settings.operations;
}

describe('operations of scenarios', () => {
  it.each([
    ['at: 1s, kind: drian, agents: [0]', '5:21: operations[0].kind: found "drian", wanted one of'],
    ['at: 1s, kind: drian, agents: [0]', 'did you mean "drain"?'],
    ['kind: drain, agents: [0]', '5:5: operations[0].at: found nothing, wanted a duration'],
    ['at: -1s, kind: drain, agents: [0]', '5:11: operations[0].at: found "-1s", wanted a duration'],
    ['at: 1s, every: 0s, kind: drain, agents: [0]', '0].every: found "0s", wanted more than 0'],
    ['at: 1s, kind: drain', 'operations[0].agents: found nothing, wanted a rack, a zone or agents'],
    [
      'at: 1s, kind: drain, agents: [4]',
      '5:37: operations[0].agents[0]: found agent 4, wanted one',
    ],
    ['at: 1s, kind: drain, rack: r3', 'operations[0].rack: found rack "r3", wanted one of r1, r2'],
    ['at: 1s, kind: drain, zone: z9', 'operations[0].zone: found zone "z9", wanted one of z1, z2'],
    ['at: 1s, kind: drain, rack: r1, agents: [0]', 'a drain names a rack or agents, not both'],
    ['at: 1s, kind: drain, rack: r1, zone: z1', 'a drain names a rack or a zone, not both'],
    ['at: 1s, kind: drain, agnets: [0]', 'found the field "agnets", wanted one of kind, at'],
    ['at: 1s, kind: drain, agents: [0], for: 1m', '.for: found a for of drain, wanted one of kind'],
    ['at: 1s, kind: teardown', 'operations[0].frameworks: found nothing, wanted the frameworks'],
    ['at: 1s, kind: teardown, frameworks: [b]', 'found framework "b", wanted one of a'],
    ['at: 1s, kind: set-quota, role: egn', '.role: no framework has the role egn'],
    ['at: 1s, kind: set-quota, role: eng, limits: "cpus:x"', 'operations[0].limits: resources'],
    [
      'at: 1s, kind: set-quota, role: eng, guarantees: "cpus:2", limits: "cpus:1"',
      'operations[0]: a guarantee is above its limit: cpus',
    ],
    ['at: 1s, kind: set-weights, weights: { eng: 0 }', 'found 0, wanted a number above 0'],
    ['at: 1s, kind: create-volumes, agents: [0], role: eng', '.volumes: found nothing, wanted MB'],
    ['at: 1s, kind: maintenance, agents: [0], for: 0s', '.for: found "0s", wanted more than 0'],
  ])('are refused: %s', (operation, message) => {
    expect(problem(operation)).toContain(message);
  });

  it('have what their kind says, in microseconds and thousandths', () => {
    expect(planned('at: 1m, kind: maintenance, zone: z2, notice: 10m, for: 5m')).toEqual([
      { atUs: 6e7, kind: 'maintenance', agents: [1, 3], noticeUs: 6e8, forUs: 3e8 },
    ]);
    expect(planned('at: 1s, every: 1h, kind: drain, rack: r1, grace: 5s, markGone: true')).toEqual([
      { atUs: 1e6, everyUs: 3.6e9, kind: 'drain', agents: [0, 2], graceUs: 5e6, markGone: true },
    ]);
    expect(planned('at: 1s, kind: set-quota, role: eng, limits: { cpus: 0 }')).toEqual([
      {
        ...{ atUs: 1e6, kind: 'set-quota', role: 'eng', force: false },
        ...{ guarantees: new Map(), limits: new Map([['cpus', 0]]) },
      },
    ]);
    const volumes = 'at: 1s, kind: create-volumes, agents: [0], role: eng, volumes: { data: 1.5 }';
    expect(planned(volumes)).toEqual([
      {
        ...{ atUs: 1e6, kind: 'create-volumes', agents: [0], role: 'eng' },
        volumes: new Map([['data', 1500]]),
      },
    ]);
  });

  it('are written so that they read back', () => {
    const operation = 'at: 1s, kind: set-weights, weights: { eng: 2 }';
    const { document } = parseScenario(SCENARIO.replace('OPERATION', operation), 's.yaml');
    expect(parseScenario(writeScenario(document), 's.yaml').document).toEqual(document);
  });
});

describe('zones of scenarios', () => {
  it('are taken in turn by racks, so that a rack is in one', () => {
    const { plan } = parseScenario(
      SCENARIO.replace('r{1..2}', 'r{1..4}').replace('OPERATION', 'at: 1s, kind: gone, zone: z1'),
      's.yaml',
    );
    expect(plan.settings.cluster.agents[0].zones).toEqual(['z1', 'z2', 'z1', 'z2']);
    expect(plan.settings.operations).toMatchObject([{ agents: [0, 2] }]);
  });

  it('are refused where a rack would stand in two', () => {
    const more = ', { count: 1, resources: "cpus:8", rack: r2, zone: z1 }] }';
    const text = SCENARIO.replace('}] }\nframeworks', `}${more}\nframeworks`).replace(
      'OPERATION',
      'at: 1s, kind: gone, rack: r1',
    );
    expect(() => parseScenario(text, 's.yaml')).toThrow('rack r2 stands in two zones, wanted one');
  });

  it.each([
    ['at: 1s, kind: zone-outage, for: 1s', 'faults[0].zone: found no zone, wanted one, or a rate'],
    ['at: 1s, kind: zone-outage, zone: z3, for: 1s', 'found zone "z3", wanted one of z1, z2'],
    ['at: 1s, kind: master-crash, zone: z1, for: 1s', 'a master-crash hits no zone'],
    ['rate: 1 per 1h per zone, kind: agent-crash, for: 1s', 'wanted a rate per agent'],
    ['rate: 1 per 1h per zone, kind: zone-outage, for: 1s', 'accepted'],
  ])('are hit: %s', (fault, message) => {
    const text = SCENARIO.replace('operations:', 'faults:');
    const found = (): string => {
      try {
        parseScenario(text.replace('OPERATION', fault), 's.yaml');
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      return 'accepted';
    };
    expect(found()).toContain(message);
  });
});
