import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { type Benchmark, rounded, spread, timeInTurn, timesBetter } from './benchmark.ts';
import { agentsLike, backloggedMapReduce, benchExperiment } from './models/simulated-days.ts';

const AGENTS = 600;
const JOBS = 1500;
const REPETITIONS = 5;
const TARGET_TASKS_PER_SECOND = 150_000;

/** The whole simulator under more work than the cluster can take. */
export const simulator: Benchmark = {
  name: 'simulator',
  summary: `simulator: ${AGENTS} agents, MapReduce jobs of four frameworks, always backlogged`,
  run() {
    const workload = backloggedMapReduce(JOBS);
    const agents = agentsLike(AGENTS, 'cpus:16;mem:65536');
    const rows = ['drf', 'fifo', 'slots'].map((policy) => {
      const experiment = { ...benchExperiment(workload, agents), policy };
      const counts = { tasks: 0, events: 0, utilization: 0 };
      const [timing] = timeInTurn(REPETITIONS, [
        () => {
          const { tasksFinished, events, cluster } = runExperiment(experiment);
          counts.tasks = tasksFinished;
          counts.events = events;
          counts.utilization = cluster.utilization[0];
        },
      ]);
      const rate = counts.tasks / timing.median;
      return [
        ...[timesBetter(rate / TARGET_TASKS_PER_SECOND), policy, counts.tasks, rounded(rate)],
        ...[rounded(counts.events / timing.median), rounded(timing.median), spread(timing, 1)],
        `${Math.round(100 * counts.utilization)} %`,
      ];
    });
    return Promise.resolve({
      columns: [
        ...['to target', 'policy', 'tasks', 'tasks/s', 'log records/s', 'seconds', 'from, to'],
        'cpus used',
      ],
      rows,
      notes: [
        `Medians of ${REPETITIONS} runs after one to warm up; the hash is on.`,
        `Target: ${TARGET_TASKS_PER_SECOND} tasks/s.`,
      ],
    });
  },
};
