import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readResources } from '../../core/resources/resource-notation.ts';
import { ListedMasters } from '../../live/finding/master-finder.ts';
import { type Benchmark, type BenchmarkResult, rounded } from './benchmark.ts';
import { LoadScheduler } from './models/load-scheduler.ts';
import { SimulatedAgents } from './models/simulated-agents.ts';
import type { LoopReport } from './models/watch-loop.ts';
import { WatchedProcess } from './models/watched-process.ts';

const AGENTS = 1000;
const FRAMEWORKS = 10;
const TASKS = 10_000;
/** How long a task sleeps: until long after the last of them runs. */
const TASK_SECONDS = 30;

/** A master under a thousand agents and ten thousand tasks, watched from inside. */
export const liveScale: Benchmark = {
  name: 'live-scale',
  summary: 'a master with 1,000 agents and 10,000 tasks: its longest block, its memory, its cycles',
  run: measure,
};

interface Phase extends LoopReport {
  readonly name: string;
  readonly seconds: number;
}

async function measure(): Promise<BenchmarkResult> {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-scale-'));
  const place = ['--port', '0', '--work-dir', folder, '--log-level', 'error'];
  const { process: master, url } = await WatchedProcess.evenhand('master', ...place);
  const address = new URL(url);
  const agents = new SimulatedAgents({
    count: AGENTS,
    resources: readResources('cpus:10;mem:10240'),
    finder: new ListedMasters([address]),
    registrationBackoffUs: 1_000_000,
  });
  const phases: Phase[] = [];
  try {
    const { schedulers, cycles } = await runPhases(phases, { master, address, agents });
    await Promise.all(schedulers.map((scheduler) => scheduler.tearDown()));
    return resultOf(phases, cycles);
  } finally {
    agents.close();
    await master.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly master: WatchedProcess;
  readonly address: URL;
  readonly agents: SimulatedAgents;
}

async function runPhases(phases: Phase[], { master, address, agents }: Parts) {
  let processor = (await master.report()).processorSeconds;
  const phase = async (name: string, work: () => Promise<void>): Promise<void> => {
    const sinceMs = performance.now();
    await work();
    const seconds = (performance.now() - sinceMs) / 1000;
    const report = await master.report();
    const processorSeconds = report.processorSeconds - processor;
    processor = report.processorSeconds;
    phases.push({ name, seconds, ...report, processorSeconds });
  };
  const schedulers: LoadScheduler[] = [];
  const sum = (of: (one: LoadScheduler) => number): number =>
    schedulers.reduce((all, one) => all + of(one), 0);
  await phase('agents register', () => until(() => agents.counts.connected === AGENTS));
  await phase('tasks are launched', async () => {
    for (let f = 0; f < FRAMEWORKS; f++) {
      const load = { tasks: TASKS / FRAMEWORKS, perOffer: 10, seconds: TASK_SECONDS };
      const fail = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
      schedulers.push(new LoadScheduler(address, { ...load, name: `f${f}` }, fail));
    }
    await until(() => sum((one) => one.running) === TASKS);
  });
  await phase('all run', () => new Promise((resolve) => setTimeout(resolve, 3000)));
  const bytes = new Map<string, string>();
  for (const path of ['/state', '/state-summary', '/tasks?limit=100', '/metrics/snapshot']) {
    await phase(`GET ${path}`, async () => {
      const text = await (await fetch(new URL(path, address))).text();
      bytes.set(path, text);
    });
  }
  await phase('tasks end', () => until(() => sum((one) => one.finished) === TASKS));
  const snapshot: unknown = JSON.parse(bytes.get('/metrics/snapshot') ?? '{}');
  return { schedulers, cycles: cyclesOf(snapshot) };
}

interface Cycles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

function cyclesOf(snapshot: unknown): Cycles {
  const metrics = new Map(
    Object.entries(typeof snapshot === 'object' && snapshot !== null ? snapshot : {}),
  );
  const value = (name: string): number => {
    return Number(metrics.get(`allocator/mesos/allocation_run_ms/${name}`) ?? Number.NaN);
  };
  return { p50: value('p50'), p99: value('p99'), max: value('max'), count: value('count') };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 180_000;
  for (; !isSo(); await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (performance.now() > deadline) throw new Error('live-scale: it takes more than 3 minutes');
  }
}

function resultOf(phases: readonly Phase[], cycles: Cycles): BenchmarkResult {
  return {
    columns: [
      ...[
        'phase',
        'seconds',
        'longest callback ms',
        'longest turn ms',
        'by the wall ms',
        'memory MiB',
      ],
      "master's processor s",
    ],
    rows: phases.map((one) => [
      one.name,
      ...[one.seconds, one.callbackMs, one.turnMs, one.wallMs, one.rssMiB].map(rounded),
      rounded(one.processorSeconds),
    ]),
    notes: [
      `${AGENTS} agents of one process, ${FRAMEWORKS} frameworks of the same, ${TASKS} tasks; the ` +
        'master is a process of its own, its life recorded.',
      `Allocation cycles, by the wall: ${rounded(cycles.p50)} ms median, ` +
        `${rounded(cycles.p99)} ms p99, ${rounded(cycles.max)} ms at most, of ${cycles.count}.`,
      'Callback and turn are processor time of the main thread (Linux tells it to 4 ms): of one ' +
        'callback, and between two looks of a timer at the clock, in which all that has come at ' +
        'once is read; by the wall is what other programs kept it from is in.',
    ],
  };
}
