import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { type Benchmark, type BenchmarkResult, rounded } from './benchmark.ts';
import { FailoverWatch, USUAL_LOAD, failoverExperiment } from './models/failover.ts';

/** How soon a cluster under load has its masters back, beside what Mesos's authors measured. */
export const failover: Benchmark = {
  name: 'failover',
  summary: 'the leading master of a loaded cluster crashes: time until offers are made again',
  run: () => Promise.resolve(measure()),
};

function measure(): BenchmarkResult {
  const { agents, frameworks, tasks } = USUAL_LOAD;
  const watch = new FailoverWatch();
  const startMs = performance.now();
  const result = runExperiment(failoverExperiment(USUAL_LOAD), { events: watch.read });
  const wall = (performance.now() - startMs) / 1000;
  const times = watch.times();
  return {
    columns: ['what', 'simulated seconds after the crash'],
    rows: [
      ['another master leads', rounded(times.leader)],
      ['first offers', rounded(times.offers)],
      ['last framework is back', rounded(times.frameworks)],
      ['last agent is back', rounded(times.agents)],
      ['Mesos, as its paper has it (NSDI 2011)', '4 to 8'],
    ],
    notes: [
      `${agents} agents, ${frameworks} frameworks, ${tasks} tasks running, three masters; ` +
        `ZooKeeper's session timeout is 10 s, most of what it takes to find the leader gone`,
      `${times.agentsBack} agents came back, ${times.containersLost} tasks were lost, ` +
        `${times.runTwice} ran twice; all jobs finished: ${result.complete ? 'yes' : 'no'}`,
      `simulated in ${rounded(wall)} s`,
    ],
  };
}
