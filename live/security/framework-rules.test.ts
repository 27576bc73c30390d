import { describe, expect, it } from 'vitest';

import type { Accept } from '../../core/protocol/scheduler-api.ts';
import { resourceSchema, readResources } from '../mesos/resource-codec.ts';
import { NamedIds } from '../mesos/ids.ts';
import { taskSchema } from '../mesos/call-schema.ts';
import { readTask } from '../mesos/task-codec.ts';
import { parseAcls } from './acls.ts';
import { markUnauthorized } from './framework-rules.ts';

const names = { tasks: new NamedIds(), executors: new NamedIds(), operations: new NamedIds() };
const some = (...values: string[]) => ({ values });

function task(user?: string, executorUser?: string) {
  const command = { value: 'true', ...(user === undefined ? {} : { user }) };
  const executor = {
    executor_id: { value: 'e' },
    command: { value: 'x', user: executorUser },
  };
  const said = {
    ...{ name: 't', task_id: { value: 't' }, agent_id: { value: 'a' }, resources: [] },
    ...(executorUser === undefined ? { command } : { executor }),
  };
  return readTask(taskSchema.parse(said), names);
}

function reserved(role: string, principal: string) {
  const said = {
    ...{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
    reservations: [{ type: 'DYNAMIC', role, principal }],
  };
  return readResources([resourceSchema.parse(said)]);
}

const ACLS = parseAcls(
  JSON.stringify({
    permissive: false,
    run_tasks: [{ principals: some('marathon'), users: some('alice') }],
    reserve_resources: [{ principals: some('marathon'), roles: some('web') }],
    unreserve_resources: [{ principals: some('marathon'), reserver_principals: some('marathon') }],
    create_volumes: [{ principals: some('marathon'), roles: some('web') }],
  }),
  'acls',
);

describe('an ACCEPT of one who may not all', () => {
  const base = { type: 'ACCEPT', framework: 0, offers: [0], refuseSeconds: 5 } as const;
  const mark = (call: Partial<Accept>, user = 'bob', principal = 'marathon') => {
    const marked = markUnauthorized(ACLS, { ...base, launches: [], ...call }, { principal, user });
    return marked.type === 'ACCEPT' ? marked : null;
  };

  it('has its tasks marked by the user whom they run as', () => {
    const launches = [task(), task('alice'), task('root'), task(undefined, 'alice')];
    expect(mark({ launches })?.launches.map(({ unauthorized }) => unauthorized)).toEqual([
      "Principal 'marathon' may not run tasks of 'bob'",
      undefined,
      "Principal 'marathon' may not run tasks of 'root'",
      undefined,
    ]);
    const own = mark({ launches: [task()] }, 'alice');
    expect(own?.launches[0]).not.toHaveProperty('unauthorized');
    const group = { type: 'LAUNCH', tasks: [task('root')] } as const;
    expect(mark({ operations: [group] })?.operations).toMatchObject([
      { tasks: [{ unauthorized: "Principal 'marathon' may not run tasks of 'root'" }] },
    ]);
  });

  it('has its operations marked by role and by who reserved', () => {
    const web = reserved('web', 'marathon');
    const operations = [
      { type: 'RESERVE', resources: web },
      { type: 'RESERVE', resources: reserved('db', 'marathon') },
      { type: 'RESERVE', resources: web, source: reserved('web', 'other') },
      { type: 'UNRESERVE', resources: web },
      { type: 'UNRESERVE', resources: reserved('web', 'other') },
      { type: 'CREATE', resources: web },
      { type: 'DESTROY', resources: web },
      { type: 'GROW_VOLUME', volume: web, addition: web },
    ] as const;
    const marked = mark({ operations })?.operations?.map((one) => 'unauthorized' in one);
    expect(marked).toEqual([false, true, true, false, true, false, true, true]);
  });
});
