import { log } from '../../../core/math/log.ts';
import { parseScalars } from '../../../core/resources/notation.ts';
import type { AgentGroup, Experiment } from '../../../sim/experiment/experiment.ts';
import { type ListedJob, workloadOf } from '../../../sim/experiment/job-list.ts';
import { streamOf } from '../../../sim/random/streams.ts';
import { StageKind, type Workload } from '../../../traces/model/workload.ts';

const SECOND = 1_000_000;
const DAY_SECONDS = 86_400;

/** The experiment of a benchmark: Mesos's settings, a data centre's latency. */
export function benchExperiment(workload: Workload, agents: AgentGroup): Experiment {
  return {
    workload,
    policy: 'drf',
    seed: '1',
    cluster: { agents: [agents], slotsPerAgent: null },
    weights: new Map(),
    master: { allocationIntervalUs: SECOND, maxOffersPerFramework: 50 },
    scheduler: { jobOrder: 'fifo', slowstart: 0.05, refuseSeconds: 5, locality: null },
    network: { kind: 'lognormal', meanUs: 500, p99Us: 5000 },
    quotas: new Map(),
    faults: [],
    untilUs: null,
  };
}

export function agentsLike(count: number, resources: string): AgentGroup {
  return { count, resources: parseScalars(resources) };
}

/**
 * The example day of the published Omega simulator (Schwarzkopf et al., EuroSys 2013): batch
 * jobs every 10 s of 100 tasks of 100 s, service jobs every 20 s of 10 tasks of 500 s, all of
 * them exponential; a task takes a CPU and 2 GB.
 */
export function omegaDay(days: number): Workload {
  const kinds = [
    { framework: 0, gapSeconds: 10, tasks: 100, taskSeconds: 100 },
    { framework: 1, gapSeconds: 20, tasks: 10, taskSeconds: 500 },
  ];
  const jobs = kinds.flatMap(({ framework, gapSeconds, tasks, taskSeconds }) => {
    const stream = streamOf('omega', 'jobs', String(framework));
    const draw = (mean: number): number => -log(1 - stream.next()) * mean;
    const drawn: ListedJob[] = [];
    for (let at = draw(gapSeconds); at < days * DAY_SECONDS; at += draw(gapSeconds)) {
      const count = Math.max(1, Math.round(draw(tasks)));
      const taskUs = Math.max(1, Math.round(draw(taskSeconds) * SECOND));
      const submitUs = Math.round(at * SECOND);
      drawn.push({ submitUs, framework, stages: [{ tasks: count, taskUs }] });
    }
    return drawn;
  });
  const demands = [parseScalars('cpus:1;mem:2048')];
  return workloadOf({ name: 'omega', frameworks: ['batch', 'service'], demands, jobs });
}

/**
 * More work than the cluster can take: every framework always has jobs to launch, of maps and
 * reduces with spread times.
 */
export function backloggedMapReduce(jobCount: number): Workload {
  const stream = streamOf('mapreduce', 'jobs', 'bench');
  const jobs = Array.from({ length: jobCount }, (_, job): ListedJob => {
    const maps = 50 + Math.floor(stream.next() * 300);
    const taskUs = Math.floor((10 + 20 * stream.next()) * SECOND);
    return {
      submitUs: (10 + job / 5) * SECOND,
      framework: job % 4,
      stages: [
        { tasks: maps, taskUs },
        { kind: StageKind.REDUCE, tasks: 1 + (maps >> 4), demand: 1, taskUs: 2 * taskUs },
      ],
    };
  });
  return workloadOf({
    name: 'backlogged',
    frameworks: ['ads', 'search', 'mail', 'logs'],
    demands: [parseScalars('cpus:1;mem:1536'), parseScalars('cpus:1;mem:3072')],
    jobs,
    skewSigma: 0.325,
  });
}
