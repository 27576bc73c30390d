import { Agent, get } from 'node:http';

import { type Benchmark, type BenchmarkResult, rounded, timingOf } from './benchmark.ts';
import { LocalCluster } from './models/local-cluster.ts';
import { TimedScheduler } from './models/timed-scheduler.ts';

/** Launches (15 were measured with Mesos, whose code is not compiled as it runs), and requests. */
const LAUNCHES = 60;
const REQUESTS = 100;

/** What a real Mesos master with two agents took on a like machine, milliseconds. */
const MESOS = { subscribed: 1.8, offers: 2.1, running: 26.8, finished: 123.2, state: 0.97 };

/** How soon a real cluster answers, beside a real Mesos. */
export const live: Benchmark = {
  name: 'live',
  summary: 'a master and two agents on this machine: time to offers, to a running task, to its end',
  run: measure,
};

async function measure(): Promise<BenchmarkResult> {
  const cluster = await LocalCluster.start(2, 'cpus:4;mem:4096');
  try {
    return await measured(cluster.master);
  } finally {
    await cluster.stop();
  }
}

async function measured(master: URL): Promise<BenchmarkResult> {
  const subscribed: number[] = [];
  const offers: number[] = [];
  const running: number[] = [];
  const finished: number[] = [];
  for (let round = 0; round < LAUNCHES; round++) {
    const scheduler = new TimedScheduler(master, `bench-${round}`);
    const first = await scheduler.subscribe();
    const task = await scheduler.runTrue();
    await scheduler.end();
    subscribed.push(first.subscribedMs);
    offers.push(first.offersMs);
    running.push(task.runningMs);
    finished.push(task.finishedMs);
  }
  const state = await stateTimes(master);
  return {
    columns: ['what', 'median ms', 'least', 'most', 'a real Mesos, median'],
    rows: [
      row('subscribe to SUBSCRIBED', subscribed, MESOS.subscribed),
      row('subscribe to first OFFERS', offers, MESOS.offers),
      row('launch to TASK_RUNNING', running, MESOS.running),
      row('launch of `true` to TASK_FINISHED', finished, MESOS.finished),
      row('GET /state, keep-alive', state, MESOS.state),
    ],
    notes: [
      `a master and two agents in one process, process containers; ${LAUNCHES} frameworks one ` +
        `after the other with one task each, ${REQUESTS} requests of /state`,
      'the right column was measured with Mesos 1.12, a master and two agents on loopback',
    ],
  };
}

function row(what: string, ms: readonly number[], mesos: number): (string | number)[] {
  const { median, least, most } = timingOf(ms);
  return [what, rounded(median), rounded(least), rounded(most), mesos];
}

async function stateTimes(master: URL): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    const beganMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(new URL('/state', master), { agent }, (answer) => {
        answer.resume();
        answer.once('end', resolve);
      }).once('error', reject);
    });
    times.push(performance.now() - beganMs);
  }
  agent.destroy();
  return times;
}
