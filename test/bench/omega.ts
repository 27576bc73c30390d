import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { type Benchmark, rounded, spread, timeInTurn, timesBetter } from './benchmark.ts';
import { agentsLike, benchExperiment, omegaDay } from './models/simulated-days.ts';

const REPETITIONS = 3;

/** Seconds the published simulator took for the day in its two-level mode. */
const PUBLISHED = [
  { agents: 1000, from: 4.5, to: 8.5 },
  { agents: 10_000, from: 32, to: 34 },
] as const;

/** A day of the Omega paper's example cell. */
export const omega: Benchmark = {
  name: 'omega',
  summary: "simulator: the Omega simulator's example day, 0.9 million tasks",
  run() {
    const workload = omegaDay(1);
    const rows = PUBLISHED.map(({ agents, from, to }) => {
      const cluster = agentsLike(agents, 'cpus:4;mem:16384');
      let outcome = '';
      const experiment = benchExperiment(workload, cluster);
      const [timing] = timeInTurn(REPETITIONS, [
        () => {
          const { jobsFinished, tasksFinished, hash } = runExperiment(experiment);
          outcome = `${jobsFinished} jobs, ${tasksFinished} tasks, ${hash}`;
        },
      ]);
      return [
        ...[timesBetter((from + to) / 2 / timing.median), agents, rounded(timing.median)],
        ...[spread(timing, 1), `${from} to ${to}`, outcome],
      ];
    });
    return Promise.resolve({
      columns: ['to published', 'agents', 'seconds', 'from, to', 'published s', 'outcome'],
      rows,
      notes: [
        `Medians of ${REPETITIONS} runs after one to warm up, policy drf. Target: 6 s.`,
        'The published simulator (google/cluster-scheduler-simulator, Scala, its Mesos mode) was',
        'timed elsewhere on another machine; it simulates no messages, status updates or agents.',
        'The ratio is to the middle of its range.',
      ],
    });
  },
};
