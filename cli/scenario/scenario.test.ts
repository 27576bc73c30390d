import { describe, expect, it } from 'vitest';

import { faultsOf } from './scenario-faults.ts';
import { parseScenario } from './read-scenario.ts';

const GOOD = `name: two
cluster:
  agents:
    - { count: 4, resources: "cpus:16;mem:65536", rack: "r{1..4}" }
    - { count: 1, resources: { cpus: 2, mem: 1024 } }
masters: 1
policy: drf
seed: 42
roles: { eng: { weight: 2 } }
frameworks:
  - { name: a, role: eng, kind: mapreduce, trace: a.tsv }
network: { latency: { mean: 500us, p99: 5ms } }
until: 2h
`;

/** The message for the good scenario with one part replaced. */
function problem(part: string, by: string): string {
  expect(GOOD).toContain(part);
  try {
    parseScenario(GOOD.replace(part, by), 's.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

describe('scenarios', () => {
  it('are read', () => {
    const { scenario, where } = parseScenario(GOOD, 's.yaml');
    expect(scenario).toMatchObject({
      name: 'two',
      policy: 'drf',
      seed: '42',
      network: { latency: { kind: 'lognormal', meanUs: 500, p99Us: 5000 } },
      until: 7_200_000_000,
    });
    expect(scenario.cluster.agents[1].resources.get('cpus')).toBe(2000);
    expect(where(['frameworks', 0, 'trace'])).toBe('s.yaml:11:51');
  });

  it.each([
    ['count: 4', 'count: 0', '4:16: cluster.agents[0].count: found 0, wanted at least 1'],
    ['count: 4', 'cuont: 4', '4:9: found the field "cuont", wanted one of count, resources, rack'],
    ['count: 4', 'count: x', '4:16: cluster.agents[0].count: found "x", wanted a number'],
    ['cpus:16;', 'cpus:;', '4:30: cluster.agents[0].resources: resources, column 6: found ""'],
    ['cpus: 2', 'cpus: -2', '5:30: cluster.agents[1].resources: resource "cpus": found -2'],
    ['r{1..4}', 'r{1..}', '4:57: cluster.agents[0].rack: found "r{1..}": wanted a rack as r1'],
    ['policy: drf', 'policy: dfr', '7:9: policy: found "dfr", wanted one of drf, wdrf'],
    ['until: 2h', 'until: 2', '13:8: until: found 2, wanted a duration such as 2h'],
    ['until: 2h', 'until: 2 h', '13:8: until: found "2 h", wanted a duration'],
    ['p99: 5ms', 'p98: 5ms', '12:21: network.latency: found "p98=5ms", wanted mean=…,p99=…'],
    ['weight: 2', 'weight: 0', '9:25: roles.eng.weight: found 0, wanted more than 0'],
    ['weight: 2', 'quota: { limits: { cpus: -1 } }', 'roles.eng.quota.limits: '],
    [
      'weight: 2',
      'quota: { guarantees: { cpus: 4 }, limits: { cpus: 2 } }',
      'a guarantee is above its limit',
    ],
    ['until: 2h', 'faults: [ { kind: agent-crash, for: 1s } ]', 'wanted either "at" or "rate"'],
    [
      'until: 2h',
      'faults: [ { rate: 1 per 0s per agent, kind: agent-crash, for: 1s } ]',
      '13:19: faults[0].rate: found "1 per 0s per agent", wanted more than 0 of both numbers',
    ],
    ['name: a,', '', '11:5: frameworks[0].name: found nothing, wanted text'],
    ['name: two', 'name: [', 's.yaml:2:1: '],
    ['name: two', 'name: *nobody', 'Unresolved alias'],
    ['name: two', 'name: &me [*me]', 'found an alias that contains itself; wanted YAML'],
  ])('are refused with %s changed to %s', (part, by, message) => {
    expect(problem(part, by)).toContain(message);
  });

  it.each([
    ['masters: 1', 'masters: 3', '6:10: masters: found 3: more than one master is not simulated'],
    ['kind: mapreduce', 'kind: service', 'frameworks of kind service are not simulated yet'],
    ['until: 2h', 'faults: [ { at: 10m, kind: clock-drift, for: 1s } ]', 'faults[0].kind: '],
    ['p99: 5ms }', 'p99: 5ms }, drop: 1/1000', 'network.drop: '],
  ])('refuse what is not simulated yet: %s as %s', (part, by, message) => {
    const found = problem(part, by);
    expect(found).toContain(message);
    expect(found).toContain('not simulated yet');
  });

  it.each([
    ['until: 2h', 'faults: [ { at: 1m, kind: rack-outage, rack: r2, for: 5m } ]'],
    ['until: 2h', 'faults: [ { rate: 1 per 6h per agent, kind: agent-crash, for: 90s } ]'],
    ['until: 2h', 'faults: [ { at: 1m, kind: partition, rack: r2, for: 5m } ]'],
    ['until: 2h', 'faults: [ { at: 1m, kind: partition, agents: [0, 3], for: 5m } ]'],
    ['until: 2h', 'faults: [ { rate: 1 per 1h per agent, kind: agent-restart, for: 20s } ]'],
    ['trace: a.tsv', 'trace: a.tsv, checkpoint: true'],
    ['weight: 2', 'quota: { guarantees: { cpus: 4 }, limits: { cpus: 8, mem: 0 } }'],
  ])('take faults and quota: %s as %s', (part, by) => {
    expect(problem(part, by)).toBe('accepted');
  });

  it.each([
    [
      'kind: rack-outage, rack: r9',
      'faults[0].rack: found rack "r9", wanted one of r1, r2, r3, r4',
    ],
    ['kind: rack-outage', 'faults[0].rack: found no rack, wanted one of r1'],
    ['kind: agent-crash, rack: r1', 'faults[0].rack: an agent-crash names no rack'],
    ['kind: agent-restart, rack: r1', 'faults[0].rack: an agent-restart names no rack'],
    ['kind: partition, rack: r9', 'faults[0].rack: found rack "r9", wanted one of r1, r2'],
    [
      'kind: partition, rack: r1, agents: [0]',
      'faults[0].agents: a partition names a rack or agents, not both',
    ],
    ['kind: partition, agents: [99]', 'faults[0].agents: found agent 99, wanted one of 0 to'],
    ['kind: agent-crash, agents: [99]', 'faults[0].agents: found agent 99, wanted one of 0 to'],
  ])('refuse faults that hit nobody: %s', (fault, message) => {
    const text = GOOD.replace('until: 2h', `faults: [ { at: 1s, ${fault}, for: 1s } ]`);
    expect(() => faultsOf(parseScenario(text, 's.yaml'))).toThrow(message);
  });

  it('know whom a partition cuts off', () => {
    const agentsOf = (whom: string): readonly number[] => {
      const fault = `faults: [ { at: 1s, kind: partition${whom}, for: 1s } ]`;
      return faultsOf(parseScenario(GOOD.replace('until: 2h', fault), 's.yaml'))[0].agents;
    };
    expect(agentsOf('')).toEqual([0, 1, 2, 3, 4]);
    expect(agentsOf(', agents: [3]')).toEqual([3]);
    expect(agentsOf(', rack: r2')).toEqual([1]);
  });

  it('take a list of no faults', () => {
    expect(problem('until: 2h', 'faults: []')).toBe('accepted');
  });
});
