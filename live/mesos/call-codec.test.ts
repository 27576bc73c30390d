import { describe, expect, it } from 'vitest';

import type { TaskStatus } from '../../core/protocol/tasks.ts';
import { checkCall, parseJson, readCall } from './call-codec.ts';
import { eventDocument } from './event-codec.ts';
import { MesosIds, NamedIds, hashedId } from './ids.ts';
import { readLenient } from './lenient-json.ts';
import { carriedBy } from './task-codec.ts';

const CLUSTER = 'a799286d-93b8-4a31-8789-2f3eb37e9bf9';
const ids = new MesosIds(CLUSTER);
const names = { tasks: new NamedIds(), executors: new NamedIds(), operations: new NamedIds() };
const words = {
  ...{ ids, names, masterInfo: { id: 'm' }, heartbeatSeconds: 15 },
  placeOf: () => ({ hostname: '127.0.0.1', ip: '127.0.0.1', port: 25051 }),
  now: () => 1_795_226_351_302_714,
};

function check(call: unknown) {
  return checkCall(readLenient('scheduler.Call', call));
}

function read(call: object) {
  return readCall(check(call), 9, ids, names);
}

describe("a scheduler session's calls", () => {
  const framework_id = { value: `${CLUSTER}-0002` };

  it('SUBSCRIBE', () => {
    const framework_info = {
      ...{ user: 'root', name: 'sample scheduler', roles: ['sample'], failover_timeout: 60 },
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }, { type: 'NEW_ONE' }],
    };
    const call = read({ type: 'SUBSCRIBE', subscribe: { framework_info } });
    expect(call).toMatchObject({
      ...{ type: 'SUBSCRIBE', connection: 9, name: 'sample scheduler', roles: ['sample'] },
      ...{ failoverTimeoutUs: 60_000_000, user: 'root', checkpoint: false },
      capabilities: ['PARTITION_AWARE', 'MULTI_ROLE'],
    });
    expect(call).not.toHaveProperty('framework');
  });

  it('ACCEPT with a LAUNCH, whose task is carried as it was written', () => {
    const task = {
      ...{ name: 'sample task', task_id: { value: 'sample-1' } },
      agent_id: { value: `${CLUSTER}-S0` },
      command: { value: 'sleep 2' },
      labels: { labels: [{ key: 'a', value: 'b' }] },
      kill_policy: { grace_period: { nanoseconds: 5e9 } },
      resources: [
        {
          name: 'cpus',
          type: 'SCALAR',
          scalar: { value: 0.1 },
          allocation_info: { role: 'sample' },
        },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
        { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 31001 }] } },
      ],
    };
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    const offer_ids = [{ value: `${CLUSTER}-O2` }];
    const accept = { offer_ids, operations, filters: { refuse_seconds: 1 } };
    const call = read({ type: 'ACCEPT', framework_id, accept });
    expect(call).toMatchObject({ type: 'ACCEPT', framework: 2, offers: [2], refuseSeconds: 1 });
    const [launch] = call.type === 'ACCEPT' ? (call.operations ?? []) : [];
    const [info] = launch.type === 'LAUNCH' ? launch.tasks : [];
    expect(info).toMatchObject({
      ...{ taskId: hashedId('sample-1'), resources: [100, 32_000, 0, 0], killGraceUs: 5_000_000 },
    });
    expect(info.rest?.quantity('ports')).toBe(2000);
    expect(carriedBy(info)).toMatchObject({ name: 'sample task', labels: task.labels });
  });

  it('DECLINE, RECONCILE, KILL, SUPPRESS and REVIVE', () => {
    const decline = { offer_ids: [{ value: `${CLUSTER}-O3` }] };
    expect(read({ type: 'DECLINE', framework_id, decline })).toEqual({
      ...{ type: 'DECLINE', framework: 2, offers: [3], refuseSeconds: 5 },
    });
    const tasks = [{ task_id: { value: 'sample-1' } }];
    expect(read({ type: 'RECONCILE', framework_id, reconcile: { tasks } })).toEqual({
      ...{ type: 'RECONCILE', framework: 2 },
      tasks: [{ taskId: hashedId('sample-1'), agentId: null }],
    });
    expect(read({ type: 'KILL', framework_id, kill: { task_id: { value: 't' } } })).toEqual({
      ...{ type: 'KILL', framework: 2, taskId: hashedId('t') },
    });
    expect(read({ type: 'SUPPRESS', framework_id, suppress: {} })).toEqual({
      ...{ type: 'SUPPRESS', framework: 2 },
    });
    expect(read({ type: 'REVIVE', framework_id })).toEqual({ type: 'REVIVE', framework: 2 });
  });
});

describe('what is no call', () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [{}, "Expecting 'type' to be present"],
    [{ type: 'DANCE' }, "Expecting 'type' to be present"],
    [{ type: 'ACCEPT', framework_id: { value: 'f' } }, "Expecting 'accept' to be present"],
    [{ type: 'TEARDOWN' }, "Expecting 'framework_id' to be present"],
    [{ type: 'SUBSCRIBE' }, "Expecting 'subscribe' to be present"],
    [
      { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'root' } } },
      'Missing required fields: subscribe.framework_info.name',
    ],
    [
      {
        type: 'SUBSCRIBE',
        framework_id: { value: 'f' },
        subscribe: { framework_info: { user: 'root', name: 'n' } },
      },
      "'framework_id' differs from 'subscribe.framework_info.id'",
    ],
    [
      { type: 'KILL', framework_id: { value: 'f' }, kill: { task_id: { value: 3 } } },
      "Not expecting a JSON number for field 'value'",
    ],
  ];

  it.each(wrong)('%j names its field', (call, text) => {
    expect(() => check(call)).toThrow(text);
  });

  it('is text that is no JSON', () => {
    expect(() => parseJson('{"type"')).toThrow('Failed to parse body into JSON: ');
  });
});

describe("a scheduler session's events", () => {
  it('OFFERS', () => {
    const offer = { id: 2, agentId: 0, hostname: '127.0.0.1', resources: [1500, 4_032_000, 0, 0] };
    const event = { type: 'OFFERS', offers: [{ ...offer, role: 'sample' }] } as const;
    expect(eventDocument(event, 2, words)).toEqual({
      type: 'OFFERS',
      offers: {
        offers: [
          {
            id: { value: `${CLUSTER}-O2` },
            framework_id: { value: `${CLUSTER}-0002` },
            agent_id: { value: `${CLUSTER}-S0` },
            hostname: '127.0.0.1',
            url: {
              scheme: 'http',
              address: { hostname: '127.0.0.1', ip: '127.0.0.1', port: 25051 },
              path: '/slave(1)',
            },
            resources: [
              {
                ...{ name: 'cpus', type: 'SCALAR', scalar: { value: 1.5 }, role: '*' },
                allocation_info: { role: 'sample' },
              },
              {
                ...{ name: 'mem', type: 'SCALAR', scalar: { value: 4032 }, role: '*' },
                allocation_info: { role: 'sample' },
              },
            ],
            allocation_info: { role: 'sample' },
          },
        ],
      },
    });
  });

  it('UPDATE in answer to RECONCILE of a task that nobody knows', () => {
    const status: TaskStatus = {
      ...{ frameworkId: 2, taskId: names.tasks.of('never-was'), agentId: -1, uuid: null },
      state: 'TASK_UNKNOWN',
      source: 'SOURCE_MASTER',
      reason: 'RECONCILIATION',
      message: '',
    };
    expect(eventDocument({ type: 'UPDATE', status }, 2, words)).toEqual({
      type: 'UPDATE',
      update: {
        status: {
          task_id: { value: 'never-was' },
          state: 'TASK_UNKNOWN',
          message: 'Reconciliation: Task is unknown',
          source: 'SOURCE_MASTER',
          reason: 'REASON_RECONCILIATION',
          timestamp: 1_795_226_351.302714,
        },
      },
    });
  });
});
