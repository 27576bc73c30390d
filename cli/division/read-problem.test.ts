import { describe, expect, it } from 'vitest';

import { parseProblem } from './read-problem.ts';

const GOOD = `nodes:
  - { count: 2, resources: { cpus: 4, mem: 14.5 } }
  - { resources: "cpus:8;mem:.5" }
users:
  - { name: A, demand: { cpus: 1, mem: 0.1 }, weight: 2, maxTasks: 7, role: eng/dev }
  - { name: B, demand: "cpus:2", weight: { mem: 3 }, eligible: [1] }
roles: { eng: 2 }
placement: best-fit
tieBreak: [B]
slotsPerNode: 3
stop: lowest-blocked
divisible: false
`;

/** The message for the good problem with one part replaced. */
function problem(part: string, by: string): string {
  expect(GOOD).toContain(part);
  return messageFor(GOOD.replace(part, by));
}

function messageFor(text: string): string {
  try {
    parseProblem(text, 'p.yaml');
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message}` : String(error);
  }
  return 'accepted';
}

describe('division problems', () => {
  it('are read exactly', () => {
    const { resources, nodes, users, roleWeights, ...rest } = parseProblem(GOOD, 'p.yaml');
    expect(resources).toEqual(['cpus', 'mem']);
    expect(nodes.map(({ count, capacity }) => [count, ...capacity.map(String)])).toEqual([
      [2, '4', '29/2'],
      [1, '8', '1/2'],
    ]);
    expect(users[0].demand.map(String)).toEqual(['1', '1/10']);
    expect(users[0].maxTasks?.toString()).toBe('7');
    expect(users[0].role).toEqual(['eng', 'dev']);
    expect(users[1].demand.map(String)).toEqual(['2', '0']);
    expect(users.map(({ weight }) => weight.map(String))).toEqual([
      ['2', '2'],
      ['1', '3'],
    ]);
    expect(users.map(({ eligible }) => eligible)).toEqual([null, [1]]);
    expect(roleWeights.get('eng')?.toString()).toBe('2');
    expect(rest).toEqual({
      hasNodes: true,
      placement: 'best-fit',
      rank: [1, 0],
      slotsPerNode: 3,
      stop: 'lowest-blocked',
      divisible: false,
    });
  });

  it('are read from JSON, tabs and all', () => {
    const text =
      '{\n\t"capacity": {"cpus": 9},\n\t"users": [{"name": "A", "demand": {"cpus": 1}}]\n}';
    const { hasNodes, divisible, stop, rank } = parseProblem(text, 'p.json');
    expect({ hasNodes, divisible, stop, rank }).toEqual({
      hasNodes: false,
      divisible: false,
      stop: 'skip',
      rank: [0],
    });
  });

  it.each([
    ['cpus: 4', 'cpus: -4', '2:36: nodes[0].resources.cpus: found -4, wanted a number from 0 to'],
    ['cpus: 4', 'cpus: .nan', 'nodes[0].resources.cpus: found NaN, wanted a number from 0 to 1e15'],
    ['cpus: 4', 'cpus: 1e300', 'nodes[0].resources.cpus: found 1e+300, wanted a number from 0'],
    ['cpus: 4', 'cpus: .inf', 'nodes[0].resources.cpus: found Infinity, wanted a number from 0'],
    ['cpus: 4', 'cpus: many', 'nodes[0].resources.cpus: found "many", wanted a number from 0'],
    ['cpus:8;', 'cpus=8;', '3:18: nodes[1].resources: found "cpus=8", wanted a resource such as'],
    ['cpus:8;', 'cpus:;', 'nodes[1].resources: found "cpus:", wanted a resource such as cpus:9'],
    ['count: 2', 'count: 0', 'nodes[0].count: found 0, wanted a whole number from 1 to 100000'],
    ['count: 2', 'count: 100000', 'nodes: found 100001 nodes, wanted at most 100000'],
    ['count: 2', 'cuont: 2', '2:7: nodes[0]: found the field "cuont", wanted one of count, reso'],
    ['name: A,', '', '5:5: users[0].name: found nothing, wanted a name'],
    ['name: B', 'name: A', '6:13: users[1].name: found "A", which is users[0] too; wanted a name'],
    ['name: A', 'name: ""', 'users[0].name: found "", wanted a name'],
    ['cpus: 1, mem: 0.1', 'cpus: 0', '5:24: users[0].demand: found no demand above 0, wanted one'],
    ['cpus: 1, mem', 'gpus: 1, mem', 'users[0].demand.gpus: found the resource "gpus", wanted one'],
    ['demand: "cpus:2",', '', '6:5: users[1].demand: found nothing, wanted resources such as'],
    ['weight: 2', 'weight: 0', 'users[0].weight: found 0, wanted a weight above 0, at most 1e15'],
    ['{ mem: 3 }', '{ mem: -3 }', 'users[1].weight.mem: found -3, wanted a weight above 0'],
    ['{ mem: 3 }', '{ disk: 3 }', 'users[1].weight.disk: found the resource "disk", wanted one'],
    ['maxTasks: 7', 'maxTasks: 7.5', 'users[0].maxTasks: found 7.5, wanted whole tasks'],
    ['eng/dev', 'eng//dev', 'users[0].role: found "eng//dev", wanted a path such as eng/dev'],
    ['{ eng: 2 }', '{ egn: 2 }', 'roles.egn: found a weight for the role "egn", wanted one of eng'],
    ['[1]', '[2]', '6:65: users[1].eligible[0]: found 2, wanted the index of an entry of nodes'],
    ['[1]', '[]', 'users[1].eligible: found [], wanted at least one index'],
    ['best-fit', 'tight', 'placement: found "tight", wanted first-fit or best-fit or worst-fit'],
    ['tieBreak: [B]', 'tieBreak: [C]', '9:12: tieBreak[0]: found "C", wanted a user: A, B'],
    ['tieBreak: [B]', 'tieBreak: [B, B]', 'tieBreak[1]: found "B" a second time, wanted each'],
    ['slotsPerNode: 3', 'slotsPerNode: 1.5', 'slotsPerNode: found 1.5, wanted a whole number'],
    ['slotsPerNode: 3', 'slotsPerNode: 900000', 'slotsPerNode: found 2700000 slots in all'],
    ['lowest-blocked', 'never', 'stop: found "never", wanted lowest-blocked or skip'],
    ['divisible: false', 'divisible: maybe', 'divisible: found "maybe", wanted true or false'],
    ['divisible: false', 'divisable: false', '12:1: found the field "divisable", wanted one of ca'],
    ['mem: 0.1', 'mem: 0.1, mem: 2', '5:45: Map keys must be unique; wanted YAML or JSON'],
    [
      '"cpus:2"',
      '"cpus:.000001"',
      'users: found room for up to 16000007 whole tasks, wanted at most',
    ],
  ])('are refused with %s changed to %s', (part, by, message) => {
    expect(problem(part, by)).toContain(message);
    expect(problem(part, by)).toMatch(/^UsageError p\.yaml:\d+:\d+: /);
  });

  it.each([
    ['', 'p.yaml:1:1: found nothing, wanted fields: capacity, nodes, users'],
    ['[1]', 'p.yaml:1:1: found [1], wanted fields: capacity'],
    ['users: [{ name: A, demand: { cpus: 1 } }]', 'found neither capacity nor nodes, wanted one'],
    ['capacity: { cpus: 1 }\nusers: []', 'p.yaml:2:8: users: found [], wanted at least one user'],
    ['capacity: { cpus: 0 }\nusers: [{ name: A, demand: { cpus: 1 } }]', 'has nothing, wanted an'],
    [
      'capacity: { cpus: 1, mem: 0 }\nusers: [{ name: A, demand: { mem: 1 } }]',
      'users[0].demand.mem: found 1, but the cluster has no mem; wanted 0',
    ],
    [
      'capacity: { cpus: 1 }\nnodes: [{ resources: { cpus: 1 } }]\nusers: [{ name: A, demand: { cpus: 1 } }]',
      'nodes: found both capacity and nodes, wanted one of them',
    ],
    [
      'capacity: { cpus: 1 }\nusers: [{ name: A, demand: { cpus: 1 }, eligible: [0] }]',
      'users[0].eligible: found indexes of nodes, but the problem gives a capacity',
    ],
    ['capacity: [', 'wanted YAML or JSON'],
    ['- &a [*a]', 'p.yaml:1:1: found an alias that contains itself; wanted YAML or JSON'],
    ['*a', 'Unresolved alias'],
    ['capacity: { cpus: 1 }\nusers: [{ name: "\\u001b[31m", demand: {} }]', 'users[0].demand'],
  ])('are refused as %j', (text, message) => {
    expect(messageFor(text)).toContain(message);
    expect(messageFor(text)).toContain('UsageError p.yaml:');
  });
});
