import * as fc from 'fast-check';
import type { MasterInput } from '../../core/master/master-io.ts';
import type { Master } from '../../core/master/master.ts';
import type { TaskRecord } from '../../core/master/records.ts';
import type { ResourceOperation } from '../../core/protocol/offer-operations.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';
import { ROLES, operations, steps, tasks } from './arbitrary-operations.ts';
import { whole } from './whole-scripts.ts';

/**
 * Calls of any kind to a master, from few names and ids, so that they often concern something
 * that is there. What a call names is chosen when it is made, by what the master knows then.
 */
export type AnyCall = (master: Master) => MasterInput;

/** Mostly an id of somebody who is there. */
function live(all: readonly (object | null)[], n: number): number {
  const known = [...all.keys()].filter((id) => all[id]);
  return n === 0 || known.length === 0 ? n : known[n % known.length];
}

/** The same call about agents and frameworks that are there. */
function aimed(call: AnyCall): AnyCall {
  return (master) => {
    const input = call(master);
    const changed: Record<string, number> = {};
    if ('agentId' in input && input.type !== 'REREGISTER_AGENT') {
      changed.agentId = live(master.agents, input.agentId ?? 0);
    }
    if ('framework' in input && input.type !== 'ACCEPT' && input.type !== 'DECLINE') {
      changed.framework = live(master.frameworks, input.framework ?? 0);
    }
    return { ...input, ...changed };
  };
}

const role = fc.constantFrom(...ROLES);
const roles = fc.subarray([...ROLES], { minLength: 1 });
const agentId = fc.nat({ max: 4 });
const framework = fc.nat({ max: 3 });
const refuseSeconds = fc.constantFrom(0, 1, 5, Number.NaN);
const names = fc.nat({ max: 2 }).map((n) => `n${n}`);
const machines = names.map((name) => [{ hostname: name, ip: '' }]);
const principal = fc.constantFrom({}, { principal: 'p' });

const totals = fc.constantFrom(
  whole('cpus:4;mem:4096;disk:2000'),
  whole('cpus:4;mem:4096;disk:2000;ports:[1-9];cpus(a):2'),
  whole('cpus:2;mem:1024;disk(c):500', { name: 'cpus', value: 1, revocable: true }),
);

/** Offers of a framework, now and then of anybody, or none that is open. */
const accepts: fc.Arbitrary<AnyCall> = fc
  .record({
    at: fc.nat(),
    others: fc.nat({ max: 9 }),
    ids: fc.array(fc.option(fc.nat({ max: 5 }), { nil: undefined }), { minLength: 4 }),
    wanted: fc.array(steps, { maxLength: 4 }),
    launches: fc.array(tasks, { maxLength: 2 }),
    refuseSeconds,
  })
  .map(({ at, others, ids, wanted, ...what }) => (master) => {
    const open = master.offers.values();
    const first = open[at % Math.max(open.length, 1)];
    if (first === undefined) {
      return { type: 'ACCEPT', framework: 0, offers: [at % 9], ...what };
    }
    const mine = open.filter(
      ({ client, agentId: on }) => client === first.client && on === first.agentId,
    );
    const offers = others === 9 ? [first.id, first.id + 1] : mine.map(({ id }) => id);
    const planned = wanted.flatMap((intent, i) => intent(first, ids[i]));
    const of = first.framework.id;
    return { type: 'ACCEPT', framework: of, offers, operations: planned, ...what };
  });

const declines: fc.Arbitrary<AnyCall> = fc
  .tuple(fc.nat(), refuseSeconds)
  .map(([at, seconds]) => (master) => {
    const offer = master.offers.values()[at % 3];
    const of = { framework: offer?.framework.id ?? 0, offers: [offer?.id ?? at] };
    return { type: 'DECLINE', ...of, refuseSeconds: seconds };
  });

const fields = fc
  .tuple(roles, fc.boolean(), fc.constantFrom('f', 'g'))
  .chain(([some, aware, name]) =>
    fc.subarray(some).map((suppressedRoles) => ({
      ...{ name, roles: some, partitionAware: aware, suppressedRoles },
    })),
  );

const fromSchedulers: fc.Arbitrary<AnyCall> = fc.oneof(
  fc.tuple(fc.nat({ max: 3 }), fields, fc.option(framework), principal).map(
    ([at, said, known, by]): AnyCall =>
      () => ({
        ...{ type: 'SUBSCRIBE' as const, connection: at, failoverTimeoutUs: 1e9, checkpoint: true },
        ...said,
        ...by,
        ...(known === null ? {} : { framework: known }),
      }),
  ),
  fc.tuple(framework, fields).map(
    ([id, { suppressedRoles, ...info }]): AnyCall =>
      () => ({
        ...{ type: 'UPDATE_FRAMEWORK' as const, framework: id, suppressedRoles },
        info: { ...info, checkpoint: true },
      }),
  ),
  fc
    .tuple(fc.constantFrom('REVIVE' as const, 'SUPPRESS' as const), framework, fc.option(roles))
    .map(
      ([type, id, some]): AnyCall =>
        () => ({
          ...{ type, framework: id },
          ...(some === null ? {} : { roles: some }),
        }),
    ),
  framework.map(
    (id): AnyCall =>
      () => ({ type: 'TEARDOWN', framework: id }),
  ),
  fc.nat({ max: 3 }).map(
    (connection): AnyCall =>
      () => ({ type: 'DISCONNECTED', connection }),
  ),
  fc.tuple(framework, fc.nat({ max: 30 })).map(
    ([id, taskId]): AnyCall =>
      () => {
        return { type: 'KILL', framework: id, taskId };
      },
  ),
  fc.tuple(framework, agentId).map(
    ([id, on]): AnyCall =>
      () => {
        return { type: 'SHUTDOWN', framework: id, agentId: on, executorId: 0 };
      },
  ),
  framework.map(
    (id): AnyCall =>
      () => ({ type: 'RECONCILE', framework: id, tasks: [] }),
  ),
  framework.map(
    (id): AnyCall =>
      () => ({ type: 'RECONCILE_OPERATIONS', framework: id, operations: [] }),
  ),
  fc.tuple(framework, fc.nat({ max: 60 }), refuseSeconds, fc.boolean()).map(
    ([id, offer, seconds, yes]): AnyCall =>
      () => ({
        type: yes ? 'ACCEPT_INVERSE_OFFERS' : 'DECLINE_INVERSE_OFFERS',
        ...{ framework: id, inverseOffers: [offer], refuseSeconds: seconds },
      }),
  ),
);

const states = fc.constantFrom<TaskState>(
  ...(['TASK_RUNNING', 'TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED'] as const),
);

const fromAgents: fc.Arbitrary<AnyCall> = fc.oneof(
  fc.tuple(fc.nat({ max: 2 }), totals).map(
    ([n, total]): AnyCall =>
      () => {
        return { type: 'REGISTER_AGENT', connection: 10 + n, hostname: `n${n}`, ...total };
      },
  ),
  fc.nat({ max: 2 }).map(
    (n): AnyCall =>
      () => ({ type: 'DISCONNECTED', connection: 10 + n }),
  ),
  agentId.map(
    (on): AnyCall =>
      (master) =>
        reregistered(master, on),
  ),
  agentId.map(
    (on): AnyCall =>
      () => ({ type: 'UNREGISTER_AGENT', agentId: on }),
  ),
  fc.tuple(framework, fc.nat({ max: 30 }), states).map(
    ([id, taskId, state]): AnyCall =>
      (master) => {
        const task = taskAt(master, id, taskId);
        const known = task?.info.taskId ?? taskId;
        const frameworkId = task?.framework.id ?? id;
        const status = {
          ...{ frameworkId, taskId: known, agentId: task?.agent.id ?? 0, state, message: '' },
          ...{ source: 'SOURCE_EXECUTOR' as const, reason: null, uuid: known },
        };
        return { type: 'STATUS_UPDATE', status, latestState: state };
      },
  ),
  fc.tuple(framework, fc.nat({ max: 30 })).map(
    ([id, taskId]): AnyCall =>
      (master) => {
        const task = taskAt(master, id, taskId);
        const known = task?.info.taskId ?? taskId;
        const on = task?.agent.id ?? 0;
        return { type: 'ACKNOWLEDGE', framework: id, agentId: on, taskId: known, uuid: known };
      },
  ),
  fc.tuple(agentId, framework, fc.nat({ max: 2 })).map(
    ([on, id, executorId]): AnyCall =>
      () => {
        return { type: 'EXITED_EXECUTOR', agentId: on, frameworkId: id, executorId };
      },
  ),
  fc.tuple(agentId, fc.nat({ max: 9 })).map(
    ([on, uuid]): AnyCall =>
      () => {
        return { type: 'OPERATIONS_APPLIED', agentId: on, operations: [uuid] };
      },
  ),
);

/** Some task of a framework, by its place. */
function taskAt(master: Master, of: number, n: number): TaskRecord | undefined {
  const known = master.frameworks[live(master.frameworks, of)]?.tasks.values() ?? [];
  return known[n % Math.max(known.length, 1)];
}

/** An agent comes back with what the master knows of it, or, given up, with nothing. */
function reregistered(master: Master, on: number): MasterInput {
  const agent = master.agents[on];
  const message = { type: 'REREGISTER_AGENT', agentId: on, frameworks: [], tasks: [] } as const;
  if (!agent) return { ...message, connection: 10, hostname: 'n0', ...whole('cpus:4;mem:4096') };
  const { connection, hostname } = agent;
  const { plain: resources, rest } = master.allocator.agents.totalOf(on);
  const found = [];
  for (let task = agent.firstTask; task !== null; task = task.next) {
    found.push({ frameworkId: task.framework.id, info: task.info, state: task.state });
  }
  const executors = agent.executors.map(({ framework: { id }, info }) => {
    return { frameworkId: id, info };
  });
  return { ...message, connection, hostname, resources, rest, tasks: found, executors };
}

const quotas = fc.record({
  role: fc.constantFrom('a', 'c', 'a/b', '*'),
  guarantees: fc.constantFrom(new Map(), new Map([['cpus', 3000]]), new Map([['mem', 1e18]])),
  limits: fc.constantFrom(new Map(), new Map([['cpus', 4000]])),
});

const fromOperators: fc.Arbitrary<AnyCall> = fc.oneof(
  fc
    .constantFrom(
      'MARK_AGENT_GONE' as const,
      ...(['DEACTIVATE_AGENT', 'REACTIVATE_AGENT'] as const),
    )
    .chain((type) =>
      agentId.map(
        (on): AnyCall =>
          () => ({ type, agentId: on }),
      ),
    ),
  fc.tuple(agentId, fc.boolean()).map(
    ([on, markGone]): AnyCall =>
      () => {
        return { type: 'DRAIN_AGENT', agentId: on, markGone, maxGraceUs: 1e6 };
      },
  ),
  fc.tuple(agentId, operations, principal).map(
    ([on, operation, by]): AnyCall =>
      () => {
        return operatorsCall(on, operation, by);
      },
  ),
  fc.tuple(fc.array(quotas, { maxLength: 2 }), fc.boolean()).map(
    ([configs, force]): AnyCall =>
      () => {
        return { type: 'UPDATE_QUOTA', configs, force };
      },
  ),
  fc.tuple(quotas, fc.boolean()).map(
    ([{ role: of, guarantees }, force]): AnyCall =>
      () => {
        return { type: 'SET_QUOTA', role: of, guarantee: guarantees, force };
      },
  ),
  role.map(
    (of): AnyCall =>
      () => ({ type: 'REMOVE_QUOTA', role: of }),
  ),
  fc.tuple(role, fc.constantFrom(0, 1, 2.5)).map(
    ([of, weight]): AnyCall =>
      () => {
        return { type: 'UPDATE_WEIGHTS', weights: [{ role: of, weight }] };
      },
  ),
  fc.array(fc.tuple(machines, fc.nat({ max: 9 })), { maxLength: 2 }).map(
    (windows): AnyCall =>
      () => ({
        type: 'UPDATE_MAINTENANCE_SCHEDULE',
        schedule: windows.map(([some, start]) => ({
          ...{ machines: some, unavailability: { startUs: start * 1e6, durationUs: null } },
        })),
      }),
  ),
  fc
    .tuple(fc.constantFrom('START_MAINTENANCE' as const, 'STOP_MAINTENANCE' as const), machines)
    .map(
      ([type, some]): AnyCall =>
        () => ({ type, machines: some }),
    ),
);

function operatorsCall(
  on: number,
  operation: ResourceOperation,
  by: { readonly principal?: string },
): MasterInput {
  switch (operation.type) {
    case 'RESERVE':
    case 'UNRESERVE': {
      const { resources } = operation;
      return { type: `${operation.type}_RESOURCES`, agentId: on, resources, ...by };
    }
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return { ...operation, agentId: on, ...by };
    default: {
      const type = operation.type === 'CREATE' ? 'CREATE_VOLUMES' : 'DESTROY_VOLUMES';
      return { type, agentId: on, volumes: operation.resources, ...by };
    }
  }
}

const cycles: fc.Arbitrary<AnyCall> = fc
  .constantFrom('BATCH_ALLOCATION' as const, 'EVENT_ALLOCATION' as const)
  .map(
    (timer): AnyCall =>
      () => ({ type: 'TIMER', timer }),
  );

/** What ends much at once: seldom, or nothing lasts long enough to be interesting. */
const ENDINGS = new Set(['TEARDOWN', 'UNREGISTER_AGENT', 'MARK_AGENT_GONE', 'START_MAINTENANCE']);

const unlikely = (call: AnyCall, chance: number): AnyCall => {
  return (master) => {
    const input = call(master);
    if (chance === 0 || !ENDINGS.has(input.type)) return input;
    return { type: 'TIMER', timer: 'BATCH_ALLOCATION' };
  };
};

export const anyCall: fc.Arbitrary<AnyCall> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: cycles },
      { weight: 8, arbitrary: accepts },
      { weight: 1, arbitrary: declines },
      { weight: 4, arbitrary: fromSchedulers },
      { weight: 4, arbitrary: fromAgents },
      { weight: 4, arbitrary: fromOperators },
    ),
    fc.nat({ max: 5 }),
  )
  .map(([call, chance]) => unlikely(aimed(call), chance));
