import { describe, expect, it } from 'vitest';

import type { FaultSpec } from '../../sim/faults/fault-spec.ts';
import { parseScenario } from './read-scenario.ts';

const GOOD = `name: two
cluster:
  agents:
    - { count: 4, resources: "cpus:16;mem:65536", rack: "r{1..4}" }
    - { count: 1, resources: { cpus: 2, mem: 1024 } }
masters: 3
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

/** The faults of the good scenario with these in it, as YAML. */
function faults(text: string): readonly FaultSpec[] {
  const { plan } = parseScenario(GOOD.replace('until: 2h', `faults: ${text}`), 's.yaml');
  return plan.settings.faults;
}

describe('scenarios', () => {
  it('are read', () => {
    const { plan, where } = parseScenario(GOOD, 's.yaml');
    expect(plan.name).toBe('two');
    expect(plan.settings).toMatchObject({
      policy: 'drf',
      seed: '42',
      masters: { count: 3, zookeeperServers: 3 },
      network: { kind: 'lognormal', meanUs: 500, p99Us: 5000 },
      untilUs: 7_200_000_000,
    });
    const { agents } = plan.settings.cluster;
    expect(agents[1].resources.get('cpus')).toBe(2000);
    expect(agents[0].racks).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(plan.settings.weights).toEqual(new Map([['a', 2]]));
    expect(plan.settings.frameworks?.get('a')).toEqual({ kind: 'mapreduce', role: 'eng' });
    expect(where(['frameworks', 0, 'trace'])).toBe('s.yaml:11:51');
  });

  it('take policy and seed from whoever asks', () => {
    const { plan } = parseScenario(GOOD, 's.yaml', { policy: 'fifo', seed: 'x' });
    expect(plan.settings).toMatchObject({ policy: 'fifo', seed: 'x' });
  });

  it.each([
    ['name: two', 'name: [', 's.yaml:2:1: '],
    ['name: two', 'name: *nobody', 'Unresolved alias'],
    ['name: two', 'name: &me [*me]', 'found an alias that contains itself; wanted YAML'],
    [
      'count: 4',
      'count: 0',
      's.yaml:4:16: cluster.agents[0].count: found 0, wanted a whole number from 1 to 1000000',
    ],
    [
      'count: 4',
      'cuont: 4',
      's.yaml:4:9: cluster.agents[0]: found the field "cuont", wanted one of count, resources, ' +
        'rack, zone; did you mean "count"? (and 1 more)',
    ],
    ['count: 4', 'count: x', '4:16: cluster.agents[0].count: found "x", wanted a whole number'],
    ['cpus:16;', 'cpus:;', '4:30: cluster.agents[0].resources: resources, column 6: found ""'],
    ['cpus: 2', 'cpus: -2', '5:30: cluster.agents[1].resources: resource "cpus": found -2'],
    ['cpus: 2', 'cpus: x', '5:38: cluster.agents[1].resources.cpus: found "x", wanted an amount'],
    ['r{1..4}', 'r{1..}', '4:57: cluster.agents[0].rack: found "r{1..}", wanted a rack as r1'],
    ['r{1..4}', 'r{4..1}', 'found "r{4..1}", which runs backwards; wanted r{1..4}'],
    ['masters: 3', 'masters: 9', '6:10: masters: found 9, wanted a whole number from 1 to 7'],
    [
      'masters: 3',
      'masters: { count: 3, zookeper: 3 }',
      '6:22: masters: found the field "zookeper", wanted one of count, zookeeper; ' +
        'did you mean "zookeeper"?',
    ],
    [
      'masters: 3',
      'masters: many',
      '6:10: masters: found "many", wanted a number of masters, or {',
    ],
    ['policy: drf', 'policy: dfr', '7:9: policy: found "dfr", wanted one of drf, wdrf'],
    ['policy: drf', 'policy: dfr', 'did you mean "drf"?'],
    ['until: 2h', 'until: 2', '13:8: until: found 2, wanted a duration such as 500us'],
    ['until: 2h', 'until: 2 h', '13:8: until: found "2 h", wanted a duration'],
    ['until: 2h', 'until: -2h', '13:8: until: found "-2h", wanted a duration'],
    ['until: 2h', 'heal: 0s', '13:7: heal: found "0s", wanted more than 0'],
    ['p99: 5ms', 'p98: 5ms', '12:36: network.latency: found the field "p98", wanted one of mean'],
    ['{ mean: 500us, p99: 5ms }', '5', 'found 5, wanted a delay such as 500us, or {'],
    ['p99: 5ms }', 'p99: 5ms }, drop: 0.1', 'network.drop: found 0.1, wanted a ratio such as'],
    ['p99: 5ms }', 'p99: 5ms }, drop: 3/2', 'network.drop: found "3/2", wanted a ratio from 0 to'],
    ['weight: 2', 'weight: 0', '9:25: roles.eng.weight: found 0, wanted a number above 0'],
    [
      'roles: { eng',
      'roles: { emg',
      '9:15: roles.emg: no framework has the role emg; did you mean',
    ],
    ['role: eng,', 'role: eng/,', 'frameworks[0].role: role "eng/" has an empty part'],
    ['weight: 2', 'quota: { limits: { cpus: -1 } }', 'roles.eng.quota.limits: '],
    [
      'weight: 2',
      'quota: { guarantees: { cpus: 4 }, limits: { cpus: 2 } }',
      'a guarantee is above its limit',
    ],
    ['name: a,', '', '11:5: frameworks[0].name: found nothing, wanted a name'],
    ['kind: mapreduce', 'kind: sparc', 'found "sparc", wanted one of mapreduce, spark, '],
    ['kind: mapreduce', 'kind: sparc', 'did you mean "spark"?'],
    ['trace: a.tsv', 'apps: []', 'frameworks[0].apps: found [], wanted at least 1 of apps'],
    [
      'trace: a.tsv',
      'apps: [ { id: /x, instances: 1, resources: "cpus:1" } ]',
      'frameworks[0].apps: a framework of kind mapreduce has no apps, wanted trace or jobs',
    ],
    [', trace: a.tsv', '', '11:5: frameworks[0].trace: found nothing, wanted trace or jobs'],
  ])('are refused with %s changed to %s', (part, by, message) => {
    expect(problem(part, by)).toContain(message);
  });

  it('refuse two frameworks of one name, and take two in one role', () => {
    const second = (name: string): string =>
      `trace: a.tsv }\n  - { name: ${name}, role: eng, kind: spark, trace: b.log }`;
    expect(problem('trace: a.tsv }', second('a'))).toBe(
      's.yaml:12:13: frameworks[1].name: a is named twice',
    );
    expect(problem('trace: a.tsv }', second('b'))).toBe('accepted');
  });

  it.each([
    ['trace: a.tsv', 'trace: a.tsv, checkpoint: true, partitionAware: true, failoverTimeout: 1m'],
    ['weight: 2', 'quota: { guarantees: { cpus: 4 }, limits: { cpus: 8, mem: 0 } }'],
    ['until: 2h', 'faults: []'],
    ['until: 2h', 'master: { allocationInterval: 500ms, offerTimeout: 1m }'],
    ['until: 2h', 'scheduler: { jobOrder: fifo, slowstart: 1, locality: { delay: 0s } }'],
    ['trace: a.tsv', 'jobs: [ { tasks: 3, duration: 5s, repeat: { every: 1m, times: 4 } } ]'],
  ])('take %s as %s', (part, by) => {
    expect(problem(part, by)).toBe('accepted');
  });
});

describe('faults of scenarios', () => {
  it.each([
    [
      'at: 1s, kind: rack-outage, rack: r9, for: 1s',
      's.yaml:13:46: faults[0].rack: found rack "r9", wanted one of r1, r2, r3, r4',
    ],
    ['at: 1s, kind: rack-outage, for: 1s', 'faults[0].rack: found no rack, wanted one'],
    ['at: 1s, kind: partition, rack: r1, agents: [0], for: 1s', 'a rack or agents, not both'],
    [
      'at: 1s, kind: agent-crash, agents: [0, 99], for: 1s',
      's.yaml:13:52: faults[0].agents[1]: found agent 99, wanted one of 0 to 4',
    ],
    ['at: 1s, kind: master-crash, masters: [3], for: 1s', 'found master 3, wanted one of 0 to 2'],
    ['at: 1s, kind: zookeeper-crash, servers: [7], for: 1s', 'found server 7, wanted one of 0'],
    [
      'at: 1s, kind: scheduler-crash, frameworks: [b], for: 1s',
      'faults[0].frameworks[0]: found framework "b", wanted one of a',
    ],
    ['at: 1s, kind: master-crash, agents: [0], for: 1s', 'a master-crash hits no agent'],
    ['at: 1s, kind: scheduler-crash, rack: r1, for: 1s', 'a scheduler-crash hits no rack'],
    ['kind: agent-crash, for: 1s', 'faults[0]: found neither, wanted either "at" or "rate"'],
    ['at: 1s, rate: 1 per 1h, kind: agent-crash, for: 1s', 'found both "at" and "rate"'],
    [
      'rate: 1 per 0s per agent, kind: agent-crash, for: 1s',
      's.yaml:13:19: faults[0].rate: found "1 per 0s per agent", wanted more than 0 of both numbers',
    ],
    [
      'rate: 1 per -1h, kind: agent-crash, for: 1s',
      'faults[0].rate: found "-1h", wanted a duration',
    ],
    ['rate: often, kind: agent-crash, for: 1s', 'found "often", wanted a rate such as 1 per 6h'],
    ['rate: 1 per 1h per master, kind: agent-crash, for: 1s', 'wanted a rate per agent, which'],
    ['rate: 1 per 1h per rack, kind: agent-crash, for: 1s', 'wanted a rate per agent, which'],
    [
      'rate: 1 per 1h per rack, kind: rack-outage, agents: [4], for: 1s',
      'faults[0].rate: found a rate per rack, wanted agents with racks',
    ],
    ['at: -1s, kind: agent-crash, for: 1s', 'faults[0].at: found "-1s", wanted a duration'],
    ['at: 1s, kind: agent-crash, for: 0s', 'faults[0].for: found "0s", wanted more than 0'],
    ['at: 1s, kind: agent-crash', 'faults[0].for: found nothing, wanted how long it lasts'],
    ['at: 1s, kind: agent-slow, for: 1s', 'faults[0].factor: found nothing, wanted how many times'],
    ['at: 1s, kind: agent-slow, factor: 0, for: 1s', 'found 0, wanted a number above 0'],
    ['at: 1s, kind: agent-crash, factor: 2, for: 1s', 'wanted nothing beside its time'],
    ['at: 1s, kind: message-loss, for: 1s', 'faults[0].ratio: found nothing, wanted how many it'],
    ['kind: message-loss, ratio: 2/1', 'faults[0].ratio: found "2/1", wanted a ratio from 0 to 1'],
    ['at: 1s, kind: clock-step, by: soon', 'faults[0].by: found "soon", wanted a duration such as'],
    [
      'at: 1s, kind: late-watches, by: -1s, for: 1s',
      'faults[0].by: found "-1s", wanted a duration',
    ],
    ['at: 1s, kind: agnt-crash, for: 1s', 'did you mean "agent-crash"?'],
    ['at: 1s, knd: agent-crash, for: 1s', 'found the field "knd", wanted one of kind, at, rate'],
    ['preset: agent-chrn', 'faults[0].preset: found "agent-chrn", wanted one of agent-churn'],
    ['prset: agent-churn', 'found the field "prset", wanted one of preset; did you mean "preset"?'],
  ])('are refused: %s', (fault, message) => {
    expect(problem('until: 2h', `faults: [ { ${fault} } ]`)).toContain(message);
  });

  it('that need ZooKeeper are refused without', () => {
    const alone = GOOD.replace('masters: 3', 'masters: 1');
    const tried = (fault: string): unknown => {
      try {
        return parseScenario(alone.replace('until: 2h', `faults: ${fault}`), 's.yaml');
      } catch (error) {
        return error instanceof Error ? error.message : error;
      }
    };
    expect(tried('chronos-2015')).toBe(
      's.yaml:13:9: faults: found the preset chronos-2015 with one master, ' +
        'wanted masters behind ZooKeeper, such as masters: 3',
    );
    expect(tried('[ { at: 1s, kind: session-expiry } ]')).toBe(
      's.yaml:13:27: faults[0].kind: a session-expiry hits no master, ' +
        'wanted masters behind ZooKeeper, such as masters: 3',
    );
    expect(tried('[ { at: 1s, kind: zookeeper-crash, for: 1s } ]')).toMatch(
      /hits no server, wanted/,
    );
    expect(tried('[ { at: 1s, kind: agent-crash, for: 1s } ]')).not.toBeTypeOf('string');
  });

  it('hit whom they name', () => {
    const targets = (fault: string): readonly (readonly number[])[] =>
      faults(`[ { at: 1s, for: 1s, ${fault} } ]`).map((one) => one.targets);
    expect(targets('kind: partition')).toEqual([[0, 1, 2, 3, 4]]);
    expect(targets('kind: partition, agents: [3]')).toEqual([[3]]);
    expect(targets('kind: partition, rack: r2')).toEqual([[1]]);
    expect(targets('kind: master-pause, masters: [2, 0]')).toEqual([[2, 0]]);
    expect(targets('kind: scheduler-crash, frameworks: [a]')).toEqual([[0]]);
    expect(targets('kind: zookeeper-outage')).toEqual([[0, 1, 2]]);
  });

  it('of a rate hit together, or each by itself where the rate says so', () => {
    const targets = (fault: string): readonly (readonly number[])[] =>
      faults(`[ { for: 1s, ${fault} } ]`).map((one) => one.targets);
    expect(targets('kind: zookeeper-outage, rate: 1 per 1h')).toEqual([[0, 1, 2]]);
    expect(targets('kind: zookeeper-outage, rate: 1 per 1h per server')).toEqual([[0], [1], [2]]);
    expect(targets('kind: rack-outage, rate: 2 per 1h per rack')).toEqual([[0], [1], [2], [3]]);
    expect(targets('kind: agent-crash, rate: 1 per 1h per agent')).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('have their times and sizes in microseconds and ratios', () => {
    expect(
      faults(`
  - { kind: agent-slow, rate: 2 per 6h per agent, for: 90s, factor: 3 }
  - { kind: clock-step, at: 10m, by: -30s }
  - { kind: straggler, ratio: 1/50, factor: 4 }
  - { kind: message-loss, ratio: 1/100, at: 5m, for: 1m }
`).map(({ when, forUs, ratio, factor, byUs }) => ({ when, forUs, ratio, factor, byUs })),
    ).toEqual([
      { when: { rate: { count: 2, perUs: 21_600e6 } }, forUs: 90e6, factor: 3 },
      { when: { atUs: 600e6 }, forUs: 1, byUs: -30e6 },
      { when: { atUs: 0 }, forUs: 36_525 * 86_400e6, ratio: { of: 1, in: 50 }, factor: 4 },
      { when: { atUs: 300e6 }, forUs: 60e6, ratio: { of: 1, in: 100 } },
    ]);
  });

  it('of the network last for the whole run, behind the planned ones', () => {
    const text = GOOD.replace('p99: 5ms }', 'p99: 5ms }, reorder: 1/9, drop: 1/1000').replace(
      'until: 2h',
      'faults: [ { at: 1s, kind: agent-crash, for: 1s } ]',
    );
    const { plan } = parseScenario(text, 's.yaml');
    const [planned, loss, disorder] = plan.settings.faults;
    expect(plan.settings.faults).toHaveLength(3);
    expect(planned.kind).toBe('agent-crash');
    expect(loss).toMatchObject({
      kind: 'message-loss',
      when: { atUs: 0 },
      ratio: { of: 1, in: 1000 },
    });
    expect(loss.targets).toEqual([0, 1, 2, 3, 4]);
    expect(disorder).toMatchObject({ kind: 'message-disorder', ratio: { of: 1, in: 9 } });
  });
});
