import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { registerDrain } from '../../cli/commands/drain.ts';
import { registerKill } from '../../cli/commands/kill.ts';
import { registerLogs } from '../../cli/commands/logs.ts';
import { registerMaintenance } from '../../cli/commands/maintenance.ts';
import { registerQuota } from '../../cli/commands/quota.ts';
import { registerReserve, registerUnreserve, registerVolume } from '../../cli/commands/reserve.ts';
import { registerRun } from '../../cli/commands/run.ts';
import { registerState } from '../../cli/commands/state.ts';
import { registerTasks } from '../../cli/commands/tasks.ts';
import { registerWeights } from '../../cli/commands/weights.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { type Running, start, temporaryFolder } from '../support/evenhand-process.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';

const REGISTERS = [
  ...[registerState, registerTasks, registerLogs, registerKill, registerDrain, registerMaintenance],
  ...[registerQuota, registerWeights, registerReserve, registerUnreserve, registerVolume],
  registerRun,
];

const INFO = {
  ...{ user: 'nobody', name: 'web', roles: ['ads'], checkpoint: false, failover_timeout: 0 },
  capabilities: [{ type: 'MULTI_ROLE' }],
};

/** Every kind of framework that runs on a real cluster, and a fault that does not happen there. */
const MIXED = `
name: a little of each
cluster: { agents: [ { count: 2, resources: "cpus:4;mem:1024" } ] }
roles: { batch: { weight: 2 } }
frameworks:
  - name: front
    kind: service
    apps: [ { id: /front, instances: 1, resources: "cpus:0.5;mem:32" } ]
  - name: nightly
    kind: cron
    schedule: [ { name: tick, schedule: R2/PT0S/PT1S, resources: "cpus:0.1;mem:32", duration: 50ms } ]
  - name: etl
    role: batch
    kind: mapreduce
    jobs:
      - name: etl
        resources: "cpus:0.5;mem:32"
        stages: [ { tasks: 4, duration: 300ms }, { kind: reduce, tasks: 1, duration: 100ms } ]
  - name: ask
    kind: mapreduce
    jobs: [ { name: ask, at: 200ms, tasks: 4, duration: 700ms, resources: "cpus:0.5;mem:64" } ]
faults: [ { at: 1s, kind: agent-crash, for: 1s } ]
until: 30s
`;

describe('commands of operators', () => {
  const folder = temporaryFolder();
  const output = capturedOutput();
  let cluster: Running;
  let master = '';
  let web: LiveScheduler;

  beforeAll(async () => {
    const size = ['--agents', '2', '--agent', 'cpus:4;mem:1024;disk:512', '--port', '0'];
    cluster = start('up', ...size, '--no-recording', '--log-level', 'silent');
    master = await new Promise((resolve, reject) => {
      let text = '';
      cluster.child.stdout?.on('data', (more: string) => {
        text += more;
        const found = /^master: (http\S+)$/m.exec(text)?.[1];
        if (found !== undefined && text.includes('try:')) resolve(found);
      });
      cluster.ended.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    web = new LiveScheduler(master);
    await web.subscribe(INFO);
    const offers = await web.next((event) => event.offers !== undefined);
    const [{ id, agent_id: agent }] = offers.offers?.offers ?? [];
    const task = {
      ...{ name: 'front', task_id: { value: 'front-1' }, agent_id: { ...agent } },
      resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } }],
      command: { value: 'echo ready; echo oops >&2; exec sleep 100' },
    };
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    const accept = { offer_ids: [{ ...id }], operations, filters: { refuse_seconds: 3600 } };
    await web.client.call({ type: 'ACCEPT', accept });
    await web.client.call({ type: 'SUPPRESS', suppress: {} });
    await web.update('TASK_RUNNING');
  });

  afterAll(async () => {
    web.client.close();
    cluster.child.kill('SIGTERM');
    await cluster.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  async function evenhand(...args: string[]): Promise<string> {
    const program = new Command('evenhand').exitOverride();
    for (const register of REGISTERS) register(program);
    const before = output.printed.length;
    const where = args[0] === 'run' ? [] : ['--master', master];
    await program.parseAsync([...args, ...where], { from: 'user' });
    return output.printed.slice(before);
  }

  async function json(...args: string[]): Promise<unknown> {
    return JSON.parse(await evenhand(...args, '--json')) as unknown;
  }

  it('show what there is', async () => {
    expect(await evenhand('state')).toMatch(/^ads +1 +1 +6\.3$/m);
    expect(await json('state')).toMatchObject({
      agents: [{ state: 'active', total: { cpus: 4 } }, { state: 'active' }],
      frameworks: [{ name: 'web', roles: ['ads'], tasks: 1, dominantShare: 0.0625 }],
    });
    expect(await evenhand('tasks', '--state', 'running')).toMatch(/^front-1 +front +web +running/m);
    expect(await json('tasks', '--framework', 'web')).toMatchObject({
      tasks: [{ id: 'front-1', resources: { cpus: 0.5 } }],
    });
    expect(await evenhand('tasks', '--agent', 'S1', '--framework', '0000')).toBeTypeOf('string');
    await expect(evenhand('tasks', '--agent', 'S7')).rejects.toThrow(
      'found "S7", wanted one of S0',
    );
    await expect(evenhand('tasks', '--framework', 'nope')).rejects.toThrow(
      /wanted one of .*\(web\)/,
    );
  });

  it('show what a task wrote, until it is killed', async () => {
    expect(await evenhand('logs', 'front-1')).toBe('ready\n');
    const followed = evenhand('logs', 'front', '-f', '--stderr');
    expect(await json('kill', 'front-1')).toMatchObject({ killed: 'front-1' });
    await web.update('TASK_KILLED');
    expect(await followed).toContain('oops\n');
    expect(await evenhand('tasks', '--all')).toMatch(/^front-1 .*killed/m);
    await expect(evenhand('kill', 'front-1')).rejects.toThrow('404: No task found');
    await expect(evenhand('logs', 'nothing')).rejects.toThrow('task: found "nothing"');
  });

  it('set weights, quotas, reservations and volumes', async () => {
    await evenhand('weights', 'set', 'ads=2.5');
    expect(await json('weights', 'get')).toEqual({ weights: { ads: 2.5 } });
    await expect(evenhand('weights', 'set', 'ads=0')).rejects.toThrow('found "ads=0"');
    await evenhand('quota', 'set', 'ads', '--guarantees', 'cpus:1', '--limits', 'cpus:2;mem:64');
    expect(await json('quota', 'get', 'ads')).toEqual({
      quotas: [{ role: 'ads', guarantees: { cpus: 1 }, limits: { cpus: 2, mem: 64 } }],
    });
    await evenhand('quota', 'remove', 'ads');
    expect(await evenhand('quota', 'get')).toBe('no role has a quota\n');
    await expect(evenhand('quota', 'remove', 'ads')).rejects.toThrow('ads has no quota');
    await evenhand('reserve', 'S0', 'disk:256', '--role', 'ads');
    const volume = ['S0', '--role', 'ads', '--id', 'data', '--size', '128'];
    await evenhand('volume', 'create', ...volume);
    await expect(evenhand('unreserve', 'S0', 'disk:256', '--role', 'ads')).rejects.toThrow('409');
    await evenhand('volume', 'destroy', ...volume);
    await evenhand('unreserve', 'S0', 'disk:256', '--role', 'ads');
  });

  it('drain an agent, and announce maintenance', async () => {
    expect(await evenhand('drain', 'S1', '--max-grace', '5s', '--wait')).toBe('S1 is drained\n');
    expect(await evenhand('drain', 'S1', '--reactivate')).toBe('S1 is active\n');
    await evenhand('maintenance', 'schedule', 'node7/10.0.0.7', '--in', '1h', '--for', '30m');
    expect(await evenhand('maintenance', 'status')).toBe('node7/10.0.0.7 is draining\n');
    expect(await json('maintenance', 'schedule')).toMatchObject({
      windows: [{ unavailability: { duration: { nanoseconds: 1.8e12 } } }],
    });
    await evenhand('maintenance', 'down', 'node7');
    expect(await json('maintenance', 'status')).toMatchObject({ down: [{ hostname: 'node7' }] });
    await evenhand('maintenance', 'up', 'node7');
    expect(await evenhand('maintenance', 'schedule', '--clear')).toBe(
      'no maintenance is scheduled\n',
    );
  });

  it('run a scenario as it is simulated', async () => {
    const file = join(folder, 'mixed.yaml');
    writeFileSync(file, MIXED);
    const ran = await json('run', file, '--live', master, '--compare');
    expect(ran).toMatchObject({
      live: true,
      run: {
        complete: true,
        jobsFinished: 2,
        littlesLawHolds: true,
        frameworks: [{ name: 'front' }, { name: 'nightly' }, { tasksFinished: 5 }, { jobs: 1 }],
      },
      simulated: { complete: true },
    });
    const { difference } = ran as { difference: { meanShareDifference: number } };
    expect(difference.meanShareDifference).toBeLessThan(0.25);
    expect(output.noted).toContain('note: faults and operations of the scenario do not happen');
    expect(output.noted).toContain('role batch has weight 1 at the master, 2 in the scenario');
    const left = (await json('tasks')) as { tasks: unknown[] };
    expect(left.tasks).toEqual([]);
    await expect(evenhand('run', file, '--live', master, '--verify')).rejects.toThrow('--verify');
  });
});
