import { type Benchmark, type BenchmarkResult, rounded } from './benchmark.ts';
import { LocalCluster } from './models/local-cluster.ts';
import { runMany, settled } from './models/many-tasks.ts';

const AGENTS = 100;
const TASKS = 2000;

/** Many short tasks on many agents of one machine. */
export const liveTasks: Benchmark = {
  name: 'live-tasks',
  summary: '100 agents and 2,000 tasks on this machine, each a process',
  run: measure,
};

async function measure(): Promise<BenchmarkResult> {
  const beganMs = performance.now();
  const cluster = await LocalCluster.start(AGENTS, 'cpus:2;mem:1024', '--no-recording');
  try {
    await settled(cluster.master, AGENTS);
    const upSeconds = (performance.now() - beganMs) / 1000;
    const before = cluster.processorSeconds();
    const load = { tasks: TASKS, perOffer: 20, command: 'sleep 0.2' };
    const { finished, others, seconds } = await runMany(cluster.master, load);
    const processor = cluster.processorSeconds() - before;
    return {
      columns: ['what', 'measured'],
      rows: [
        ['tasks finished', finished],
        ['tasks that ended otherwise', others],
        ['seconds from the first launch to the last end', rounded(seconds)],
        ['tasks a second', rounded(TASKS / seconds)],
        ['processor seconds, tasks included', rounded(processor)],
        ['processor milliseconds a task', rounded((processor * 1000) / TASKS)],
        [`seconds until ${AGENTS} agents were up`, rounded(upSeconds)],
      ],
      notes: [`${AGENTS} agents and a master in one process; each task is \`${load.command}\``],
    };
  } finally {
    await cluster.stop();
  }
}
