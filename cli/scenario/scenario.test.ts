import { describe, expect, it } from 'vitest';

import { sampleWorkload } from '../../test/support/sample-workload.ts';
import { checkWorkload } from '../../traces/model/check-workload.ts';
import { combineWorkloads } from './combine-workloads.ts';
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
    ['until: 2h', 'faults: [ { at: 10m, kind: rack-outage } ]', '13:9: faults: '],
    ['weight: 2', 'quota: { guarantees: { cpus: 4 } }', 'roles.eng.quota: '],
    ['p99: 5ms }', 'p99: 5ms }, drop: 1/1000', 'network.drop: '],
  ])('refuse what is not simulated yet: %s as %s', (part, by, message) => {
    const found = problem(part, by);
    expect(found).toContain(message);
    expect(found).toContain('not simulated yet');
  });

  it('take a list of no faults', () => {
    expect(problem('until: 2h', 'faults: []')).toBe('accepted');
  });
});

describe('combined workloads', () => {
  const a = sampleWorkload(20);
  const b = sampleWorkload(5);
  const both = combineWorkloads('both', [
    { framework: 'A', workload: a },
    { framework: 'B', workload: b },
  ]);

  it('keep every promise of the model', () => {
    expect(checkWorkload(both)).toEqual([]);
    expect(both.frameworks).toEqual(['A', 'B']);
    expect(both.demands).toEqual(a.demands);
  });

  it('have every job once, with its stages', () => {
    const jobsOf = (framework: number): number[] =>
      [...both.jobs.framework.keys()].filter((job) => both.jobs.framework[job] === framework);
    const names = (framework: number): string[] =>
      jobsOf(framework).map((job) => both.jobs.names[job]);
    expect(names(0)).toEqual(a.jobs.names.map((name) => `A:${name}`));
    expect(names(1)).toEqual(b.jobs.names.map((name) => `B:${name}`));
    const tasks = jobsOf(0).map((job) => both.stages.tasks[both.jobs.firstStage[job]]);
    expect(tasks).toEqual(a.jobs.names.map((_, job) => a.stages.tasks[a.jobs.firstStage[job]]));
  });

  it('have one model of task times', () => {
    const skewed = { ...b, name: 'skewed', durations: { ...b.durations, skewSigma: 1 } };
    expect(() =>
      combineWorkloads('x', [
        { framework: 'A', workload: a },
        { framework: 'B', workload: skewed },
      ]),
    ).toThrow('skewed and sample have different models of task times');
  });
});
