import { expect, it } from 'vitest';
import { CRON, jobOf } from '../../test/support/cron-script.ts';
import { MachineCluster } from '../../test/support/machine-cluster.ts';
import { SERVICE, appOf } from '../../test/support/service-script.ts';
import { USUAL_HEALTH } from '../master/agent-health.ts';
import type { Call } from '../protocol/scheduler-api.ts';
import type { CronInput, CronOutput, CronSnapshot } from './cron/cron-io.ts';
import { CronScheduler } from './cron/cron.ts';
import type { ServiceInput, ServiceOutput, ServiceSnapshot } from './service/service-io.ts';
import { ServiceScheduler } from './service/service.ts';

const IDENTITY = { connection: 0 };

function outputOf(cluster: MachineCluster): ServiceOutput & CronOutput {
  return {
    send: (call: Call) => cluster.send(call),
    setTimer: (timer, delayUs) => cluster.setTimer(timer, delayUs),
    refused: (name, reason) => {
      throw new Error(`${name}: ${reason}`);
    },
    deployed: () => undefined,
    ended: () => undefined,
    ran: () => undefined,
    backlogged: () => undefined,
  };
}

/** A service among five real agents and their master. */
function serviceCluster() {
  const cluster = new MachineCluster({ health: USUAL_HEALTH });
  for (let i = 0; i < 5; i++) cluster.addAgent(`node${i}`, 'cpus:4;mem:8192');
  const out = outputOf(cluster);
  let scheduler: ServiceScheduler;
  const start = (found: ServiceSnapshot | null): void => {
    scheduler = new ServiceScheduler({ ...SERVICE, ...IDENTITY }, found);
    cluster.start((now, input) => scheduler.step(now, input, out));
  };
  start(null);
  return {
    cluster,
    tell: (input: ServiceInput) => cluster.tell(() => scheduler.step(cluster.now, input, out)),
    restartAt: (seconds: number) => {
      const found = scheduler.snapshot();
      cluster.stop();
      cluster.runUntil(seconds);
      start(found);
    },
  };
}

it('a service is spread, upgraded, and whole again after an agent and its scheduler were lost', () => {
  const { cluster, tell, restartAt } = serviceCluster();
  const constraints = [['hostname', 'MAX_PER', '1']];
  tell({ type: 'APP', spec: appOf({ instances: 3, constraints }) });
  cluster.runUntil(5);
  expect(cluster.places.map((place) => place.slice(0, 5))).toEqual(['0/0/0', '0/0/1', '0/0/2']);
  expect(new Set(cluster.running.map(({ hostname }) => hostname)).size).toBe(3);

  tell({ type: 'APP', spec: appOf({ instances: 3, constraints, demand: 'cpus:2;mem:64' }) });
  cluster.runUntil(30);
  expect(cluster.places.map((place) => place.slice(0, 5))).toEqual(['0/1/0', '0/1/1', '0/1/2']);
  expect(new Set(cluster.running.map(({ hostname }) => hostname)).size).toBe(3);

  cluster.lose(cluster.running[0].hostname);
  restartAt(60);
  expect(cluster.places.length).toBe(2);
  // The master gives the agent up after five PINGs, 75 s; then another instance stands in for it.
  cluster.runUntil(120);
  expect(cluster.places.length).toBe(3);
  expect(new Set(cluster.running.map(({ hostname }) => hostname)).size).toBe(3);

  tell({ type: 'REMOVE_APP', app: '/front' });
  cluster.runUntil(140);
  expect(cluster.places).toEqual([]);
});

it('a cron runs on schedule through the loss of its process', () => {
  const starts: number[] = [];
  const cluster = new MachineCluster({}, ({ job }) => {
    starts.push(cluster.now / 1e6);
    return job === 0 ? 5e6 : 1e6;
  });
  cluster.addAgent('node0', 'cpus:2;mem:4096');
  const out = outputOf(cluster);
  let scheduler = new CronScheduler({ ...CRON, ...IDENTITY });
  const start = (found: CronSnapshot | null): void => {
    scheduler = new CronScheduler({ ...CRON, ...IDENTITY }, found);
    cluster.start((now, input) => scheduler.step(now, input, out));
  };
  start(null);
  const tell = (input: CronInput): void =>
    cluster.tell(() => scheduler.step(cluster.now, input, out));
  tell({ type: 'JOB', spec: jobOf({ name: 'a', schedule: 'R10/PT10S/PT1M', epsilonUs: 20e6 }) });
  tell({ type: 'JOB', spec: jobOf({ name: 'b', parents: ['a'] }) });
  cluster.runUntil(72);
  // While the run of 70 s goes on. That it ended is heard when its agent says so for the fifth
  // time, at 225 s: until then the runs of 130 and 190 s are held up, and missed.
  const found = scheduler.snapshot();
  cluster.stop();
  cluster.runUntil(150);
  start(found);
  cluster.runUntil(700);
  const [a, b] = scheduler.jobs;
  expect(a).toMatchObject({ nextDueUs: null, runs: [], counts: { SUCCEEDED: 8, MISSED: 2 } });
  expect(b.counts.SUCCEEDED).toBe(8);
  expect(starts).toMatchInlineSnapshot(`
    [
      10,
      15,
      70,
      225,
      250,
      255,
      310,
      315,
      370,
      375,
      430,
      435,
      490,
      495,
      550,
      555,
    ]
  `);
});
